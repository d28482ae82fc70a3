//! From `grammar.pest` to the parser that idlc compiles: what pest's derive
//! macro would do in the build of every user, done once and checked in.
//!
//! With the macro, a build script that uses idlc would build fourteen more
//! packages, and need a C compiler. This crate is not published and idlc does
//! not depend on it, so that it works when idlc does not compile because its
//! grammar has changed.

use quote::quote;

/// The parser for a grammar, as Rust.
///
/// # Errors
///
/// What is wrong with the tokens that pest generated.
///
/// # Panics
///
/// With pest's own message, where the grammar is wrong.
pub fn generate(grammar: &str) -> Result<String, syn::Error> {
    let parser = quote! {
        #[grammar_inline = #grammar]
        pub(super) struct Grammar;
    };
    let tokens = quote! { pub(super) struct Grammar; };
    let implementation = pest_generator::derive_parser(parser, false);
    let file = syn::parse2(quote! { #tokens #implementation })?;
    Ok(
        String::from("// @generated from grammar.pest. Do not edit.\n\n")
            + &prettyplease::unparse(&file),
    )
}
