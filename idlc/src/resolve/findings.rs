//! The sink as the resolver uses it.

use super::missing::Missing;
use super::suggest::{alternatives, close_names};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::Span;

/// How often close names are looked for: each time all names are compared,
/// and a file with a thousand unknown names is not mistyped.
const SUGGESTIONS_MAX: u32 = 32;

/// A name that may have been meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'n> {
    pub(super) name: &'n str,
    /// Where it is defined, if the file defines it.
    pub(super) place: Option<Span>,
}

/// What the resolver finds.
pub(super) struct Findings<'a> {
    sink: &'a mut Sink,
    suggestions_left: u32,
    /// Names that were said to be undefined.
    missing: Missing,
    /// What else to do about those.
    hint: Option<String>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(sink: &'a mut Sink, hint: Option<String>) -> Self {
        Self {
            sink,
            suggestions_left: SUGGESTIONS_MAX,
            missing: Missing::default(),
            hint,
        }
    }

    /// The names that were said to be undefined.
    pub(super) fn take_missing(&mut self) -> Missing {
        std::mem::take(&mut self.missing)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.sink.report(diagnostic);
    }

    /// A type that nobody defines.
    pub(super) fn undefined_type<'n>(
        &mut self,
        name: &str,
        span: Span,
        types: impl Iterator<Item = Candidate<'n>>,
    ) {
        let message = format!("there is no type `{name}`");
        let diagnostic = Diagnostic::at(Code::UndefinedType, span, message).label("not defined");
        // What to do about it need not be said of every place.
        let diagnostic = if self.missing.types.insert(name.to_owned()) {
            let diagnostic = self.suggest(diagnostic, name, types);
            self.hinted(diagnostic).help(format!(
                "if it is generated elsewhere, supply it: `.extern_type(\"{name}\", \
                 \"::path::to::Type\")` in a build script, or `--extern {name}=::path::to::Type`"
            ))
        } else {
            diagnostic
        };
        self.sink.report(diagnostic);
    }

    /// A constant that nobody defines.
    pub(super) fn undefined_constant<'n>(
        &mut self,
        name: &str,
        span: Span,
        constants: impl Iterator<Item = Candidate<'n>>,
    ) {
        let message = format!("there is no constant `{name}`");
        let diagnostic =
            Diagnostic::at(Code::UndefinedConstant, span, message).label("not defined");
        let diagnostic = if self.missing.constants.insert(name.to_owned()) {
            let diagnostic = self.suggest(diagnostic, name, constants);
            let diagnostic = self.hinted(diagnostic);
            // No C header defines what is in a namespace.
            if name.contains("::") {
                diagnostic
            } else {
                diagnostic.help(format!(
                    "if a C header defines it, say its value: `.define(\"{name}\", \"VALUE\")` in \
                     a build script, or `-D {name}=VALUE`"
                ))
            }
        } else {
            diagnostic
        };
        self.sink.report(diagnostic);
    }

    fn hinted(&self, diagnostic: Diagnostic) -> Diagnostic {
        match &self.hint {
            Some(hint) => diagnostic.help(hint.clone()),
            None => diagnostic,
        }
    }

    /// Adds the names that are close to one that is not there, and where the
    /// closest of them is defined.
    pub(super) fn suggest<'n>(
        &mut self,
        diagnostic: Diagnostic,
        name: &str,
        candidates: impl Iterator<Item = Candidate<'n>>,
    ) -> Diagnostic {
        if self.suggestions_left == 0 {
            return diagnostic;
        }
        self.suggestions_left -= 1;
        let candidates: Vec<Candidate<'n>> = candidates.collect();
        let close = close_names(name, candidates.iter().map(|candidate| candidate.name));
        let Some(closest) = close.first() else {
            return diagnostic;
        };
        let mut places = candidates.iter().filter(|it| it.name == *closest);
        let diagnostic = match places.find_map(|candidate| candidate.place) {
            Some(place) => diagnostic.and(place, format!("`{closest}` is defined here")),
            None => diagnostic,
        };
        diagnostic.help(format!("did you mean {}?", alternatives(&close)))
    }
}
