//! What the codecs of all types have in common.

use super::context::Context;
use super::facts::Wire;
use super::{literal, rust_type};
use crate::model::Type;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Up to so many bytes, a value of constant size is checked as one block.
const BLOCK_MAX: u64 = 4096;

/// `impl Layout`: how many bytes the type takes.
pub(super) fn layout(name: &Ident, size: &TokenStream) -> TokenStream {
    quote! {
        impl Layout for #name {
            const SIZE: Size = #size;
        }
    }
}

/// The size of values one after another, as an expression.
pub(super) fn size_of_all<'t>(
    types: impl IntoIterator<Item = &'t Type>,
    cx: &Context<'_>,
) -> TokenStream {
    let mut size = Sum::default();
    for ty in types {
        match cx.facts.wire(ty) {
            Wire::Fixed(bytes) => size.known(bytes, true),
            Wire::AtLeast(bytes) => size.known(bytes, false),
            Wire::Extern => {
                let ty = rust_type::owned(ty, cx);
                size.extern_parts.push(quote!(<#ty as Layout>::SIZE));
            }
        }
    }
    let known = if size.is_open {
        at_least(size.bytes)
    } else {
        fixed(size.bytes)
    };
    let parts = &size.extern_parts;
    quote!(#known #(.then(#parts))*)
}

/// The sizes that are known, as one, and those that another module knows.
#[derive(Default)]
struct Sum {
    bytes: u64,
    is_open: bool,
    extern_parts: Vec<TokenStream>,
}

impl Sum {
    fn known(&mut self, bytes: u64, is_fixed: bool) {
        self.bytes = self.bytes.saturating_add(bytes);
        self.is_open |= !is_fixed || self.bytes > u64::from(u32::MAX);
        self.bytes = self.bytes.min(u32::MAX.into());
    }
}

/// The size of a type whose parts are all known.
pub(super) fn size(wire: Wire) -> Option<TokenStream> {
    match wire {
        Wire::Fixed(bytes) => Some(fixed(bytes)),
        Wire::AtLeast(bytes) => Some(at_least(bytes)),
        Wire::Extern => None,
    }
}

/// The bytes of a value that is worth a block of its own: of constant size,
/// with several parts.
pub(super) fn block(wire: Wire, parts: usize) -> Option<TokenStream> {
    match wire {
        Wire::Fixed(bytes) if parts > 1 && bytes <= BLOCK_MAX => Some(literal::plain(bytes)),
        _ => None,
    }
}

/// Constant-size codecs are inlined into those of what holds them: only so
/// do the checks of their parts fold into the one of the whole.
pub(super) fn inline(wire: Wire) -> Option<TokenStream> {
    match wire {
        Wire::Fixed(bytes) if bytes <= BLOCK_MAX => Some(quote!(#[inline])),
        _ => None,
    }
}

fn fixed(bytes: u64) -> TokenStream {
    let bytes = literal::plain(bytes);
    quote!(Size::Fixed(#bytes))
}

fn at_least(bytes: u64) -> TokenStream {
    let bytes = literal::plain(bytes);
    quote!(Size::AtLeast(#bytes))
}
