//! Attributes of types and fields: derives, and those the caller asked for.

use super::context::Context;
use super::facts::Lacks;
use proc_macro2::TokenStream;
use quote::quote;

/// Stands for every name in the caller's selections.
const ANY: &str = "*";

/// The derives of a type and the caller's attributes on it.
pub(super) fn of_type(name: &str, lacks: Lacks, cx: &Context<'_>) -> TokenStream {
    let derive = derive(lacks, cx);
    let wished = cx
        .options
        .type_attributes
        .iter()
        .filter(|(wanted, _)| matches(wanted, name));
    let wished = wished.map(|(_, attribute)| attribute.tokens());
    quote!(#derive #(#wished)*)
}

/// The caller's attributes on a field or a variant.
pub(super) fn of_field(owner: &str, name: &str, cx: &Context<'_>) -> TokenStream {
    let is_wanted = |wanted: &str| match wanted.split_once('.') {
        Some((type_name, field)) => matches(type_name, owner) && matches(field, name),
        None => wanted == ANY,
    };
    let wished = cx
        .options
        .field_attributes
        .iter()
        .filter(|(wanted, _)| is_wanted(wanted));
    wished.map(|(_, attribute)| attribute.tokens()).collect()
}

fn matches(wanted: &str, name: &str) -> bool {
    wanted == ANY || wanted == name
}

fn derive(lacks: Lacks, cx: &Context<'_>) -> TokenStream {
    let copy = lacks.has(Lacks::COPY).then(|| quote!(Copy,));
    let default = lacks.has(Lacks::DEFAULT).then(|| quote!(Default,));
    let eq = lacks.has(Lacks::EQ).then(|| quote!(Eq,));
    let ord = lacks
        .has(Lacks::ORD.or(Lacks::EQ))
        .then(|| quote!(PartialOrd, Ord,));
    let hash = lacks.has(Lacks::EQ).then(|| quote!(Hash,));
    let serde = cx
        .options
        .serde
        .then(|| quote!(::serde::Serialize, ::serde::Deserialize,));
    quote!(#[derive(Debug, Clone, #copy #default PartialEq, #eq #ord #hash #serde)])
}
