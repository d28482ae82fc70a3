//! `const N = 3;`

use super::context::Context;
use super::{docs, literal, names};
use crate::model::{Constant, ConstantValue};
use proc_macro2::TokenStream;
use quote::quote;

/// A constant, of the narrowest type that XDR has for it: `u32` before `i32`
/// before `u64` before `i64`.
pub(super) fn constant(constant: &Constant, cx: &Context<'_>) -> TokenStream {
    let docs = docs::item(&constant.docs);
    let name = cx.spelling().constant_name(&constant.name);
    let style = cx.style().constant(&name).allow();
    let name = names::of_file(&name);
    match &constant.value {
        ConstantValue::Text(text) => quote!(#docs #style pub const #name: &str = #text;),
        ConstantValue::Integer(number) => {
            let ty = integer_type(*number);
            let number = literal::plain(*number);
            quote!(#docs #style pub const #name: #ty = #number;)
        }
    }
}

fn integer_type(number: i128) -> TokenStream {
    if u32::try_from(number).is_ok() {
        quote!(u32)
    } else if i32::try_from(number).is_ok() {
        quote!(i32)
    } else if u64::try_from(number).is_ok() {
        quote!(u64)
    } else {
        quote!(i64)
    }
}
