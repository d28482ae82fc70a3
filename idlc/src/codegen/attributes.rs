//! Attributes of types and fields: derives, and those the caller asked for.

use super::context::Context;
use super::facts::Lacks;
use super::selection::{selects, selects_field};
use proc_macro2::TokenStream;
use quote::quote;

/// The derives of a type and the caller's attributes on it.
pub(super) fn of_type(name: &str, lacks: Lacks, cx: &Context<'_>) -> TokenStream {
    of_union(name, lacks, cx.options.arbitrary, cx)
}

/// The same of a type that may have a way of its own to be arbitrary.
pub(super) fn of_union(name: &str, lacks: Lacks, arbitrary: bool, cx: &Context<'_>) -> TokenStream {
    let values = values(lacks);
    let serde = cx
        .options
        .serde
        .then(|| quote!(::serde::Serialize, ::serde::Deserialize,));
    let arbitrary = arbitrary.then(|| quote!(::arbitrary::Arbitrary,));
    let wished = wished(name, cx);
    quote!(#[derive(Debug, Clone, #values #serde #arbitrary)] #wished)
}

/// The same of a type that says itself how it is shown, and how serde has it.
pub(super) fn of_shown_type(name: &str, lacks: Lacks, cx: &Context<'_>) -> TokenStream {
    let values = values(lacks);
    let arbitrary = cx
        .options
        .arbitrary
        .then(|| quote!(::arbitrary::Arbitrary,));
    let wished = wished(name, cx);
    quote!(#[derive(Clone, #values #arbitrary)] #wished)
}

/// The attributes that the caller wants on a type.
fn wished(name: &str, cx: &Context<'_>) -> TokenStream {
    let wished = cx
        .options
        .type_attributes
        .iter()
        .filter(|(wanted, _)| selects(wanted, name));
    wished.map(|(_, attribute)| attribute.tokens()).collect()
}

/// The caller's attributes on a field or a variant.
pub(super) fn of_field(owner: &str, name: &str, cx: &Context<'_>) -> TokenStream {
    let wished = cx
        .options
        .field_attributes
        .iter()
        .filter(|(wanted, _)| selects_field(wanted, owner, name));
    wished.map(|(_, attribute)| attribute.tokens()).collect()
}

/// What copies and compares values.
fn values(lacks: Lacks) -> TokenStream {
    let copy = lacks.has(Lacks::COPY).then(|| quote!(Copy,));
    let default = lacks.has(Lacks::DEFAULT).then(|| quote!(Default,));
    let eq = lacks.has(Lacks::EQ).then(|| quote!(Eq,));
    let ord = lacks
        .has(Lacks::ORD.or(Lacks::EQ))
        .then(|| quote!(PartialOrd, Ord,));
    let hash = lacks.has(Lacks::EQ).then(|| quote!(Hash,));
    quote!(#copy #default PartialEq, #eq #ord #hash)
}
