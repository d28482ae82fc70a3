//! How a union is shown: as its discriminant and the arm that it selects.

use super::arms::{Arms, Variant};
use crate::codegen::context::Context;
use crate::codegen::display::{self, Part};
use crate::model::{TypeDef, Union};
use proc_macro2::TokenStream;
use quote::quote;

/// Lines of an arm with a value.
const LINES: usize = 5;

/// `Display` of a union.
pub(super) fn display(
    definition: &TypeDef,
    it: &Union,
    arms: &Arms<'_>,
    cx: &Context<'_>,
) -> Option<TokenStream> {
    let text = &definition.name;
    let show = || {
        let cases = arms.cases.iter().map(|case| of_case(text, it, case));
        let default = arms.default.iter().map(|case| of_default(text, it, case));
        let arms = cases.chain(default);
        quote!(match self { #(#arms)* })
    };
    let lines = (arms.cases.len() + 1) * LINES;
    display::display(definition, show, lines, cx)
}

fn of_case(text: &str, it: &Union, case: &Variant<'_>) -> TokenStream {
    let Variant { ident, value, .. } = case;
    let pattern = case.field.map(|_| quote!((value)));
    let shown = record(text, it, &quote!(&#value), case);
    quote!(Self::#ident #pattern => #shown,)
}

fn of_default(text: &str, it: &Union, case: &Variant<'_>) -> TokenStream {
    let ident = &case.ident;
    let pattern = case.field.map(|_| quote!(, value));
    let shown = record(text, it, &quote!(discriminant), case);
    quote!(Self::#ident(discriminant #pattern) => #shown,)
}

fn record(text: &str, it: &Union, discriminant: &TokenStream, case: &Variant<'_>) -> TokenStream {
    let discriminant = Part::of(&it.discriminant, discriminant.clone());
    let value = case.field.map(|field| Part::of(field, quote!(value)));
    display::record(text, std::iter::once(discriminant).chain(value))
}
