//! The codec of a union: the discriminant, then the arm it selects.

use super::arms::{Arms, Variant};
use crate::codegen::context::Context;
use crate::codegen::facts::Wire;
use crate::codegen::{codec, lint, rust_type};
use crate::model::{DiscriminantKind, Type, TypeDef, TypeId, Union};
use proc_macro2::TokenStream;
use quote::quote;

/// Lines of an arm that writes discriminant and value.
const ENCODE_LINES: usize = 4;

/// Lines around the arms.
const AROUND: usize = 6;

/// `Layout`, `Encode` and `Decode` of a union.
pub(super) fn codec(
    definition: &TypeDef,
    it: &Union,
    arms: &Arms<'_>,
    id: TypeId,
    cx: &Context<'_>,
) -> TokenStream {
    let name = rust_type::ident(&definition.name, cx);
    let size = codec::size(cx.facts.wire(&Type::Named(id))).unwrap_or_else(|| size(arms, cx));
    let layout = codec::layout(&name, &size);
    let encode_allow = lint::lines(arms.cases.len() * ENCODE_LINES + AROUND);
    let encode_arms = arms
        .cases
        .iter()
        .map(encode_case)
        .chain(arms.default.iter().map(encode_default));
    let decode_allow = lint::lines(arms.cases.len() + AROUND);
    let decode = decode(&definition.name, it, arms, cx);
    quote! {
        #layout
        impl Encode for #name {
            #encode_allow
            fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
                match self { #(#encode_arms)* }
            }
        }
        impl<'a> Decode<'a> for #name {
            #decode_allow
            fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> { #decode }
        }
    }
}

/// The size of a union in which there is a type from elsewhere.
fn size(arms: &Arms<'_>, cx: &Context<'_>) -> TokenStream {
    let mut sizes = arms.cases.iter().chain(&arms.default).map(|arm| {
        let value = arm.field.map(|field| &field.ty);
        codec::size_of_all(value, cx)
    });
    let first = sizes.next();
    let discriminant = codec::size(Wire::Fixed(4));
    quote!(#discriminant.then(#first #(.or(#sizes))*))
}

fn encode_case(case: &Variant<'_>) -> TokenStream {
    let Variant { ident, value, .. } = case;
    let (pattern, rest) = case
        .field
        .map(|_| (quote!((value)), quote!(value.encode(out);)))
        .unzip();
    quote!(Self::#ident #pattern => { #value.encode(out); #rest })
}

fn encode_default(case: &Variant<'_>) -> TokenStream {
    let ident = &case.ident;
    let (pattern, rest) = case
        .field
        .map(|_| (quote!(, value), quote!(value.encode(out);)))
        .unzip();
    quote!(Self::#ident(discriminant #pattern) => { discriminant.encode(out); #rest })
}

fn decode(text: &str, it: &Union, arms: &Arms<'_>, cx: &Context<'_>) -> TokenStream {
    let ty = rust_type::owned(&it.discriminant.ty, cx);
    let field = &it.discriminant.name;
    let cases = arms
        .cases
        .iter()
        .map(|case| (case.pattern.clone(), decode_case(case)));
    let rest = arms
        .rest
        .iter()
        .map(|pattern| (pattern.clone(), decode_rest(text, it, arms)));
    let cases: Vec<(TokenStream, TokenStream)> = cases.chain(rest).collect();
    let select = select(it.kind, &cases);
    quote! {
        let discriminant: #ty = input.field(#field)?;
        #select
    }
}

/// What becomes of a value of the discriminant, by its pattern.
pub(super) fn select(kind: DiscriminantKind, cases: &[(TokenStream, TokenStream)]) -> TokenStream {
    if kind == DiscriminantKind::Bool {
        return select_by_bool(cases);
    }
    let cases = cases
        .iter()
        .map(|(pattern, body)| quote!(#pattern => #body,));
    quote!(match discriminant { #(#cases)* })
}

fn select_by_bool(cases: &[(TokenStream, TokenStream)]) -> TokenStream {
    let body = |value: &str| {
        cases
            .iter()
            .find(|(pattern, _)| pattern.to_string() == value)
            .map(|(_, body)| body)
    };
    let (yes, no) = (body("true"), body("false"));
    quote!(if discriminant { #yes } else { #no })
}

fn decode_case(case: &Variant<'_>) -> TokenStream {
    let ident = &case.ident;
    match case.field {
        None => quote!(Ok(Self::#ident)),
        Some(field) => {
            let name = &field.name;
            quote!(input.field(#name).map(Self::#ident))
        }
    }
}

/// What becomes of a discriminant that no case has.
fn decode_rest(text: &str, it: &Union, arms: &Arms<'_>) -> TokenStream {
    let Some(default) = &arms.default else {
        let value = if matches!(it.kind, DiscriminantKind::Enum(_)) {
            quote!(i32::from(discriminant))
        } else {
            quote!(discriminant)
        };
        return quote!(Err(DecodeError::unknown_discriminant(#text, #value, input)));
    };
    let ident = &default.ident;
    match default.field {
        None => quote!(Ok(Self::#ident(discriminant))),
        Some(field) => {
            let name = &field.name;
            quote!(input.field(#name).map(|value| Self::#ident(discriminant, value)))
        }
    }
}
