//! `union`: an enum with data.

mod arbitrary;
mod arms;
mod codec;
mod display;

use super::context::Context;
use super::facts::Lacks;
use super::{attributes, docs, lint, rust_type, serde_arrays};
use crate::model::{Field, TypeDef, TypeId, Union};
use arms::{Arms, Variant};
use proc_macro2::TokenStream;
use quote::quote;

/// A union, with its codec.
pub(super) fn definition(
    definition: &TypeDef,
    it: &Union,
    id: TypeId,
    lacks: Lacks,
    cx: &Context<'_>,
) -> TokenStream {
    let docs = docs::item(&definition.docs);
    let name = rust_type::ident(&definition.name, cx);
    let arms = Arms::of(it, cx);
    let arbitrary = arbitrary::arbitrary(definition, it, &arms, cx);
    let derived = cx.options.arbitrary && arbitrary.is_none();
    let attributes = attributes::of_union(&definition.name, lacks, derived, cx);
    let allow = lint::variants(&name.to_string(), &arms.names(), &sizes(&arms, it, cx));
    let style = arms
        .names()
        .iter()
        .fold(cx.style().ty(&name.to_string()), |style, name| {
            style.ty(name)
        });
    let style = style.allow();
    let discriminant = rust_type::owned(&it.discriminant.ty, cx);
    let variants = arms
        .cases
        .iter()
        .map(|case| variant(&definition.name, id, case, None, cx));
    let default = arms
        .default
        .iter()
        .map(|case| variant(&definition.name, id, case, Some(&discriminant), cx));
    let codec = codec::codec(definition, it, &arms, id, cx);
    let display = display::display(definition, it, &arms, cx);
    quote! {
        #docs #attributes #allow #style
        pub enum #name { #(#variants,)* #(#default,)* }
        #codec
        #arbitrary
        #display
    }
}

/// A variant; the default arm's also holds the discriminant.
fn variant(
    owner: &str,
    id: TypeId,
    case: &Variant<'_>,
    discriminant: Option<&TokenStream>,
    cx: &Context<'_>,
) -> TokenStream {
    let docs = docs::item(case.docs);
    let label = case.field.map_or("", |field| field.name.as_str());
    let attributes = attributes::of_field(owner, label, cx);
    let name = &case.ident;
    let value = case.field.map(|field| rust_type::within(id, &field.ty, cx));
    let serde = case
        .field
        .map(|field| serde_arrays::attribute(&field.ty, cx));
    match (discriminant, value) {
        (None, None) => quote!(#docs #attributes #name),
        (None, Some(value)) => quote!(#docs #attributes #serde #name(#value)),
        (Some(discriminant), None) => quote!(#docs #attributes #name(#discriminant)),
        (Some(discriminant), Some(value)) => {
            quote!(#docs #attributes #name(#discriminant, #serde #value))
        }
    }
}

fn sizes(arms: &Arms<'_>, it: &Union, cx: &Context<'_>) -> Vec<u64> {
    let size = |field: &Field| cx.facts.memory(&field.ty).size;
    let of_case = |case: &Variant<'_>| case.field.map_or(0, size);
    let default = arms
        .default
        .iter()
        .map(|case| of_case(case) + size(&it.discriminant));
    arms.cases.iter().map(of_case).chain(default).collect()
}
