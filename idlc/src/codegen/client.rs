//! The client of an interface: a method for each procedure.

use super::argument::{self, Sent};
use super::context::Context;
use super::procedure::{self, own_method};
use super::{docs, lint, literal, names};
use crate::model::{Interface, Procedure, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::HashSet;

/// Tuples can be encoded up to so many elements.
const TUPLE_MAX: usize = 16;

/// The errors of every call.
const ERRORS: [&str; 2] = [
    "[`CallError`] says what is known of the call: whether the procedure ran, never",
    "will, or may have.",
];

/// The errors of every oneway call.
const SEND_ERRORS: [&str; 2] = [
    "[`SendError`] where it cannot be queued, or one that was queued before it failed: it",
    "is not executed then.",
];

/// The client of an interface.
pub(super) fn client(interface: &Interface, cx: &Context<'_>) -> TokenStream {
    let all = cx.spelling().interface_names(interface);
    let (name, description) = (
        names::of_file(&all.client),
        names::of_file(&all.description),
    );
    let title = docs::lines(&[
        format!("Calls the procedures of {}.", docs::code(&interface.name)),
        String::new(),
        "Cheap to clone; may be used by many threads at once. Each call blocks until it is"
            .to_owned(),
        "answered or its deadline passes.".to_owned(),
    ]);
    let own = own_methods(interface, &description, cx);
    let taken = procedure::methods(interface, cx);
    let methods = interface.procedures.iter().map(|procedure| {
        if procedure.is_oneway {
            return send(procedure, &taken, cx);
        }
        let call = method(procedure, cx);
        let begin = begin(procedure, &taken, cx);
        quote!(#call #begin)
    });
    let type_style = cx.style().ty(&all.client).allow();
    let style = procedure::style(&interface.procedures, cx).allow();
    quote! {
        #title #type_style
        #[derive(Debug, Clone)]
        pub struct #name { client: Client }
        #style
        impl #name {
            #own
            #(#methods)*
        }
    }
}

/// The methods that every client has.
fn own_methods(interface: &Interface, description: &Ident, cx: &Context<'_>) -> TokenStream {
    let taken = procedure::methods(interface, cx);
    let own = |name| own_method(name, &taken);
    let (connect, new) = (own("connect"), own("new"));
    let (deadline, wait_all) = (own("with_deadline"), own("wait_all"));
    let connect_docs = docs::lines(&[
        "A client of the server at this address, with the default configuration. Nothing is",
        "sent until the first call.",
        "",
        "# Errors",
        "",
        "[`ConnectError`] where the address leads nowhere.",
    ]);
    let new_docs =
        docs::lines(&["A client that makes its calls through `client`, as configured there."]);
    let deadline_docs =
        docs::lines(&["The same client with another total deadline for each call."]);
    let wait_all_docs = docs::lines(&[
        "Blocks until every call that was begun with this client and its clones has ended.",
    ]);
    let null = null(interface, &own("null"));
    let has_oneways = interface.procedures.iter().any(|it| it.is_oneway);
    let flush = has_oneways.then(|| flush(&own("flush")));
    quote! {
        #connect_docs
        pub fn #connect(server: impl Into<Address>) -> Result<Self, ConnectError> {
            Client::connect(&#description, server).map(Self::#new)
        }
        #new_docs
        #[must_use]
        pub const fn #new(client: Client) -> Self {
            Self { client }
        }
        #deadline_docs
        #[must_use]
        pub fn #deadline(&self, deadline: Duration) -> Self {
            Self::#new(self.client.with_deadline(deadline))
        }
        #wait_all_docs
        pub fn #wait_all(&self) {
            self.client.wait_all();
        }
        #flush
        #null
    }
}

/// What waits for oneway calls.
fn flush(name: &Ident) -> TokenStream {
    let docs = docs::lines(&[
        "Blocks until every `oneway` call that was queued with this client and its clones was",
        "executed, or has failed.",
        "",
        "# Errors",
        "",
        "[`FlushError`] says which failed first, and how many did.",
    ]);
    quote! {
        #docs
        pub fn #name(&self) -> Result<(), FlushError> {
            self.client.flush()
        }
    }
}

/// The null procedure, unless the file has one of its own.
fn null(interface: &Interface, name: &Ident) -> TokenStream {
    if interface
        .procedures
        .iter()
        .any(|procedure| procedure.number == 0)
    {
        return TokenStream::new();
    }
    let mut text = vec![
        "Procedure 0, which every server answers: is it there?",
        "",
        "# Errors",
        "",
    ];
    text.extend(ERRORS);
    let docs = docs::lines(&text);
    quote! {
        #docs
        pub fn #name(&self) -> Result<(), CallError> {
            self.client.call(Procedure(0), &())
        }
    }
}

/// What both ways to make a call have in common.
struct Call {
    number: TokenStream,
    variables: Vec<Ident>,
    sent: Vec<Sent>,
    result: TokenStream,
}

impl Call {
    /// `taken` names are not for arguments.
    fn of(procedure: &Procedure, taken: &[&str], cx: &Context<'_>) -> Self {
        let arguments = procedure.arguments.iter();
        Self {
            number: literal::plain(procedure.number),
            variables: procedure::arguments(procedure, taken, cx),
            sent: arguments.map(|it| argument::sent(&it.ty, cx)).collect(),
            result: procedure::result(procedure, cx),
        }
    }

