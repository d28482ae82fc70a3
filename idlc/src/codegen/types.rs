//! A type that the file defines, with its codec.

use super::context::Context;
use super::{docs, enums, rust_type, structs, unions};
use crate::model::{Shape, Type, TypeDef, TypeId};
use proc_macro2::TokenStream;
use quote::quote;

/// The definition of a type and its impls; of a type from elsewhere, nothing.
pub(super) fn definition(id: TypeId, cx: &Context<'_>) -> TokenStream {
    let Some(definition) = cx.model.definition(id) else {
        return TokenStream::new();
    };
    let lacks = cx.facts.lacks(&Type::Named(id));
    match &definition.shape {
        Shape::Enum(values) => enums::definition(definition, values, id, lacks, cx),
        Shape::Struct(it) => structs::definition(definition, it, id, lacks, cx),
        Shape::Union(it) => unions::definition(definition, it, id, lacks, cx),
        Shape::Alias(target) => alias(definition, target, cx),
        Shape::Extern { .. } => TokenStream::new(),
    }
}

fn alias(definition: &TypeDef, target: &Type, cx: &Context<'_>) -> TokenStream {
    let docs = docs::item(&definition.docs);
    let name = rust_type::ident(&definition.name, cx);
    let style = cx.style().ty(&name.to_string()).allow();
    let target = rust_type::owned(target, cx);
    quote!(#docs #style pub type #name = #target;)
}
