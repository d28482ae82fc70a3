//! Tokens → text, laid out as rustfmt lays it out: formatting the result again
//! changes nothing.
//!
//! It knows the Rust that [`codegen`](crate::codegen) writes and no more:
//! anything else stays on one line. It adds and takes away line breaks, spaces,
//! the comma at the end of a broken list and the braces around a body that
//! takes several lines; it never reorders. The only place that names syn.

mod assign;
mod attribute;
mod block;
mod call;
mod chain;
mod expression;
mod fill;
mod flat;
mod function;
mod generics;
mod import;
mod item;
mod place;

use proc_macro2::TokenStream;
use syn::Item;

/// The tokens are not a Rust file.
#[derive(Debug, thiserror::Error)]
#[error("the generated code is not a Rust file: {0}")]
pub(crate) struct FormatError(#[from] syn::Error);

/// The text of a Rust file, ending in a line break.
///
/// # Errors
///
/// [`FormatError`] when the tokens are not one, as with an attribute of the
/// caller that Rust cannot parse.
pub(crate) fn format(tokens: TokenStream) -> Result<String, FormatError> {
    let file: syn::File = syn::parse2(tokens)?;
    let mut text = String::new();
    let mut last: Option<&Item> = None;
    for item in &file.items {
        if last.is_some_and(|last| !(is_import(last) && is_import(item))) {
            text.push('\n');
        }
        text.push_str(&item::item(item));
        text.push('\n');
        last = Some(item);
    }
    Ok(text)
}

fn is_import(item: &Item) -> bool {
    matches!(item, Item::Use(_))
}

#[cfg(test)]
mod tests;
