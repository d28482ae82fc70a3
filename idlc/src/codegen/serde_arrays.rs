//! Arrays that serde's derives cannot handle by themselves.

use super::context::Context;
use super::names::Crates;
use crate::model::Type;
use proc_macro2::TokenStream;
use quote::quote;

/// serde has its traits for arrays of at most so many elements.
const LEN_MAX: u32 = 32;

/// The attribute of a field of this type, if there is too long an array in it.
pub(super) fn attribute(ty: &Type, cx: &Context<'_>) -> TokenStream {
    if !cx.options.serde || !is_needed(ty, cx) {
        return TokenStream::new();
    }
    let xdr = Crates::of(cx.options).xdr.to_string().replace(' ', "");
    let elements = format!("{xdr}::serde::Elements");
    let mut how = "()".to_owned();
    for _ in 1..depth(ty, cx) {
        how = format!("{elements}<{how}>");
    }
    let with = format!("{elements}::<{how}>");
    quote!(#[serde(with = #with)])
}

fn is_needed(ty: &Type, cx: &Context<'_>) -> bool {
    match cx.facts.meaning(ty) {
        Type::FixedOpaque { len } => *len > LEN_MAX,
        Type::FixedArray { element, len } => *len > LEN_MAX || is_needed(element, cx),
        Type::Array { element: inner, .. }
        | Type::Boxed { target: inner }
        | Type::Optional { target: inner, .. } => is_needed(inner, cx),
        _ => false,
    }
}

/// How many containers lie within each other, up to the innermost array.
fn depth(ty: &Type, cx: &Context<'_>) -> usize {
    match cx.facts.meaning(ty) {
        Type::FixedOpaque { .. } => 1,
        Type::FixedArray { element: inner, .. }
        | Type::Array { element: inner, .. }
        | Type::Optional { target: inner, .. } => 1 + depth(inner, cx),
        // An array in a box is written as an array.
        Type::Boxed { target } => depth(target, cx),
        _ => 0,
    }
}