    /// The parameters of the method.
    fn parameters(&self) -> TokenStream {
        let variables = &self.variables;
        let types = self.sent.iter().map(|sent| &sent.ty);
        quote!(#(, #variables: #types)*)
    }

    /// Checks the lengths of arguments that have a bound.
    fn checks(&self, check: impl Fn(&Ident, &TokenStream) -> TokenStream) -> TokenStream {
        let checked = self.variables.iter().zip(&self.sent);
        let checks = checked.filter_map(|(variable, sent)| {
            let by = sent.checked_by.as_ref()?;
            Some(check(variable, by))
        });
        checks.collect()
    }
}

/// The method that blocks.
fn method(procedure: &Procedure, cx: &Context<'_>) -> TokenStream {
    let docs = docs::fallible(
        &procedure.docs,
        &procedure::number(procedure),
        procedure::returns(procedure),
        &ERRORS,
    );
    let name = procedure::method(procedure, cx);
    let call = Call::of(procedure, &[], cx);
    let checks = call.checks(|variable, by| quote!(let #variable = #by::new(#variable)?;));
    let allow = allow(procedure, &call.variables, &call.result, cx);
    let tuple = tuple(&call.variables);
    let (parameters, Call { number, result, .. }) = (call.parameters(), &call);
    let how = if procedure.is_idempotent {
        quote!(call_idempotent)
    } else {
        quote!(call)
    };
    quote! {
        #docs #allow
        pub fn #name(&self #parameters) -> Result<#result, CallError> {
            #checks
            self.client.#how(Procedure(#number), &#tuple)
        }
    }
}

/// The method of a oneway procedure.
fn send(procedure: &Procedure, taken: &HashSet<String>, cx: &Context<'_>) -> TokenStream {
    let flush = own_method("flush", taken);
    let docs = docs::fallible(
        &procedure.docs,
        &procedure::number(procedure),
        vec![format!(
            "Queues the call and returns; [`{flush}`](Self::{flush}) waits until it was executed."
        )],
        &SEND_ERRORS,
    );
    let name = procedure::method(procedure, cx);
    let call = Call::of(procedure, &[], cx);
    let checks = call.checks(|variable, by| quote!(let #variable = #by::new(#variable)?;));
    let allow = allow(procedure, &call.variables, &call.result, cx);
    let tuple = tuple(&call.variables);
    let (parameters, Call { number, .. }) = (call.parameters(), &call);
    let how = if procedure.is_idempotent {
        quote!(send_idempotent)
    } else {
        quote!(send)
    };
    quote! {
        #docs #allow
        pub fn #name(&self #parameters) -> Result<(), SendError> {
            #checks
            self.client.#how(Procedure(#number), &#tuple)
        }
    }
}

/// The method that returns at once.
fn begin(procedure: &Procedure, taken: &HashSet<String>, cx: &Context<'_>) -> TokenStream {
    let plain = cx.spelling().value_name(&procedure.name);
    let plain = plain.trim_start_matches("r#");
    let docs = docs::lines(&[format!("Begins {} and returns at once.", docs::code(plain))]);
    let name = own_method(&format!("begin_{plain}"), taken);
    let call = Call::of(procedure, &["checked", "error"], cx);
    let number = &call.number;
    let checks = call.checks(|variable, by| {
        quote! {
            let checked = #by::new(#variable);
            if let Err(error) = checked {
                return self.client.failed(Procedure(#number), error);
            }
        }
    });
    let allow = allow(procedure, &call.variables, &call.result, cx);
    let tuple = tuple(&call.variables);
    let (parameters, result) = (call.parameters(), &call.result);
    let how = if procedure.is_idempotent {
        quote!(begin_idempotent)
    } else {
        quote!(begin)
    };
    quote! {
        #docs #allow
        pub fn #name(&self #parameters) -> Pending<#result> {
            #checks
            self.client.#how(Procedure(#number), &#tuple)
        }
    }
}

fn allow(
    procedure: &Procedure,
    variables: &[Ident],
    result: &TokenStream,
    cx: &Context<'_>,
) -> TokenStream {
    let result = lint::result(result);
    let bools = procedure
        .arguments
        .iter()
        .filter(|argument| argument.ty == Type::Bool)
        .count();
    let parameters = lint::parameters(variables.len() + 1, bools);
    let variables = lint::variables(&variables.iter().map(Ident::to_string).collect::<Vec<_>>());
    let method = lint::client_method(
        &procedure::method(procedure, cx).to_string(),
        procedure.arguments.len(),
    );
    quote!(#method #parameters #variables #result)
}

/// The arguments one after another; more than a tuple can have are tuples of
/// tuples, which is the same on the wire.
fn tuple(variables: &[Ident]) -> TokenStream {
    let mut parts: Vec<TokenStream> = variables.iter().map(|variable| quote!(#variable)).collect();
    while parts.len() > TUPLE_MAX {
        parts = parts.chunks(TUPLE_MAX).map(one_tuple).collect();
    }
    one_tuple(&parts)
}

fn one_tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [] => quote!(()),
        [part] => quote!((#part,)),
        parts => quote!((#(#parts),*)),
    }
}
