//! An implementation of the trait that refuses every call, and does nothing
//! where nobody waits for an answer, to be filled in.

use super::{Served, handler};
use crate::codegen::context::Context;
use crate::model::Interface;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The trait of an interface for a type that has nothing to say yet.
pub(in crate::codegen) fn unavailable(
    interface: &Interface,
    handlers: &Ident,
    cx: &Context<'_>,
) -> TokenStream {
    let served = Served::of(interface, cx);
    let service = &served.service;
    let methods = served.procedures.iter().map(|procedure| {
        let signature = handler::signature(procedure, cx);
        let refusal = (!procedure.is_oneway).then(|| quote!(Err(Fault::ProcedureUnavailable)));
        quote!(#signature { #refusal })
    });
    quote!(impl #service for #handlers { #(#methods)* })
}
