//! The Rust of a type where it is used.

use super::context::Context;
use super::facts;
use super::literal;
use super::names;
use crate::model::{Shape, Type, TypeId};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::quote;
use std::str::FromStr;

/// The type of a value that owns what is in it.
pub(super) fn owned(ty: &Type, cx: &Context<'_>) -> TokenStream {
    match ty {
        Type::Char => quote!(i8),
        Type::UnsignedChar => quote!(u8),
        Type::Short => quote!(i16),
        Type::UnsignedShort => quote!(u16),
        Type::Int => quote!(i32),
        Type::UnsignedInt => quote!(u32),
        Type::Hyper => quote!(i64),
        Type::UnsignedHyper => quote!(u64),
        Type::Float => quote!(f32),
        Type::Double => quote!(f64),
        Type::Quadruple => quote!(xdr::Quad),
        Type::Bool => quote!(bool),
        Type::String { max: None } => quote!(String),
        Type::String { max: Some(max) } => bounded(&quote!(xdr::Text), *max),
        Type::Opaque { max: None } => quote!(Vec<u8>),
        Type::Opaque { max: Some(max) } => bounded(&quote!(xdr::Opaque), *max),
        Type::FixedOpaque { .. } | Type::FixedArray { .. } => {
            let array = array(ty, cx);
            if cx.facts.is_boxed(ty) {
                quote!(Box<#array>)
            } else {
                array
            }
        }
        Type::Array { element, max: None } => {
            let element = self::element(element, cx);
            quote!(Vec<#element>)
        }
        Type::Array {
            element,
            max: Some(max),
        } => {
            let element = self::element(element, cx);
            let max = literal::plain(*max);
            quote!(xdr::Array<#element, #max>)
        }
        Type::Optional { target, recursive } => {
            let target = owned(target, cx);
            if *recursive {
                quote!(Option<Box<#target>>)
            } else {
                quote!(Option<#target>)
            }
        }
        Type::Boxed { target } => boxed(target, cx),
        Type::List { node } => {
            let node = named(*node, cx);
            quote!(Vec<#node>)
        }
        Type::Named(id) => named(*id, cx),
    }
}

/// A type in a box: in one only, also where large arrays are in one anyway.
fn boxed(target: &Type, cx: &Context<'_>) -> TokenStream {
    let is_boxed = cx.facts.is_boxed(cx.facts.meaning(target));
    let ty = match target {
        Type::FixedArray { .. } => array(target, cx),
        _ if is_boxed => return owned(target, cx),
        _ => owned(target, cx),
    };
    quote!(Box<#ty>)
}

/// The type of a field of `owner`, which calls itself `Self` there.
pub(super) fn within(owner: TypeId, ty: &Type, cx: &Context<'_>) -> TokenStream {
    let tokens = owned(ty, cx);
    match cx.model.definition(owner) {
        Some(definition) if facts::leaf(ty) == Some(owner) => {
            with_self(tokens, &ident(&definition.name, cx))
        }
        _ => tokens,
    }
}

fn with_self(tokens: TokenStream, name: &Ident) -> TokenStream {
    let with_self = |token| match token {
        TokenTree::Ident(ident) if ident == *name => quote!(Self),
        TokenTree::Group(group) => {
            let inner = with_self(group.stream(), name);
            TokenTree::from(Group::new(group.delimiter(), inner)).into()
        }
        other => other.into(),
    };
    tokens.into_iter().map(with_self).collect()
}

/// `[T; N]`, in no box; of a type that is no fixed array, the type.
pub(super) fn array(ty: &Type, cx: &Context<'_>) -> TokenStream {
    match ty {
        Type::FixedOpaque { len } => {
            let len = literal::plain(*len);
            quote!([u8; #len])
        }
        Type::FixedArray { element, len } => {
            let element = self::element(element, cx);
            let len = literal::plain(*len);
            quote!([#element; #len])
        }
        _ => owned(ty, cx),
    }
}

/// The element of an array. A run of `u8` would be opaque data.
pub(super) fn element(ty: &Type, cx: &Context<'_>) -> TokenStream {
    match cx.facts.meaning(ty) {
        Type::UnsignedChar => quote!(xdr::UChar),
        _ => owned(ty, cx),
    }
}

/// A type that the file defines, or that comes from elsewhere.
pub(super) fn named(id: TypeId, cx: &Context<'_>) -> TokenStream {
    let Some(definition) = cx.model.definition(id) else {
        return TokenStream::new();
    };
    if let Shape::Extern { path } = &definition.shape {
        // The resolver has checked that it is a path.
        return TokenStream::from_str(path).unwrap_or_default();
    }
    let name = ident(&definition.name, cx);
    quote!(#name)
}

/// The name of a type that the file defines.
pub(super) fn ident(name: &str, cx: &Context<'_>) -> Ident {
    names::of_file(&cx.spelling().type_name(name))
}

fn bounded(ty: &TokenStream, max: u32) -> TokenStream {
    let max = literal::plain(max);
    quote!(#ty<#max>)
}
