//! What a program begins with that is to serve and call the interfaces of a
//! file: not generated anew with the module, but once, to be filled in.

use super::context::Context;
use super::file;
use super::names::{self, Crates};
use super::options::Options;
use super::procedure;
use super::server::unavailable;
use crate::model::{Interface, Item, Model};
use proc_macro2::TokenStream;
use quote::quote;

/// The beginnings of a program.
#[derive(Debug)]
pub(crate) struct Scaffold {
    /// A module beside `super::DEFINED`, with the type `handlers`.
    pub handlers_module: TokenStream,
    /// The type that implements the traits of all interfaces.
    pub handlers: String,
    /// The interfaces, in the order of the file.
    pub interfaces: Vec<ScaffoldInterface>,
}

/// What of the generated module a program names for one interface.
#[derive(Debug)]
pub(crate) struct ScaffoldInterface {
    /// What serves it: `CalcServer`.
    pub server: String,
    /// The function that makes it of a handler: `new`.
    pub new: String,
    /// The client: `CalcClient`.
    pub client: String,
    /// The method that makes a client: `connect`.
    pub connect: String,
    /// The method that calls the null procedure: `null`, unless the file calls
    /// it otherwise; `None` where the file gives it arguments.
    pub null: Option<String>,
}

/// The beginnings of a program for all interfaces of a file.
pub(crate) fn scaffold(model: &Model) -> Scaffold {
    let options = Options::default();
    let cx = Context::new(model, &options);
    let interfaces: Vec<&Interface> = model
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Interface(interface) => Some(interface),
            _ => None,
        })
        .collect();
    let defined = file::defined(model, &options);
    let mut handlers = "Handlers".to_owned();
    while defined.contains(&handlers) {
        handlers.push('_');
    }
    let name = names::of_file(&handlers);
    let implementations = interfaces
        .iter()
        .map(|interface| unavailable(interface, &name, &cx));
    let items = quote! {
        /// What answers the calls. All threads of the server share one.
        #[derive(Debug)]
        pub struct #name;
        #(#implementations)*
    };
    let (imports, items) = names::settle(vec![items], &defined, &Crates::of(&options));
    Scaffold {
        handlers_module: quote!(#imports #(#items)*),
        handlers,
        interfaces: interfaces
            .into_iter()
            .map(|it| self::interface(it, &cx))
            .collect(),
    }
}

fn interface(interface: &Interface, cx: &Context<'_>) -> ScaffoldInterface {
    let names = cx.spelling().interface_names(interface);
    let own = |name| procedure::own_method(name, &procedure::methods(interface, cx)).to_string();
    let null = interface.procedures.iter().find(|it| it.number == 0);
    ScaffoldInterface {
        server: names.server,
        new: own("new"),
        client: names.client,
        connect: own("connect"),
        null: match null {
            None => Some(own("null")),
            Some(null) => null
                .arguments
                .is_empty()
                .then(|| cx.spelling().value_name(&null.name)),
        },
    }
}
