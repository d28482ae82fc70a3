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

/// The text of a Rust file, ending in a line break. It comes in parts, each of
/// whole items.
///
/// # Errors
///
/// [`FormatError`] when the tokens are not one, as with an attribute of the
/// caller that Rust cannot parse.
pub(crate) fn format(parts: impl IntoIterator<Item = TokenStream>) -> Result<String, FormatError> {
    let mut text = String::new();
    let mut is_behind_import = None;
    for part in parts {
        let part: syn::File = syn::parse2(part)?;
        for item in &part.items {
            let is_import = matches!(item, Item::Use(_));
            if is_behind_import.is_some_and(|behind| !(behind && is_import)) {
                text.push('\n');
            }
            text.push_str(&item::item(item));
            text.push('\n');
            is_behind_import = Some(is_import);
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
