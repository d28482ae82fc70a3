//! `#define`: names for conditions, and constants for the file.

use std::collections::HashMap;

use super::directive::{Directive, name};
use crate::ast::{Constant, Name};
use crate::expression::{Expression, parse_expression};
use crate::source::Span;

/// The macros that are defined at a line.
#[derive(Debug)]
pub(super) struct Macros {
    by_name: HashMap<String, Macro>,
    /// Those that are constants, in the order of the text; `None` where one
    /// was undefined.
    constants: Vec<Option<Constant>>,
    /// How many of the constants, the first ones, are the caller's.
    callers: usize,
    /// Those that are neither constants nor empty, and where.
    opaque: Vec<(String, Span)>,
    /// Grows with every change.
    version: u64,
}

/// A macro, as its last definition says.
#[derive(Debug)]
pub(super) struct Macro {
    pub(super) body: MacroBody,
    /// Its directive; `None` of what is predefined.
    pub(super) span: Option<Span>,
    /// All that stands behind `#define`.
    written: String,
    /// Its place among the constants.
    constant: Option<usize>,
}

#[derive(Debug, Clone)]
pub(super) enum MacroBody {
    /// As if `-DNAME` were given.
    One,
    /// Empty, or not a value.
    NoValue,
    /// A text, which may be long and is no condition.
    Text,
    Number(Expression),
}

impl Macros {
    /// The passes of rpcgen that one Rust module stands for.
    pub(super) fn predefined() -> Self {
        let names = ["RPC_HDR", "RPC_XDR"];
        let one = || Macro {
            body: MacroBody::One,
            span: None,
            written: String::new(),
            constant: None,
        };
        Self {
            by_name: names.map(|name| (name.to_owned(), one())).into(),
            constants: Vec::new(),
            callers: 0,
            opaque: Vec::new(),
            version: 0,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Macro> {
        self.by_name.get(name)
    }

    /// The name, to be kept as long as the macros.
    pub(super) fn key(&self, name: &str) -> Option<&str> {
        let (name, _) = self.by_name.get_key_value(name)?;
        Some(name)
    }

    pub(super) fn is_defined(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// A number that is the same as long as the macros are.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// `#define NAME body`. The same again changes nothing.
    pub(super) fn define(&mut self, name: &str, directive: &Directive<'_>) {
        if self.is_present(name, directive.rest) {
            return;
        }
        let constant = constant(directive);
        let body = match &constant {
            Some(constant) if constant.value.has_text() => MacroBody::Text,
            Some(constant) => MacroBody::Number(constant.value.clone()),
            None => MacroBody::NoValue,
        };
        // `#define NAME NAME`, by which C headers say that there is a NAME.
        let says_something =
            !words(directive.rest).eq([name]) && !words(directive.rest).eq([name, name]);
        if constant.is_none() && says_something {
            self.opaque.push((name.to_owned(), directive.span));
        }
        let constant = constant.filter(|_| says_something).map(|constant| {
            self.constants.push(Some(constant));
            self.constants.len() - 1
        });
        let defined = Macro {
            body,
            span: Some(directive.span),
            written: directive.rest.to_owned(),
            constant,
        };
        self.by_name.insert(name.to_owned(), defined);
        self.version += 1;
    }

    /// `#undef NAME`
    pub(super) fn undefine(&mut self, name: &str) {
        let Some(removed) = self.by_name.remove(name) else {
            return;
        };
        if let Some(constant) = removed.constant.and_then(|at| self.constants.get_mut(at)) {
            *constant = None;
        }
        self.version += 1;
    }

    /// What is defined from here on is the file's, not the caller's.
    pub(super) fn begin_file(&mut self) {
        self.callers = self.constants.len();
    }

    /// The macros that are constants, in the order of the text: the caller's,
    /// and the file's.
    pub(super) fn take_constants(&mut self) -> (Vec<Constant>, Vec<Constant>) {
        let mut callers = std::mem::take(&mut self.constants);
        let files = callers.split_off(self.callers);
        let present = |constants: Vec<Option<Constant>>| constants.into_iter().flatten().collect();
        (present(callers), present(files))
    }

    /// The macros that were defined as something else, with their directives.
    pub(super) fn opaque(&self) -> &[(String, Span)] {
        &self.opaque
    }

    /// Whether the file has defined the macro in the same words.
    fn is_present(&self, name: &str, written: &str) -> bool {
        self.by_name.get(name).is_some_and(|present| {
            let is_callers = present.constant.is_some_and(|at| at < self.callers);
            !is_callers && words(&present.written).eq(words(written))
        })
    }
}

/// `#define NAME value` as a constant; `None` where the value is none, as that
/// of a macro with parameters.
pub(super) fn constant(directive: &Directive<'_>) -> Option<Constant> {
    let name = name(directive.rest)?;
    let name_start = directive.rest.len() - directive.rest.trim_start().len();
    let body_start = name_start + name.len();
    let body = directive.rest.get(body_start..)?;
    if body.starts_with('(') {
        return None;
    }
    let place = directive.place(body_start, body);
    let value = parse_expression(body, place.file, place.start, None).ok()?;
    let name = Name {
        text: name.to_owned(),
        span: directive.place(name_start, name),
    };
    let span = directive.span;
    Some(Constant { name, value, span })
}

/// How many blanks stand between words makes no difference.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_ascii_whitespace()
}
