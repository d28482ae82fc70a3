//! Lines that begin with `#` or `%`.

use super::comments::LineKind;
use super::conditional::Conditionals;
use super::macros::Macros;
use crate::ast::Constant;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span, offset_of};

/// The state that directives have between them.
#[derive(Debug)]
pub(super) struct Directives {
    file: FileId,
    conditionals: Conditionals,
    macros: Macros,
    passed: Vec<Constant>,
}

/// A directive cut into its parts.
struct Directive<'a> {
    /// `define`; empty for `# 12 "file"`.
    word: &'a str,
    /// What follows the word.
    rest: &'a str,
    /// Where `rest` begins in the file.
    rest_offset: u32,
    /// From the `#` to the end of the line.
    span: Span,
}

impl Directives {
    pub(super) fn new(file: FileId) -> Self {
        Self {
            file,
            conditionals: Conditionals::default(),
            macros: Macros::predefined(),
            passed: Vec::new(),
        }
    }

    /// Reads one line, which begins at `offset`, and says what it is.
    pub(super) fn line(&mut self, line: &str, offset: u32, sink: &mut Sink) -> LineKind {
        let text = line.trim_start_matches([' ', '\t', '\u{feff}']);
        let indent = offset_of(line.len() - text.len());
        if let Some(text) = text.strip_prefix('#') {
            let directive = self.cut(text, offset + indent);
            self.directive(&directive, sink);
            return LineKind::Directive;
        }
        if !self.conditionals.is_active() {
            return LineKind::Removed;
        }
        match text.strip_prefix('%') {
            Some(text) => {
                self.passed_line(text, offset + indent + 1);
                LineKind::Passed
            }
            None => LineKind::Code,
        }
    }

    /// The constants of `#define` and of `%#define`.
    pub(super) fn finish(self, sink: &mut Sink) -> (Vec<Constant>, Vec<Constant>) {
        self.conditionals.finish(sink);
        (self.macros.into_constants(), self.passed)
    }

    /// `text` is what stands behind the `#`, which is at `offset`.
    fn cut<'a>(&self, text: &'a str, offset: u32) -> Directive<'a> {
        let trimmed = text.trim_start_matches([' ', '\t']);
        let word_length = trimmed
            .find(|character: char| !character.is_ascii_alphabetic())
            .unwrap_or(trimmed.len());
        let (word, rest) = trimmed.split_at(word_length);
        let rest_offset = offset + 1 + offset_of(text.len() - rest.len());
        Directive {
            word,
            rest: rest.trim_end(),
            rest_offset,
            span: Span {
                file: self.file,
                start: offset,
                end: offset + 1 + offset_of(text.trim_end().len()),
            },
        }
    }

    fn directive(&mut self, directive: &Directive<'_>, sink: &mut Sink) {
        let span = directive.span;
        match directive.word {
            "if" => {
                let condition = self.conditionals.is_active() && self.condition(directive, sink);
                self.conditionals.open(span, condition);
            }
            "ifdef" | "ifndef" => {
                let wanted = directive.word == "ifdef";
                let condition = self.is_defined(directive, sink) == wanted;
                self.conditionals.open(span, condition);
            }
            "elif" => {
                let condition =
                    self.conditionals.elif_is_asked() && self.condition(directive, sink);
                self.conditionals.elif(span, condition, sink);
            }
            "else" => self.conditionals.otherwise(span, sink),
            "endif" => self.conditionals.close(span, sink),
            _ if self.conditionals.is_active() => self.plain(directive, sink),
            _ => {}
        }
    }

    /// A directive that is not about conditionals.
    fn plain(&mut self, directive: &Directive<'_>, sink: &mut Sink) {
        let span = directive.span;
        match directive.word {
            "define" => {
                self.macros
                    .define(directive.rest, directive.rest_offset, span, sink);
            }
            "undef" => self.macros.undefine(directive.rest.trim()),
            // A word that is not there is a line marker: `# 12 "file"`.
            "pragma" | "ident" | "line" | "" => {}
            "include" => sink.report(include(span, directive.rest.trim())),
            "error" => sink.report(Diagnostic::at(
                Code::ErrorDirective,
                span,
                directive.rest.trim(),
            )),
            "warning" => sink.report(Diagnostic::at(
                Code::WarningDirective,
                span,
                directive.rest.trim(),
            )),
            word => sink.report(Diagnostic::at(
                Code::BadDirective,
                span,
                format!("no directive is called `#{word}`"),
            )),
        }
    }

    fn condition(&self, directive: &Directive<'_>, sink: &mut Sink) -> bool {
        let condition = self
            .macros
            .condition(directive.rest, self.file, directive.rest_offset);
        condition.unwrap_or_else(|| {
            let diagnostic = Diagnostic::at(
                Code::BadDirective,
                directive.span,
                "this condition cannot be evaluated",
            );
            sink.report(diagnostic.help(
                "a condition is made of numbers, `defined NAME`, names of \
                 `#define`d numbers, and C's operators",
            ));
            false
        })
    }

    fn is_defined(&self, directive: &Directive<'_>, sink: &mut Sink) -> bool {
        let name = directive.rest.split_whitespace().next().unwrap_or_default();
        if name.is_empty() {
            let message = format!("`#{}` needs a name", directive.word);
            sink.report(Diagnostic::at(Code::BadDirective, directive.span, message));
        }
        self.macros.is_defined(name)
    }

    /// A line for the C compiler: of interest only where it defines a
    /// constant. `text` is what stands behind the `%`.
    fn passed_line(&mut self, text: &str, offset: u32) {
        let Some(behind_hash) = text.trim_start().strip_prefix('#') else {
            return;
        };
        let offset = offset + offset_of(text.len() - behind_hash.len()) - 1;
        let directive = self.cut(behind_hash, offset);
        if directive.word != "define" {
            return;
        }
        let code = without_comment(directive.rest);
        let constant = Macros::constant(code, self.file, directive.rest_offset, directive.span);
        self.passed.extend(constant);
    }
}

/// A `%` line still has its comments.
fn without_comment(text: &str) -> &str {
    let end = text.find("/*").or_else(|| text.find("//"));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn include(span: Span, file: &str) -> Diagnostic {
    Diagnostic::at(Code::IncludeNotRead, span, format!("{file} is not read"))
        .label("included files are not supported yet")
        .help("a type that is defined there can be supplied as an extern type")
}
