//! The values of an enum with their names in Rust.

use crate::codegen::{docs, names};
use crate::model::Enumerator;
use crate::rust_name;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

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

    /// Second names for numbers, as constants of the type.
    pub(super) fn aliases(self) -> Vec<TokenStream> {
        let aliases = self.all.iter().filter_map(|value| {
            let docs = docs::item(&value.docs);
            let alias = format_ident!("{}", rust_name::constant_name(&value.name));
            let first = names::of_file(self.names.get(value.alias_of?)?);
            Some(quote!(#docs pub const #alias: Self = Self::#first;))
        });
        aliases.collect()
    }
}
