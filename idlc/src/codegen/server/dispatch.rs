//! What decodes a call, runs the handler and encodes the result.

use super::{Served, call_handler};
use crate::codegen::argument;
use crate::codegen::context::Context;
use crate::codegen::procedure::{self, own_method};
use crate::codegen::{docs, lint, literal};
use crate::model::Procedure;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Lines of `dispatch` beside one for each procedure.
const AROUND: usize = 4;

/// The service, and one function for each procedure, so that each can be read
/// and stepped into.
pub(super) fn dispatch(served: &Served<'_>, cx: &Context<'_>) -> TokenStream {
    let Served {
        interface,
        service,
        server,
        description,
        ..
    } = served;
    let title = docs::lines(&[format!(
        "Serves {}: takes calls apart, has a [`{}`] answer them.",
        docs::code(&interface.name),
        cx.spelling().interface_names(interface).service
    )]);
    let taken = procedure::methods(interface, cx);
    let (new, handler) = (own_method("new", &taken), own_method("handler", &taken));
    let new_docs = docs::lines(&["A service whose calls `handler` answers."]);
    let handler_docs = docs::lines(&["What answers the calls."]);
    let dispatch = dispatch_function(served, cx);
    let stubs = served
        .procedures
        .iter()
        .map(|procedure| stub(procedure, service, cx));
    let values = procedure::style(served.procedures.iter().copied(), cx).allow();
    let stubs = (!served.procedures.is_empty())
        .then(|| quote!(#values impl<T> #server<T> where T: #service { #(#stubs)* }));
    let style = cx.style().ty(&server.to_string()).allow();
    quote! {
        #title #style
        #[derive(Debug, Clone)]
        pub struct #server<T> { handler: T }
        impl<T> #server<T> where T: #service {
            #new_docs
            #[must_use]
            pub const fn #new(handler: T) -> Self { Self { handler } }
            #handler_docs
            #[must_use]
            pub const fn #handler(&self) -> &T { &self.handler }
        }
        impl<T> Service for #server<T> where T: #service {
            fn interface(&self) -> &'static Interface { &#description }
            #dispatch
        }
        #stubs
    }
}

fn dispatch_function(served: &Served<'_>, cx: &Context<'_>) -> TokenStream {
    if served.procedures.is_empty() {
        return quote! {
            fn dispatch(&self, _: &Context, _: Procedure, _: &mut Reader<'_>, _: &mut Writer) -> Result<(), Refusal> {
                Err(Refusal::procedure_unavailable())
            }
        };
    }
    let arms = served.procedures.iter().map(|procedure| {
        let (number, method) = (
            literal::plain(procedure.number),
            procedure::method(procedure, cx),
        );
        let out = procedure::answers(procedure).then(|| quote!(, out));
        quote!(#number => self.#method(cx, input #out))
    });
    let writes = served
        .procedures
        .iter()
        .any(|procedure| procedure::answers(procedure));
    let out = if writes { quote!(out) } else { quote!(_) };
    let allow = lint::lines(served.procedures.len() + AROUND);
    quote! {
        #allow
        fn dispatch(
            &self,
            cx: &Context,
            procedure: Procedure,
            input: &mut Reader<'_>,
            #out: &mut Writer
        ) -> Result<(), Refusal> {
            match procedure.0 {
                #(#arms,)*
                _ => Err(Refusal::procedure_unavailable()),
            }
        }
    }
}

fn stub(procedure: &Procedure, service: &Ident, cx: &Context<'_>) -> TokenStream {
    let method = procedure::method(procedure, cx);
    let variables = procedure::arguments(procedure, &["cx", "input", "out"], cx);
    let received: Vec<_> = procedure
        .arguments
        .iter()
        .map(|argument| argument::received(&argument.ty, cx))
        .collect();
    let fields = procedure
        .arguments
        .iter()
        .zip(&variables)
        .zip(&received)
        .map(|((argument, variable), received)| {
            let text = &argument.name;
            let ty = received.decoded_as.as_ref().map(|ty| quote!(: #ty));
            quote!(let #variable #ty = input.field(#text)?;)
        });
    let passed: Vec<TokenStream> = variables
        .iter()
        .zip(&received)
        .map(|(variable, received)| {
            let borrow = received.decoded_as.is_some().then(|| quote!(&));
            quote!(#borrow #variable)
        })
        .collect();
    let call = call_handler(&quote!(self.handler), service, &method, &passed);
    let (out, call) = if procedure.is_oneway {
        (None, quote!(#call;))
    } else if procedure::answers(procedure) {
        (
            Some(quote!(, out: &mut Writer)),
            quote!(#call?.encode(out);),
        )
    } else {
        (None, quote!(#call?;))
    };
    let allow = lint::variables(&variables.iter().map(Ident::to_string).collect::<Vec<_>>());
    let name = lint::method(&method.to_string());
    let lines = lint::lines(variables.len() + AROUND);
    quote! {
        #name #allow #lines
        fn #method(&self, cx: &Context, input: &mut Reader<'_> #out) -> Result<(), Refusal> {
            #(#fields)*
            input.finish()?;
            #call
            Ok(())
        }
    }
}
