//! What each directive does.

use super::condition::holds;
use super::conditional::Conditionals;
use super::directive::Directive;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::FileId;

impl Reader<'_> {
    /// Obeys a directive. Answers the file whose text belongs in its place, if
    /// it includes one.
    pub(super) fn obey(
        &mut self,
        directive: &Directive<'_>,
        conditionals: &mut Conditionals,
    ) -> Option<FileId> {
        let span = directive.span;
        match directive.word {
            "if" => {
                let condition = conditionals.is_active() && self.condition(directive);
                conditionals.open(span, condition);
            }
            "ifdef" | "ifndef" => {
                let wanted = directive.word == "ifdef";
                let condition = conditionals.is_active() && self.is_defined(directive) == wanted;
                conditionals.open(span, condition);
            }
            "elif" => {
                let condition = conditionals.elif_is_asked() && self.condition(directive);
                conditionals.elif(span, condition, self.sink);
            }
            "elifdef" | "elifndef" => {
                let wanted = directive.word == "elifdef";
                let condition =
                    conditionals.elif_is_asked() && self.is_defined(directive) == wanted;
                conditionals.elif(span, condition, self.sink);
            }
            "else" => conditionals.otherwise(span, self.sink),
            "endif" => conditionals.close(span, self.sink),
            "include" if conditionals.is_active() => return self.include(directive),
            _ if conditionals.is_active() => self.plain(directive),
            _ => {}
        }
        None
    }

    /// A directive that is about neither conditionals nor files.
    fn plain(&mut self, directive: &Directive<'_>) {
        match directive.word {
            "define" => {
                if let Some(name) = self.required_name(directive) {
                    self.macros.define(name, directive);
                }
            }
            "undef" => {
                if let Some(name) = self.required_name(directive) {
                    self.macros.undefine(name);
                }
            }
            // A word that is not there is a line marker: `# 12 "file"`.
            "pragma" | "ident" | "sccs" | "line" | "" => {}
            "error" => self.says(Code::ErrorDirective, directive),
            "warning" => self.says(Code::WarningDirective, directive),
            word => {
                let message = format!("no directive is called `#{word}`");
                self.bad(directive, message);
            }
        }
    }

    fn condition(&mut self, directive: &Directive<'_>) -> bool {
        holds(directive, &self.macros).unwrap_or_else(|diagnostic| {
            self.sink.report(diagnostic);
            false
        })
    }

    fn is_defined(&mut self, directive: &Directive<'_>) -> bool {
        let name = self.required_name(directive);
        name.is_some_and(|name| self.macros.is_defined(name))
    }

    fn required_name<'d>(&mut self, directive: &Directive<'d>) -> Option<&'d str> {
        let name = directive.name();
        if name.is_none() {
            self.bad(directive, format!("`#{}` needs a name", directive.word));
        }
        name
    }

    /// `#error` and `#warning`
    fn says(&mut self, code: Code, directive: &Directive<'_>) {
        let message = directive.rest.trim();
        self.sink
            .report(Diagnostic::at(code, directive.span, message));
    }

    fn bad(&mut self, directive: &Directive<'_>, message: String) {
        let diagnostic = Diagnostic::at(Code::BadDirective, directive.span, message);
        self.sink.report(diagnostic);
    }
}
