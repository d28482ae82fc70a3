//! `#define`: names for conditions, and constants for the file.

use std::cell::Cell;
use std::collections::HashMap;

use crate::ast::{Constant, Name};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::expression::{Evaluated, Expression, evaluate, parse_expression};
use crate::source::{FileId, Span, offset_of};

/// How many macros one condition may look up, those behind other macros
/// included.
const LOOKUPS_MAX: u32 = 64;

/// The macros that are defined at a line.
#[derive(Debug)]
pub(super) struct Macros {
    bodies: HashMap<String, MacroBody>,
    /// Those that are constants, in the order of the file.
    constants: Vec<Constant>,
}

#[derive(Debug)]
enum MacroBody {
    /// As if `-DNAME` were given.
    One,
    /// Empty, or not a value.
    NoValue,
    Value(Expression),
}

impl Macros {
    /// The passes of rpcgen that one Rust module stands for.
    pub(super) fn predefined() -> Self {
        let names = ["RPC_HDR", "RPC_XDR"];
        Self {
            bodies: names.map(|name| (name.to_owned(), MacroBody::One)).into(),
            constants: Vec::new(),
        }
    }

    pub(super) fn is_defined(&self, name: &str) -> bool {
        self.bodies.contains_key(name)
    }

    /// `#define text`, where `text` begins at `offset`.
    pub(super) fn define(&mut self, text: &str, offset: u32, span: Span, sink: &mut Sink) {
        let Some((name, body)) = split_name(text) else {
            let message = "`#define` needs a name";
            sink.report(Diagnostic::at(Code::BadDirective, span, message));
            return;
        };
        let constant = Self::constant(text, span.file, offset, span);
        if constant.is_none() && !body.trim().is_empty() {
            sink.report(not_expanded(name, span));
        }
        let body = match &constant {
            Some(constant) => MacroBody::Value(constant.value.clone()),
            None => MacroBody::NoValue,
        };
        self.bodies.insert(name.to_owned(), body);
        self.constants.extend(constant);
    }

    pub(super) fn undefine(&mut self, name: &str) {
        self.bodies.remove(name);
        self.constants.retain(|constant| constant.name.text != name);
    }

    /// `NAME value` as a constant; `None` where the value is none.
    pub(super) fn constant(text: &str, file: FileId, offset: u32, span: Span) -> Option<Constant> {
        let (name, body) = split_name(text)?;
        let name_offset = offset + offset_of(text.len() - text.trim_start().len());
        let body_offset = offset + offset_of(text.len() - body.len());
        let value = parse_expression(body, file, body_offset, None)?;
        let name = Name {
            text: name.to_owned(),
            span: Span {
                file,
                start: name_offset,
                end: name_offset + offset_of(name.len()),
            },
        };
        Some(Constant { name, value, span })
    }

    /// Whether the condition of an `#if` holds; `None` if it is none.
    pub(super) fn condition(&self, text: &str, file: FileId, offset: u32) -> Option<bool> {
        let is_defined = |name: &str| self.is_defined(name);
        let expression = parse_expression(text, file, offset, Some(&is_defined))?;
        let lookups = Cell::new(0);
        match evaluate(&expression, &|name| self.value(name, &lookups)) {
            Ok(Evaluated::Integer(number)) => Some(number != 0),
            _ => None,
        }
    }

    /// As in C, a name that is no macro counts as 0 in a condition.
    fn value(&self, name: &str, lookups: &Cell<u32>) -> Option<Evaluated> {
        lookups.set(lookups.get() + 1);
        if lookups.get() > LOOKUPS_MAX {
            return None;
        }
        match self.bodies.get(name) {
            None => Some(Evaluated::Integer(0)),
            Some(MacroBody::One) => Some(Evaluated::Integer(1)),
            Some(MacroBody::NoValue) => None,
            Some(MacroBody::Value(value)) => {
                evaluate(value, &|name| self.value(name, lookups)).ok()
            }
        }
    }

    pub(super) fn into_constants(self) -> Vec<Constant> {
        self.constants
    }
}

/// `NAME body`. The body of a macro with parameters begins with their
/// parenthesis, which makes it no value.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let end = text
        .find(|character| !is_name(character))
        .unwrap_or(text.len());
    let (name, body) = text.split_at(end);
    let has_parameters = body.starts_with('(');
    let starts_like_one = name.starts_with(|first: char| !first.is_ascii_digit());
    // `#define F(x) x` keeps a body that nothing can evaluate.
    let body = if has_parameters { "()" } else { body };
    starts_like_one.then_some((name, body))
}

fn not_expanded(name: &str, span: Span) -> Diagnostic {
    Diagnostic::at(
        Code::MacroNotExpanded,
        span,
        format!("the macro `{name}` is not a constant and is not expanded"),
    )
    .help("write a `const`, a `typedef`, or what it stands for")
}
