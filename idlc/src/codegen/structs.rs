//! `struct`

use super::context::Context;
use super::display::{self, Part};
use super::facts::{Lacks, Wire};
use super::{attributes, codec, docs, lint, names, rust_type, serde_arrays};
use crate::model::{Field, Struct, Type, TypeDef, TypeId};
use crate::rust_name::Spelling;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A line for each field, and the lines of a decoder around them.
const DECODE_LINES: usize = 3;

/// A struct, with its codec.
pub(super) fn definition(
    definition: &TypeDef,
    it: &Struct,
    id: TypeId,
    lacks: Lacks,
    cx: &Context<'_>,
) -> TokenStream {
    let docs = docs::item(&definition.docs);
    let attributes = attributes::of_type(&definition.name, lacks, cx);
    let name = rust_type::ident(&definition.name, cx);
    let names: Vec<String> = it
        .fields
        .iter()
        .map(|field| cx.spelling().value_name(&field.name))
        .collect();
    let bools = it
        .fields
        .iter()
        .filter(|field| field.ty == Type::Bool)
        .count();
    let allow = lint::fields(&Spelling::Rust.value_name(&definition.name), &names, bools);
    let style = names
        .iter()
        .fold(cx.style().ty(&name.to_string()), |style, name| {
            style.value(name)
        });
    let style = style.allow();
    let fields = it
        .fields
        .iter()
        .map(|field| self::field(&definition.name, id, field, cx));
    let layout = codec::layout(
        &name,
        &codec::size_of_all(it.fields.iter().map(|field| &field.ty), cx),
    );
    let encode = encode(&name, it, cx);
    let decode = decode(&name, it, cx);
    let parts = it.fields.iter().map(|field| {
        let name = ident(field, cx);
        Part::of(field, quote!(&self.#name))
    });
    let text = &definition.name;
    let show = || display::record(text, parts);
    let display = display::display(definition, show, it.fields.len(), cx);
    quote! {
        #docs #attributes #allow #style
        pub struct #name { #(#fields),* }
        #layout
        #encode
        #decode
        #display
    }
}

fn field(owner: &str, id: TypeId, field: &Field, cx: &Context<'_>) -> TokenStream {
    let docs = docs::item(&field.docs);
    let attributes = attributes::of_field(owner, &field.name, cx);
    let name = ident(field, cx);
    let serde = serde_arrays::attribute(&field.ty, cx);
    let ty = rust_type::within(id, &field.ty, cx);
    quote!(#docs #attributes #serde pub #name: #ty)
}

fn ident(field: &Field, cx: &Context<'_>) -> Ident {
    names::of_file(&cx.spelling().value_name(&field.name))
}

fn encode(name: &Ident, it: &Struct, cx: &Context<'_>) -> TokenStream {
    let fields = it.fields.iter().map(|field| {
        let name = ident(field, cx);
        quote!(self.#name.encode(out);)
    });
    let allow = lint::lines(it.fields.len() + 2);
    let fields = quote!(#(#fields)*);
    let inline = codec::inline(wire(it, cx));
    let body = block(it, cx).map_or_else(
        || fields.clone(),
        |bytes| quote!(out.fixed::<#bytes>(|out| { #fields });),
    );
    let out = if it.fields.is_empty() {
        quote!(_)
    } else {
        quote!(out)
    };
    let sequence = it.list_node.then(|| {
        quote! {
            fn encode_sequence<'a, S: Sink<'a>>(nodes: &'a [Self], out: &mut S) {
                xdr::list::encode(nodes, out);
            }
        }
    });
    let style = it.fields.iter().fold(cx.style(), |style, field| {
        style.used(&cx.spelling().value_name(&field.name))
    });
    let style = style.allow();
    quote! {
        #style
        impl Encode for #name {
            #allow
            #inline
            fn encode<'a, S: Sink<'a>>(&'a self, #out: &mut S) { #body }
            #sequence
        }
    }
}

fn decode(name: &Ident, it: &Struct, cx: &Context<'_>) -> TokenStream {
    let fields = it.fields.iter().map(|field| {
        let (name, text) = (ident(field, cx), &field.name);
        quote!(#name: input.field(#text)?)
    });
    let allow = lint::lines(it.fields.len() + DECODE_LINES);
    let inline = codec::inline(wire(it, cx));
    let block = block(it, cx).map(|bytes| quote!(let input = &mut input.fixed(#bytes)?;));
    let input = if it.fields.is_empty() {
        quote!(_)
    } else {
        quote!(input)
    };
    let sequence = it.list_node.then(|| {
        quote! {
            fn decode_sequence(max: usize, input: &mut Reader<'a>) -> Result<Vec<Self>, DecodeError> {
                xdr::list::decode(max, input)
            }
        }
    });
    quote! {
        impl<'a> Decode<'a> for #name {
            #allow
            #inline
            fn decode(#input: &mut Reader<'a>) -> Result<Self, DecodeError> {
                #block
                Ok(Self { #(#fields),* })
            }
            #sequence
        }
    }
}

/// The bytes of the struct, if it is worth checking them as one block.
fn block(it: &Struct, cx: &Context<'_>) -> Option<TokenStream> {
    codec::block(wire(it, cx), it.fields.len())
}

fn wire(it: &Struct, cx: &Context<'_>) -> Wire {
    cx.facts
        .wire_of_all(it.fields.iter().map(|field| &field.ty))
}
