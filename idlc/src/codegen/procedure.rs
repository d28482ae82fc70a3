//! What client and server have in common: a procedure's names in Rust.

use super::context::Context;
use super::docs;
use super::lint::Style;
use super::names;
use super::rust_type;
use crate::model::{Interface, Procedure};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::HashSet;

/// The method of a procedure.
pub(super) fn method(procedure: &Procedure, cx: &Context<'_>) -> Ident {
    names::of_file(&cx.spelling().value_name(&procedure.name))
}

/// What a procedure returns: a result, or a tuple of it and the outputs, or
/// what it raises instead.
pub(super) fn result(procedure: &Procedure, cx: &Context<'_>) -> TokenStream {
    let types = procedure.returned().map(|ty| rust_type::owned(ty, cx));
    let types: Vec<TokenStream> = types.collect();
    let value = match types.as_slice() {
        [only] => quote!(#only),
        types => quote!((#(#types),*)),
    };
    match &procedure.raises {
        Some(raised) => {
            let raised = rust_type::owned(raised, cx);
            quote!(Result<#value, #raised>)
        }
        None => value,
    }
}

/// Whether the answer to a call has any bytes at all.
pub(super) fn answers(procedure: &Procedure) -> bool {
    procedure.raises.is_some() || procedure.returned().next().is_some()
}

/// What documentation says of an answer that is more than a result.
pub(super) fn returns(procedure: &Procedure) -> Vec<String> {
    let mut lines = Vec::new();
    let mut names: Vec<String> = procedure
        .outputs
        .iter()
        .map(|output| docs::code(&output.name))
        .collect();
    if !names.is_empty() {
        if procedure.result.is_some() {
            names.insert(0, "the result".to_owned());
        }
        lines.push(format!("Returns {}.", sequence(&names)));
    }
    if procedure.raises.is_some() {
        lines.push("The inner `Err` is what the procedure raised: it ran, and says so.".to_owned());
    }
    lines
}

/// `a`, `b` and `c`.
fn sequence(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        names => names.concat(),
    }
}

/// The names of a procedure's arguments as variables beside `taken` ones.
pub(super) fn arguments(procedure: &Procedure, taken: &[&str], cx: &Context<'_>) -> Vec<Ident> {
    let mut used: HashSet<String> = taken.iter().map(|&name| name.to_owned()).collect();
    let mut variables = Vec::with_capacity(procedure.arguments.len());
    for argument in &procedure.arguments {
        let mut name = cx.spelling().value_name(&argument.name);
        while cx.is_pattern(&name) || !used.insert(name.clone()) {
            name.push('_');
        }
        variables.push(names::of_file(&name));
    }
    variables
}

/// The names of all methods that the file asks for.
pub(super) fn methods(interface: &Interface, cx: &Context<'_>) -> HashSet<String> {
    interface
        .procedures
        .iter()
        .map(|it| cx.spelling().value_name(&it.name))
        .collect()
}

/// A method of ours: by its name, or, where the file has a procedure of that
/// name, with an underscore behind it.
pub(super) fn own_method(name: &str, methods: &HashSet<String>) -> Ident {
    let mut name = name.to_owned();
    while methods.contains(&name) {
        name.push('_');
    }
    names::of_file(&name)
}

/// What the names of procedures and arguments need where they stand.
pub(super) fn style<'p>(
    procedures: impl IntoIterator<Item = &'p Procedure>,
    cx: &Context<'_>,
) -> Style {
    let mut style = cx.style();
    for procedure in procedures {
        let arguments = procedure.arguments.iter().map(|argument| &argument.name);
        for name in std::iter::once(&procedure.name).chain(arguments) {
            style = style.value(name);
        }
    }
    style
}

/// What the documentation says of a procedure behind its declaration.
pub(super) fn number(procedure: &Procedure) -> String {
    let idempotent = if procedure.is_idempotent {
        ", idempotent"
    } else {
        ""
    };
    let oneway = if procedure.is_oneway { ", oneway" } else { "" };
    format!(", procedure {}{oneway}{idempotent}", procedure.number)
}
