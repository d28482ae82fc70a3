//! Documentation: the comment of the file, made safe for rustdoc, and where in
//! the file the item is.

mod comment;
mod prose;
mod word;

use crate::model::Docs;
use proc_macro2::TokenStream;
use quote::quote;

/// A longer declaration is shown up to its `{`.
const DECLARATION_MAX: usize = 80;

/// The documentation of an item, a field or a variant: its comment, then its
/// declaration and place.
pub(super) fn item(docs: &Docs) -> TokenStream {
    lines(&item_lines(docs, ""))
}

/// As [`item`], with a `note` behind the place.
pub(super) fn noted(docs: &Docs, note: &str) -> TokenStream {
    lines(&item_lines(docs, note))
}

/// As [`noted`], with what a caller must know of results and errors.
pub(super) fn fallible(
    docs: &Docs,
    note: &str,
    returns: Vec<String>,
    errors: &[&str],
) -> TokenStream {
    let mut text = item_lines(docs, note);
    for line in returns {
        text.extend([String::new(), line]);
    }
    text.extend(["", "# Errors", ""].map(str::to_owned));
    text.extend(errors.iter().map(|&line| line.to_owned()));
    lines(&text)
}

/// Documentation of our own, a line each.
pub(super) fn lines<S: AsRef<str>>(text: &[S]) -> TokenStream {
    let lines = text.iter().map(|line| match line.as_ref() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// Text of the file as code: `` `text` ``.
pub(super) fn code(text: &str) -> String {
    word::code(text)
}

fn item_lines(docs: &Docs, note: &str) -> Vec<String> {
    let mut text = comment::rustdoc(&docs.comment);
    if !text.is_empty() {
        text.push(String::new());
    }
    text.push(place(docs) + note);
    text
}

/// `` `int func1(int arg1)` (`calc.x:3`) ``.
fn place(docs: &Docs) -> String {
    let place = word::code(&format!("{}:{}", docs.file, docs.line));
    match shown(&docs.declaration) {
        declaration if declaration.is_empty() => place,
        declaration => format!("{} ({place})", word::code(&declaration)),
    }
}

fn shown(declaration: &str) -> String {
    if declaration.chars().count() <= DECLARATION_MAX {
        return declaration.to_owned();
    }
    let head = declaration.split('{').next().unwrap_or_default();
    let head: String = head.trim_end().chars().take(DECLARATION_MAX).collect();
    format!("{head} …")
}

#[cfg(test)]
mod tests;
