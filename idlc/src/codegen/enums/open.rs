//! An enum that keeps numbers which the file has no name for.
//!
//! It is the number itself, with a constant for each value: a variant for
//! "any other number" could hold one that has a name, and would then be equal
//! neither to it nor to itself behind a call.

use super::values::Values;
use crate::codegen::context::Context;
use crate::codegen::facts::{Lacks, Wire};
use crate::codegen::procedure::own_method;
use crate::codegen::{attributes, codec, display, docs, lint, literal, names, rust_type};
use crate::model::{Enumerator, TypeDef};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Lines of `name` beside one for each value.
const NAME_LINES: usize = 4;

/// An open enum, with its conversions and its codec.
pub(in crate::codegen) fn definition(
    definition: &TypeDef,
    values: Values<'_>,
    lacks: Lacks,
    cx: &Context<'_>,
) -> TokenStream {
    let docs = docs::noted(
        &definition.docs,
        ", open: a number without a name is a value too",
    );
    let attributes = attributes::of_shown_type(&definition.name, lacks, cx);
    let name = rust_type::ident(&definition.name, cx);
    let style = cx.style().ty(&name.to_string()).allow();
    let own = values.own();
    let inherent = inherent(&name, values, &own, cx);
    let of_name = of_name(values, cx);
    let debug = debug(&name, &of_name, &cx.spelling().type_name(&definition.name));
    let serde = cx.options.serde.then(|| serde(&name, &of_name, &own));
    let codec = codec(&name);
    let show = || {
        let arms = own
            .iter()
            .map(|(value, variant)| display::arm(variant, &value.name));
        let text = &definition.name;
        quote! {
            f.pad(match *self {
                #(#arms,)*
                Self(number) => return f.debug_tuple(#text).field(&number).finish(),
            })
        }
    };
    let display = display::display(definition, show, own.len() + 1, cx);
    quote! {
        #docs #attributes #style
        #[repr(transparent)]
        pub struct #name(pub i32);
        #inherent
        #debug
        impl From<i32> for #name {
            fn from(value: i32) -> Self {
                Self(value)
            }
        }
        impl From<#name> for i32 {
            fn from(value: #name) -> Self {
                value.0
            }
        }
        #serde
        #codec
        #display
    }
}

/// The values, and the way back to their names.
fn inherent(
    type_name: &Ident,
    values: Values<'_>,
    own: &[(&Enumerator, &String)],
    cx: &Context<'_>,
) -> TokenStream {
    let constants = own.iter().map(|(value, name)| {
        let docs = docs::item(&value.docs);
        let (name, number) = (names::of_file(name), literal::plain(value.value));
        quote!(#docs pub const #name: Self = Self(#number);)
    });
    let aliases = values.aliases(cx);
    let arms = own.iter().map(|(_, name)| {
        let (ident, text) = (names::of_file(name), text(name));
        quote!(Self::#ident => Some(#text),)
    });
    let of_name = of_name(values, cx);
    let style = lint::values_as_constants();
    let lines = lint::lines(own.len() + NAME_LINES);
    quote! {
        #style
        impl #type_name {
            #(#constants)*
            #(#aliases)*
            /// What the constant of this value is called, if there is one.
            #[must_use]
            #lines
            pub const fn #of_name(self) -> Option<&'static str> {
                match self {
                    #(#arms)*
                    _ => None,
                }
            }
        }
    }
}

/// The method `name`: where the file has a value of that name, with an
/// underscore behind it.
fn of_name(values: Values<'_>, cx: &Context<'_>) -> Ident {
    let aliases = values.all.iter().filter(|value| value.alias_of.is_some());
    let aliases = aliases.map(|value| cx.spelling().alias_name(&value.name));
    let taken = values.names.iter().cloned().chain(aliases).collect();
    own_method("name", &taken)
}

/// A name as a person reads it.
fn text(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// `Red` as a closed enum is shown, or `Color(7)`.
fn debug(name: &Ident, of_name: &Ident, shown: &str) -> TokenStream {
    let shown = text(shown);
    quote! {
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.#of_name() {
                    Some(name) => f.write_str(name),
                    None => f.debug_tuple(#shown).field(&self.0).finish(),
                }
            }
        }
    }
}

/// The names that a closed enum has in serde's formats, or the number.
fn serde(name: &Ident, of_name: &Ident, own: &[(&Enumerator, &String)]) -> TokenStream {
    let names = own.iter().map(|(value, name)| {
        let (text, number) = (text(name), literal::plain(value.value));
        quote!((#text, #number))
    });
    quote! {
        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                xdr::serde::open_enum::serialize(self.#of_name(), self.0, serializer)
            }
        }
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let names = &[#(#names),*];
                xdr::serde::open_enum::deserialize(names, deserializer).map(Self)
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
                self.0.encode(out);
            }
        }
        impl<'a> Decode<'a> for #name {
            #[inline]
            fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
                input.i32().map(Self)
            }
        }
    }
}
