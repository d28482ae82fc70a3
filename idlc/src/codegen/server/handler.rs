//! The trait that a program implements to serve an interface.

use super::{Served, call_handler};
use crate::codegen::argument;
use crate::codegen::context::Context;
use crate::codegen::facts::Lacks;
use crate::codegen::procedure;
use crate::codegen::{docs, lint};
use crate::model::{Procedure, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Larger values are not passed by value without clippy asking why.
const BY_VALUE_MAX: u64 = 256;

/// The errors of every handler.
const ERRORS: [&str; 1] = ["A [`Fault`] is returned to the caller in place of a result."];

/// The trait, also for a shared handler.
pub(super) fn handler(served: &Served<'_>, cx: &Context<'_>) -> TokenStream {
    let Served { service, .. } = served;
    let title = docs::lines(&[
        format!(
            "What a server of {} does, one method for each procedure.",
            docs::code(&served.interface.name)
        ),
        String::new(),
        "Several threads call it at once.".to_owned(),
    ]);
    let declared = served.procedures.iter().map(|procedure| {
        let number = procedure::number(procedure);
        let docs = if procedure.is_oneway {
            docs::noted(&procedure.docs, &number)
        } else {
            let returns = procedure::returns(procedure);
            docs::fallible(&procedure.docs, &number, returns, &ERRORS)
        };
        let allow = allow(procedure, cx);
        let signature = signature(procedure, cx);
        quote!(#docs #allow #signature;)
    });
    let shared = served.procedures.iter().map(|procedure| {
        let signature = signature(procedure, cx);
        let variables = procedure::arguments(procedure, &["cx"], cx);
        let arguments: Vec<TokenStream> =
            variables.iter().map(|variable| quote!(#variable)).collect();
        let method = procedure::method(procedure, cx);
        let call = call_handler(&quote!((**self)), service, &method, &arguments);
        let end = procedure.is_oneway.then(|| quote!(;));
        let similar = lint::variables(&variables.iter().map(Ident::to_string).collect::<Vec<_>>());
        quote!(#similar #signature { #call #end })
    });
    let values = procedure::style(served.procedures.iter().copied(), cx);
    let style = values.clone().ty(&service.to_string()).allow();
    let values = values.allow();
    quote! {
        #title #style
        pub trait #service: Send + Sync + 'static { #(#declared)* }
        #values
        impl<T> #service for Arc<T> where T: #service + ?Sized { #(#shared)* }
    }
}

pub(super) fn signature(procedure: &Procedure, cx: &Context<'_>) -> TokenStream {
    let name = procedure::method(procedure, cx);
    let variables = procedure::arguments(procedure, &["cx"], cx);
    let types = procedure
        .arguments
        .iter()
        .map(|argument| argument::received(&argument.ty, cx).ty);
    // Nobody waits for what a oneway procedure has to say.
    let result = (!procedure.is_oneway).then(|| {
        let result = procedure::result(procedure, cx);
        quote!(-> Result<#result, Fault>)
    });
    quote!(fn #name(&self, cx: &Context #(, #variables: #types)*) #result)
}

fn allow(procedure: &Procedure, cx: &Context<'_>) -> TokenStream {
    let bools = procedure
        .arguments
        .iter()
        .filter(|argument| argument.ty == Type::Bool)
        .count();
    let parameters = lint::parameters(procedure.arguments.len() + 2, bools);
    let is_large =
        |ty: &Type| cx.facts.lacks(ty).has(Lacks::COPY) && cx.facts.memory(ty).size > BY_VALUE_MAX;
    let large = lint::large_values(
        procedure
            .arguments
            .iter()
            .any(|argument| is_large(&argument.ty)),
    );
    let method = lint::method(&procedure::method(procedure, cx).to_string());
    let result = lint::result(&procedure::result(procedure, cx));
    quote!(#method #parameters #large #result)
}
