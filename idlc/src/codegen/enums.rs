//! `enum`

use super::context::Context;
use super::facts::{Lacks, Wire};
use super::{attributes, codec, docs, lint, literal, names, rust_type};
use crate::model::{Enumerator, TypeDef, TypeId};
use crate::rust_name;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// Lines of `try_from` beside one for each value.
const TRY_FROM_LINES: usize = 4;

/// An enum, with its conversions and its codec.
pub(super) fn definition(
    definition: &TypeDef,
    values: &[Enumerator],
    id: TypeId,
    lacks: Lacks,
    cx: &Context<'_>,
) -> TokenStream {
    let docs = docs::item(&definition.docs);
    let attributes = attributes::of_type(&definition.name, lacks, cx);
    let name = rust_type::ident(&definition.name);
    let all = cx.variants(id);
    let own: Vec<(&Enumerator, &String)> = values
        .iter()
        .zip(all)
        .filter(|(value, _)| value.alias_of.is_none())
        .collect();
    let allow = lint::variants(
        &name.to_string(),
        &own.iter()
            .map(|(_, name)| (*name).clone())
            .collect::<Vec<_>>(),
        &[],
    );
    let has_default = lacks.has(Lacks::DEFAULT);
    let variants = own.iter().map(|(value, variant)| {
        let docs = docs::item(&value.docs);
        let attributes = attributes::of_field(&definition.name, &value.name, cx);
        let default = (has_default && value.value == 0).then(|| quote!(#[default]));
        let (variant, number) = (names::of_file(variant), literal::plain(value.value));
        quote!(#docs #attributes #default #variant = #number)
    });
    let aliases = aliases(&name, values, all);
    let try_from = try_from(&definition.name, &name, &own);
    let codec = codec(&name);
    quote! {
        #docs #attributes #allow
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
    }
}

/// Rust has one variant for each number; a second name for it is a constant.
fn aliases(name: &Ident, values: &[Enumerator], all: &[String]) -> TokenStream {
    let constants: Vec<TokenStream> = values
        .iter()
        .filter_map(|value| {
            let docs = docs::item(&value.docs);
            let alias = format_ident!("{}", rust_name::constant_name(&value.name));
            let variant = names::of_file(all.get(value.alias_of?)?);
            Some(quote!(#docs pub const #alias: Self = Self::#variant;))
        })
        .collect();
    if constants.is_empty() {
        TokenStream::new()
    } else {
        quote!(impl #name { #(#constants)* })
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
