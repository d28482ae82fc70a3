//! Arbitrary values of a union with a default arm.
//!
//! Derived, the default arm would hold discriminants that have an arm of their
//! own, and such a value is another one behind a call.

use super::arms::{Arms, Variant};
use super::codec::select;
use crate::codegen::context::Context;
use crate::codegen::{lint, rust_type};
use crate::model::{Type, TypeDef, Union};
use proc_macro2::TokenStream;
use quote::quote;

/// Lines around the arms.
const AROUND: usize = 9;

/// `Arbitrary`, for a union that cannot derive it.
pub(super) fn arbitrary(
    definition: &TypeDef,
    it: &Union,
    arms: &Arms<'_>,
    cx: &Context<'_>,
) -> Option<TokenStream> {
    let default = arms.default.as_ref().filter(|_| cx.options.arbitrary)?;
    let name = rust_type::ident(&definition.name, cx);
    let ty = rust_type::owned(&it.discriminant.ty, cx);
    let cases = arms.cases.iter().map(|case| (case, one(case)));
    let cases = cases.chain([(default, rest(default))]);
    let cases: Vec<(TokenStream, TokenStream)> = cases
        .map(|(case, body)| (case.pattern.clone(), body))
        .collect();
    let select = select(it.kind, &cases);
    let end = end(arms);
    let allow = lint::lines(cases.len() + AROUND);
    Some(quote! {
        impl<'a> ::arbitrary::Arbitrary<'a> for #name {
            #allow
            fn arbitrary(u: &mut ::arbitrary::Unstructured<'a>) -> ::arbitrary::Result<Self> {
                #end
                let discriminant: #ty = u.arbitrary()?;
                #select
            }
        }
    })
}

/// What ends a union that holds itself: no bytes would say the same arm for
/// ever.
fn end(arms: &Arms<'_>) -> Option<TokenStream> {
    let fields = arms.cases.iter().chain(&arms.default);
    let mut fields = fields.filter_map(|case| case.field);
    let holds_itself = fields.any(|field| matches!(field.ty, Type::Boxed { .. }));
    holds_itself.then(|| {
        quote! {
            if u.is_empty() {
                return Err(::arbitrary::Error::NotEnoughData);
            }
        }
    })
}

fn one(case: &Variant<'_>) -> TokenStream {
    let ident = &case.ident;
    if case.field.is_some() {
        quote!(u.arbitrary().map(Self::#ident))
    } else {
        quote!(Ok(Self::#ident))
    }
}

fn rest(default: &Variant<'_>) -> TokenStream {
    let ident = &default.ident;
    if default.field.is_some() {
        quote!(u.arbitrary().map(|value| Self::#ident(discriminant, value)))
    } else {
        quote!(Ok(Self::#ident(discriminant)))
    }
}
