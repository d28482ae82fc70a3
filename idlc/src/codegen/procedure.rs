//! What client and server have in common: a procedure's names in Rust.

use super::context::Context;
use super::names;
use super::rust_type;
use crate::model::{Interface, Procedure};
use crate::rust_name;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::HashSet;

/// The method of a procedure.
pub(super) fn method(procedure: &Procedure) -> Ident {
    names::of_file(&rust_name::value_name(&procedure.name))
}

/// What a procedure returns.
pub(super) fn result(procedure: &Procedure, cx: &Context<'_>) -> TokenStream {
    procedure
        .result
        .as_ref()
        .map_or_else(|| quote!(()), |ty| rust_type::owned(ty, cx))
}

/// The names of a procedure's arguments as variables beside `taken` ones.
pub(super) fn arguments(procedure: &Procedure, taken: &[&str]) -> Vec<Ident> {
    let mut used: HashSet<String> = taken.iter().map(|&name| name.to_owned()).collect();
    let mut variables = Vec::with_capacity(procedure.arguments.len());
    for argument in &procedure.arguments {
        let mut name = rust_name::value_name(&argument.name);
        while !used.insert(name.clone()) {
            name.push('_');
        }
        variables.push(names::of_file(&name));
    }
    variables
}

/// The names of all methods that the file asks for.
pub(super) fn methods(interface: &Interface) -> HashSet<String> {
    interface
        .procedures
        .iter()
        .map(|it| rust_name::value_name(&it.name))
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

/// What the documentation says of a procedure beside its declaration.
pub(super) fn number(procedure: &Procedure) -> String {
    format!(", procedure {}", procedure.number)
}
