//! An enum whose values are those of the file: any other number is an error.

use super::values::Values;
use crate::codegen::context::Context;
use crate::codegen::facts::{Lacks, Wire};
use crate::codegen::{attributes, codec, display, docs, lint, literal, names, rust_type};
use crate::model::{Enumerator, TypeDef};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Lines of `try_from` beside one for each value.
const TRY_FROM_LINES: usize = 4;

/// An enum, with its conversions and its codec.
pub(in crate::codegen) fn definition(
    definition: &TypeDef,
    values: Values<'_>,
    lacks: Lacks,
    cx: &Context<'_>,
) -> TokenStream {
    let docs = docs::item(&definition.docs);
    let attributes = attributes::of_type(&definition.name, lacks, cx);
    let name = rust_type::ident(&definition.name, cx);
    let own = values.own();
    let allow = lint::variants(
        &name.to_string(),
        &own.iter()
            .map(|(_, name)| (*name).clone())
            .collect::<Vec<_>>(),
        &[],
    );
    let style = own
        .iter()
        .fold(cx.style().ty(&name.to_string()), |style, (_, name)| {
            style.ty(name)
        });
    let style = style.allow();
    let has_default = lacks.has(Lacks::DEFAULT);
    let variants = own.iter().map(|(value, variant)| {
        let docs = docs::item(&value.docs);
        let attributes = attributes::of_field(&definition.name, &value.name, cx);
        let default = (has_default && value.value == 0).then(|| quote!(#[default]));
        let (variant, number) = (names::of_file(variant), literal::plain(value.value));
        quote!(#docs #attributes #default #variant = #number)
    });
    let aliases = values.aliases(cx);
    let alias_style = values.alias_style(cx);
    let aliases = (!aliases.is_empty()).then(|| quote!(#alias_style impl #name { #(#aliases)* }));
    let try_from = try_from(&definition.name, &name, &own);
    let codec = codec(&name);
    let show = || {
        let arms = own
            .iter()
            .map(|(value, variant)| display::arm(variant, &value.name));
        quote!(f.pad(match self { #(#arms,)* }))
    };
    let display = display::display(definition, show, own.len(), cx);
    quote! {
        #docs #attributes #allow #style
        #[repr(i32)]
        pub enum #name { #(#variants),* }
        #aliases
        #try_from
        impl From<#name> for i32 {
            fn from(value: #name) -> Self {
                value as Self
            }
        }
        #codec
        #display
    }
}

fn try_from(text: &str, name: &Ident, own: &[(&Enumerator, &String)]) -> TokenStream {
    let arms = own.iter().map(|(value, variant)| {
        let (number, variant) = (literal::plain(value.value), names::of_file(variant));
        quote!(#number => Ok(Self::#variant))
    });
    let allow = lint::lines(own.len() + TRY_FROM_LINES + 2);
    quote! {
        impl TryFrom<i32> for #name {
            type Error = UnknownValue;
            #allow
            fn try_from(value: i32) -> Result<Self, UnknownValue> {
                match value {
                    #(#arms,)*
                    _ => Err(UnknownValue { type_name: #text, value }),
                }
            }
        }
    }
}

fn codec(name: &Ident) -> TokenStream {
    let layout = codec::size(Wire::Fixed(4)).map(|size| codec::layout(name, &size));
    quote! {
        #layout
        impl Encode for #name {
            #[inline]
            fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
                out.put_array(i32::from(*self).to_be_bytes());
            }
        }
        impl<'a> Decode<'a> for #name {
            #[inline]
            fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
                let value = input.i32()?;
                Self::try_from(value)
                    .map_err(|unknown| DecodeError::unknown_enum(unknown.type_name, value, input))
            }
        }
    }
}
