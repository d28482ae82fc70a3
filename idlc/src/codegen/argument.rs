//! How an argument is passed: what a person would write.

use super::context::Context;
use super::facts::Lacks;
use super::{literal, rust_type};
use crate::model::Type;
use proc_macro2::TokenStream;
use quote::quote;

/// Values of at most so many bytes are passed as they are, not by reference.
const BY_VALUE_MAX: u64 = 16;

/// The parameter of a client's method.
pub(super) struct Sent {
    /// Its type.
    pub(super) ty: TokenStream,
    /// The type that checks its length, of which there is a bound.
    pub(super) checked_by: Option<TokenStream>,
}

/// How a client passes an argument.
pub(super) fn sent(ty: &Type, cx: &Context<'_>) -> Sent {
    let plain = |ty| Sent {
        ty,
        checked_by: None,
    };
    let meaning = cx.facts.meaning(ty);
    match meaning {
        _ if is_small(ty, cx) => plain(rust_type::owned(ty, cx)),
        Type::String { max } => Sent {
            ty: quote!(&str),
            checked_by: max.map(|max| bound("TextRef", None, max)),
        },
        Type::Opaque { max } => Sent {
            ty: quote!(&[u8]),
            checked_by: max.map(|max| bound("OpaqueRef", None, max)),
        },
        Type::FixedOpaque { .. } | Type::FixedArray { .. } => {
            let array = rust_type::array(meaning, cx);
            plain(quote!(&#array))
        }
        Type::Array { element, max } => {
            let element = rust_type::element(element, cx);
            let checked_by = max.map(|max| bound("ArrayRef", Some(&quote!(_,)), max));
            Sent {
                ty: quote!(&[#element]),
                checked_by,
            }
        }
        Type::List { node } => {
            let node = rust_type::named(*node, cx);
            plain(quote!(&[#node]))
        }
        Type::Optional { target, .. } => {
            let target = optional(target, cx);
            plain(quote!(Option<#target>))
        }
        _ => {
            let ty = rust_type::owned(ty, cx);
            plain(quote!(&#ty))
        }
    }
}

/// What may be there, without a claim to own it.
fn optional(target: &Type, cx: &Context<'_>) -> TokenStream {
    match cx.facts.meaning(target) {
        _ if is_small(target, cx) => rust_type::owned(target, cx),
        Type::String { max: None } => quote!(&str),
        Type::Opaque { max: None } => quote!(&[u8]),
        _ => {
            let ty = rust_type::owned(target, cx);
            quote!(&#ty)
        }
    }
}

/// The parameter of a server's method.
pub(super) struct Received {
    /// Its type.
    pub(super) ty: TokenStream,
    /// What it is decoded as, where the parameter's type does not say it.
    pub(super) decoded_as: Option<TokenStream>,
}

/// How a server hands on an argument: strings and bytes as they lie in the
/// message, all else as values.
pub(super) fn received(ty: &Type, cx: &Context<'_>) -> Received {
    let plain = |ty| Received {
        ty,
        decoded_as: None,
    };
    let borrowed = |name: &str, max: Option<u32>| {
        max.map(|max| {
            let name = quote::format_ident!("{name}");
            let max = literal::plain(max);
            quote!(xdr::#name<'_, #max>)
        })
    };
    match cx.facts.meaning(ty) {
        Type::String { max } => Received {
            ty: quote!(&str),
            decoded_as: borrowed("TextRef", *max),
        },
        Type::Opaque { max } => Received {
            ty: quote!(&[u8]),
            decoded_as: borrowed("OpaqueRef", *max),
        },
        meaning @ Type::FixedOpaque { .. } if !is_small(ty, cx) => {
            let array = rust_type::array(meaning, cx);
            plain(quote!(&#array))
        }
        _ => plain(rust_type::owned(ty, cx)),
    }
}

fn is_small(ty: &Type, cx: &Context<'_>) -> bool {
    cx.facts.lacks(ty).has(Lacks::COPY) && cx.facts.memory(ty).size <= BY_VALUE_MAX
}

/// `xdr::TextRef::<8>`, `xdr::ArrayRef::<_, 8>`.
fn bound(name: &str, element: Option<&TokenStream>, max: u32) -> TokenStream {
    let name = quote::format_ident!("{name}");
    let max = literal::plain(max);
    quote!(xdr::#name::<#element #max>)
}
