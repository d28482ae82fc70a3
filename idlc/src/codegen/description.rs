//! The static description of an interface: its numbers and names.

use super::context::Context;
use super::{docs, literal, names};
use crate::model::{Interface, Procedure};
use proc_macro2::TokenStream;
use quote::quote;

/// `pub static CALC: Interface = …`.
pub(super) fn description(interface: &Interface, cx: &Context<'_>) -> TokenStream {
    let name = names::of_file(&cx.spelling().interface_names(interface).description);
    let docs = docs::noted(&interface.docs, &numbers(interface));
    let text = &interface.name;
    let program = literal::hexadecimal(interface.program);
    let version = literal::plain(interface.version);
    let procedures = interface.procedures.iter().map(procedure);
    quote! {
        #docs
        pub static #name: Interface = Interface {
            name: #text,
            program: Program(#program),
            version: Version(#version),
            procedures: &[#(#procedures),*],
        };
    }
}

/// The numbers of an interface: `, program 7, version 1`.
fn numbers(interface: &Interface) -> String {
    let Interface {
        program, version, ..
    } = interface;
    let derived = if interface.program_is_derived {
        ", derived from the name"
    } else {
        ""
    };
    format!(", program {program} (`{program:#x}`{derived}), version {version}")
}

fn procedure(procedure: &Procedure) -> TokenStream {
    let name = &procedure.name;
    let number = literal::plain(procedure.number);
    quote!(ProcedureInfo { name: #name, number: Procedure(#number) })
}
