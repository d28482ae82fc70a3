//! The sources of a new program that serves and calls what a file describes,
//! as text: what `idlc init` writes.
//!
//! It writes nothing itself, and knows nothing of Cargo.

use std::fmt::Write;

use crate::codegen::{self, ScaffoldInterface};
use crate::format::format;
use crate::model::Model;

/// The sources of a new program.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Scaffold {
    /// A module with handlers that answer every call with `PROC_UNAVAIL`.
    pub handlers: String,
    /// The `main` of a server: expects the handlers in a module `handlers`
    /// beside it.
    pub server: String,
    /// The `main` of a client that calls the null procedure of each interface.
    pub client: String,
}

/// Writes the sources of a new program for the interfaces of a file, with the
/// generated module `module` in the library `library`. `None` if the file has no
/// interface.
///
/// ```
/// # fn main() -> Result<(), idlc::CompileError> {
/// let checked = idlc::Config::new().check("calc.x", "interface Calc { int add(int a); };")?;
/// let scaffold = idlc::scaffold(&checked.model, "calc", "calc").unwrap();
/// assert!(scaffold.handlers.contains("fn add(&self, cx: &Context, a: i32)"));
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn scaffold(model: &Model, library: &str, module: &str) -> Option<Scaffold> {
    let scaffold = codegen::scaffold(model);
    if scaffold.interfaces.is_empty() {
        return None;
    }
    Some(Scaffold {
        handlers: handlers(model, library, module, &scaffold),
        server: server(model, library, module, &scaffold),
        client: client(model, library, module, &scaffold.interfaces),
    })
}

fn handlers(model: &Model, library: &str, module: &str, scaffold: &codegen::Scaffold) -> String {
    let tokens = scaffold.handlers_module.clone();
    // Unformatted Rust is Rust, too.
    let items = format([tokens]).unwrap_or_else(|_| scaffold.handlers_module.to_string());
    format!(
        "//! What the server of `{file}` does. Every procedure answers that it is not\n\
         //! available, until it is filled in.\n\
         #![allow(unused_variables, reason = \"until the procedures are filled in\")]\n\n\
         use {library}::{module}::*;\n\n{items}",
        file = model.file,
    )
}

fn server(model: &Model, library: &str, module: &str, scaffold: &codegen::Scaffold) -> String {
    let handlers = &scaffold.handlers;
    let mut services = String::new();
    for interface in &scaffold.interfaces {
        // Writing to a string does not fail.
        let _ = write!(
            services,
            "\n        .service({module}::{}::{}({handlers}))",
            interface.server, interface.new
        );
    }
    format!(
        "//! A server of `{file}`: `cargo run --bin server`, or with an address to listen\n\
         //! at, `cargo run --bin server -- 0.0.0.0:2049`.\n\n\
         mod handlers;\n\n\
         use handlers::{handlers};\n\
         use {library}::{module};\n\n\
         fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let given = std::env::args().nth(1);\n    \
         let address = given.unwrap_or_else(|| \"127.0.0.1:0\".to_owned());\n    \
         let server = idlc_runtime::Server::builder()\n        \
         .udp(address){services}\n        \
         .start()?;\n    \
         println!(\"a server listens at udp://{{}}\", server.addr());\n    \
         server.wait();\n    \
         Ok(())\n}}\n",
        file = model.file,
    )
}

fn client(model: &Model, library: &str, module: &str, interfaces: &[ScaffoldInterface]) -> String {
    let calls: String = interfaces
        .iter()
        .map(|interface| call(module, interface))
        .collect();
    format!(
        "//! A client of `{file}`: `cargo run --bin client -- udp://HOST:PORT`, with the\n\
         //! address that the server printed.\n\n\
         use {library}::{module};\n\n\
         fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let Some(address) = std::env::args().nth(1) else {{\n        \
         return Err(\"which server? give its address: udp://HOST:PORT\".into());\n    \
         }};\n{calls}    Ok(())\n}}\n",
        file = model.file,
    )
}

/// The null procedure: is there a server?
fn call(module: &str, interface: &ScaffoldInterface) -> String {
    let ScaffoldInterface {
        client,
        connect,
        null,
        ..
    } = interface;
    let made = format!("{module}::{client}::{connect}(address.as_str())?");
    match null {
        Some(null) => format!(
            "    let client = {made};\n    \
             client.{null}()?;\n    \
             println!(\"{client}: the server answers\");\n"
        ),
        None => format!("    let _client = {made};\n"),
    }
}
