//! Attributes, each on its own line, and documentation as `///`.

use super::flat::flat;
use super::place::{STEP, WIDTH, break_line, width};
use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token, punctuated::Punctuated};

/// What rustfmt allows between the parentheses of an attribute on one line.
const ATTRIBUTE_WIDTH: usize = 70;

/// The same of a derive.
const DERIVE_WIDTH: usize = WIDTH - STEP - "#[derive()]".len();

/// The attributes in front of something at `indent`: a line each, the line of
/// the thing itself begun. Neighbouring derives become one, as rustfmt has it.
pub(super) fn attributes(attributes: &[Attribute], indent: usize) -> String {
    let mut text = String::new();
    let mut derived: Vec<String> = Vec::new();
    for (at, attribute) in attributes.iter().enumerate() {
        if attribute.path().is_ident("derive") {
            derived.extend(arguments(attribute));
            if attributes
                .get(at + 1)
                .is_some_and(|next| next.path().is_ident("derive"))
            {
                continue;
            }
            text.push_str(&list(
                "derive",
                &std::mem::take(&mut derived),
                indent,
                DERIVE_WIDTH,
                ",",
            ));
        } else {
            text.push_str(&one(attribute, indent));
        }
        text.push_str(&break_line(indent));
    }
    text
}

fn one(attribute: &Attribute, indent: usize) -> String {
    if let Some(line) = documentation(attribute) {
        return format!("///{}", line.trim_end());
    }
    match &attribute.meta {
        Meta::List(_) => list(
            &flat(attribute.path()),
            &arguments(attribute),
            indent,
            ATTRIBUTE_WIDTH,
            "",
        ),
        Meta::Path(_) | Meta::NameValue(_) => flat(attribute),
    }
}

/// The text of `#[doc = "text"]`.
fn documentation(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()).filter(|text| !text.contains('\n')),
            _ => None,
        },
        _ => None,
    }
}

/// What stands between the parentheses, in pieces.
fn arguments(attribute: &Attribute) -> Vec<String> {
    match attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
        Ok(pieces) => pieces.iter().map(flat).collect(),
        Err(_) => match &attribute.meta {
            Meta::List(list) => vec![flat(&list.tokens.to_token_stream())],
            Meta::Path(_) | Meta::NameValue(_) => Vec::new(),
        },
    }
}

fn list(name: &str, pieces: &[String], indent: usize, most: usize, last_comma: &str) -> String {
    let line = pieces.join(", ");
    if width(&line) <= most && indent + name.len() + width(&line) + "#[()]".len() <= WIDTH {
        return format!("#[{name}({line})]");
    }
    let nested = break_line(indent + STEP);
    // rustfmt does not count the comma.
    if !last_comma.is_empty() && indent + STEP + width(&line) <= WIDTH {
        return format!(
            "#[{name}({nested}{line}{last_comma}{})]",
            break_line(indent)
        );
    }
    let lines = pieces.join(&format!(",{nested}"));
    format!(
        "#[{name}({nested}{lines}{last_comma}{})]",
        break_line(indent)
    )
}
