//! `Display`, where it is asked for: a value as people read it in a log, with the
//! names of the file.

use super::context::Context;
use super::{lint, names, rust_type};
use crate::model::{Field, TypeDef};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Lines around those of the parts.
const AROUND: usize = 4;

/// A part of a value: what the file calls it, and a reference to it.
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    pub(super) value: TokenStream,
}

impl<'a> Part<'a> {
    /// What a field of the file is, behind a reference.
    pub(super) fn of(field: &'a Field, value: TokenStream) -> Self {
        let name = &field.name;
        Self { name, value }
    }
}

/// `record { first: 1, second: 2 }`
pub(super) fn record<'a>(text: &str, parts: impl Iterator<Item = Part<'a>>) -> TokenStream {
    let fields = parts.map(|Part { name, value }| quote!(.field(#name, &xdr::show::Shown(#value))));
    quote!(f.debug_struct(#text) #(#fields)* .finish())
}

/// `Display`, and with it `Show`, if they are wanted. `lines` is how long the
/// body is.
pub(super) fn display(
    definition: &TypeDef,
    body: impl FnOnce() -> TokenStream,
    lines: usize,
    cx: &Context<'_>,
) -> Option<TokenStream> {
    cx.options.display.then(|| {
        let name = rust_type::ident(&definition.name, cx);
        let (body, allow) = (body(), lint::lines(lines + AROUND));
        quote! {
            impl fmt::Display for #name {
                #allow
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { #body }
            }
            impl xdr::show::Show for #name {
                fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(self, f)
                }
            }
        }
    })
}

/// The name that a value of an enum has in the file.
pub(super) fn arm(variant: &str, text: &str) -> TokenStream {
    let variant: Ident = names::of_file(variant);
    quote!(Self::#variant => #text)
}
