//! The server of an interface: the trait that a program implements, and what
//! dispatches calls to it.

mod dispatch;
mod handler;
mod unavailable;

pub(super) use unavailable::unavailable;

use super::context::Context;
use super::names;
use crate::model::{Interface, Procedure};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The trait, and the service that runs an implementation of it.
pub(super) fn server(interface: &Interface, cx: &Context<'_>) -> [TokenStream; 2] {
    let served = Served::of(interface, cx);
    [
        handler::handler(&served, cx),
        dispatch::dispatch(&served, cx),
    ]
}

/// An interface as its server sees it.
struct Served<'a> {
    interface: &'a Interface,
    /// All but the null procedure, which the runtime answers.
    procedures: Vec<&'a Procedure>,
    /// The trait: `Calc`.
    service: Ident,
    /// The service: `CalcServer`.
    server: Ident,
    /// The description: `CALC`.
    description: Ident,
}

impl<'a> Served<'a> {
    fn of(interface: &'a Interface, cx: &Context<'_>) -> Self {
        let all = cx.spelling().interface_names(interface);
        Self {
            interface,
            procedures: interface
                .procedures
                .iter()
                .filter(|it| it.number != 0)
                .collect(),
            service: names::of_file(&all.service),
            server: names::of_file(&all.server),
            description: names::of_file(&all.description),
        }
    }
}

/// A call of the handler's method. A blanket method that takes `self` would be
/// found before it.
fn call_handler(
    handler: &TokenStream,
    service: &Ident,
    method: &Ident,
    arguments: &[TokenStream],
) -> TokenStream {
    if method == "into" || method == "try_into" {
        quote!(#service::#method(&#handler, cx #(, #arguments)*))
    } else {
        quote!(#handler.#method(cx #(, #arguments)*))
    }
}
