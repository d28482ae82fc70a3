//! The values of an enum with their names in Rust.

use crate::codegen::context::Context;
use crate::codegen::{docs, names};
use crate::model::Enumerator;
use proc_macro2::TokenStream;
use quote::quote;

/// The values of an enum, and the names of all of them in Rust.
#[derive(Clone, Copy)]
pub(in crate::codegen) struct Values<'a> {
    pub(in crate::codegen) all: &'a [Enumerator],
    pub(in crate::codegen) names: &'a [String],
}

impl<'a> Values<'a> {
    /// One for each number, with its name.
    pub(super) fn own(self) -> Vec<(&'a Enumerator, &'a String)> {
        let named = self.all.iter().zip(self.names);
        named
            .filter(|(value, _)| value.alias_of.is_none())
            .collect()
    }

    /// What the second names need.
    pub(super) fn alias_style(self, cx: &Context<'_>) -> TokenStream {
        let aliases = self.all.iter().filter(|value| value.alias_of.is_some());
        let names = aliases.map(|value| cx.spelling().alias_name(&value.name));
        let style = names.fold(cx.style(), |style, name| style.constant(&name));
        style.allow()
    }

    /// Second names for numbers, as constants of the type.
    pub(super) fn aliases(self, cx: &Context<'_>) -> Vec<TokenStream> {
        let aliases = self.all.iter().filter_map(|value| {
            let docs = docs::item(&value.docs);
            let alias = names::of_file(&cx.spelling().alias_name(&value.name));
            let first = names::of_file(self.names.get(value.alias_of?)?);
            Some(quote!(#docs pub const #alias: Self = Self::#first;))
        });
        aliases.collect()
    }
}
