//! The parser's straight line: cut, check, parse, lower; a piece at a time.

use super::expected::syntax_diagnostic;
use super::grammar::tree;
use super::lower::Lower;
use super::split::{Piece, Problem, split};
use crate::ast::Ast;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::preprocess::Preprocessed;

/// Parses a whole file.
pub(crate) fn parse(text: &Preprocessed, sink: &mut Sink) -> Ast {
    let mut ast = Ast::default();
    for piece in split(&text.text) {
        match piece.problem {
            Some(problem) => sink.report(problem_diagnostic(text, &problem)),
            None => parse_piece(text, &piece, &mut ast, sink),
        }
    }
    ast
}

fn parse_piece(text: &Preprocessed, piece: &Piece, ast: &mut Ast, sink: &mut Sink) {
    let piece_text = text.text.get(piece.range.clone()).unwrap_or_default();
    match tree(piece_text, piece.range.start) {
        Ok(nodes) => {
            let mut lower = Lower::new(text, sink);
            for node in &nodes {
                ast.definitions.extend(lower.definition(node));
            }
        }
        Err(error) => sink.report(syntax_diagnostic(text, piece.range.start, &error)),
    }
}

fn problem_diagnostic(text: &Preprocessed, problem: &Problem) -> Diagnostic {
    match problem {
        Problem::NestedTooDeep(at) => Diagnostic::at(
            Code::NestedTooDeep,
            text.span(*at, at + 1),
            "brackets are nested too deep",
        )
        .help("give the inner types names of their own"),
        Problem::UnterminatedText(range) => Diagnostic::at(
            Code::UnterminatedText,
            text.span(range.start, range.end),
            "this text has no closing quote",
        )
        .help("a text ends on the line on which it begins"),
    }
}
