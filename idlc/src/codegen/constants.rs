//! `const N = 3;`

use super::{docs, literal};
use crate::model::{Constant, ConstantValue};
use crate::rust_name;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A constant, of the narrowest type that XDR has for it: `u32` before `i32`
/// before `u64` before `i64`.
pub(super) fn constant(constant: &Constant) -> TokenStream {
    let docs = docs::item(&constant.docs);
    let name = format_ident!("{}", rust_name::constant_name(&constant.name));
    match &constant.value {
        ConstantValue::Text(text) => quote!(#docs pub const #name: &str = #text;),
        ConstantValue::Integer(number) => {
            let ty = integer_type(*number);
            let number = literal::plain(*number);
            quote!(#docs pub const #name: #ty = #number;)
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
