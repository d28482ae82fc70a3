//! Names that must differ.

use std::collections::HashMap;

use super::findings::Findings;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// A set of names that share a scope in the file, in Rust, or in both.
pub(super) struct Names<'a> {
    /// What they name: "field", "type".
    what: &'a str,
    /// What it is called when two are the same; `None` if that has been
    /// reported already.
    duplicate: Option<Code>,
    /// By the name in Rust: the name in the file and its place.
    taken: HashMap<String, (String, Span)>,
}

impl<'a> Names<'a> {
    pub(super) fn new(what: &'a str, duplicate: Option<Code>) -> Self {
        Self {
            what,
            duplicate,
            taken: HashMap::new(),
        }
    }

    /// Takes a name, which is `rust` in Rust; reports if it is taken, and says
    /// whether it was free.
    pub(super) fn take(
        &mut self,
        name: &str,
        rust: String,
        span: Span,
        findings: &mut Findings<'_>,
    ) -> bool {
        let Some((first, first_span)) = self.taken.get(&rust) else {
            self.taken.insert(rust, (name.to_owned(), span));
            return true;
        };
        if first == name {
            if let Some(code) = self.duplicate {
                findings.report(duplicate(code, self.what, name, span, *first_span));
            }
        } else {
            let message = format!("`{first}` and `{name}` are both `{rust}` in Rust");
            let diagnostic = Diagnostic::at(Code::NameCollision, span, message)
                .label(format!("becomes `{rust}`"))
                .and(*first_span, "becomes the same")
                .help(format!("rename one {}", self.what));
            findings.report(diagnostic);
        }
        false
    }
}

/// Two definitions of one name.
pub(super) fn duplicate(code: Code, what: &str, name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::at(code, span, format!("the {what} `{name}` is defined twice"))
        .label("again here")
        .and(first, "first here")
}
