//! The preprocessor's own straight line: comments out, then directives.

use std::ops::Range;

use super::blank::blank;
use super::comments::{Comments, LineKind};
use super::directive::Directives;
use super::scan::scan;
use super::text::Preprocessed;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Source, Span, offset_of};

/// Preprocesses one file.
pub(crate) fn preprocess(source: &Source, file: FileId, sink: &mut Sink) -> Preprocessed {
    let found = scan(source.text());
    if let Some(start) = found.unterminated {
        sink.report(unterminated(file, start));
    }
    let code = blank(source.text(), &found.comments);
    let mut directives = Directives::new(file);
    let lines = classify(&code, &mut directives, sink);
    let (constants, passed_constants) = directives.finish(sink);
    let text = blank(&code, &lines.removed);
    let comments = Comments::new(source, &text, &found.comments, &lines.kinds);
    Preprocessed {
        text,
        comments,
        constants,
        passed_constants,
        file,
    }
}

/// What the lines of a file are, and which of them the grammar does not see.
struct Lines {
    kinds: Vec<LineKind>,
    removed: Vec<Range<usize>>,
}

/// Goes through the lines, obeying directives.
fn classify(code: &str, directives: &mut Directives, sink: &mut Sink) -> Lines {
    let mut lines = Lines {
        kinds: Vec::new(),
        removed: Vec::new(),
    };
    let mut start = 0;
    while start < code.len() {
        let end = logical_line_end(code, start);
        let line = code.get(start..end).unwrap_or_default();
        let kind = directives.line(line, offset_of(start), sink);
        let count = line.bytes().filter(|&byte| byte == b'\n').count().max(1);
        lines.kinds.extend(std::iter::repeat_n(kind, count));
        if kind != LineKind::Code {
            lines.removed.push(start..end);
        }
        start = end;
    }
    lines
}

/// Where the line ends, its line feed included. A directive, and a line for the
/// C compiler, goes on behind a backslash at its end.
fn logical_line_end(code: &str, start: usize) -> usize {
    let rest = code.get(start..).unwrap_or_default();
    let may_go_on = rest.trim_start_matches([' ', '\t']).starts_with(['#', '%']);
    let mut end = start;
    for line in rest.split_inclusive('\n') {
        end += line.len();
        if !may_go_on || !line.trim_end().ends_with('\\') {
            break;
        }
    }
    end
}

fn unterminated(file: FileId, start: usize) -> Diagnostic {
    let span = Span {
        file,
        start: offset_of(start),
        end: offset_of(start + 2),
    };
    Diagnostic::at(Code::UnterminatedComment, span, "this comment has no end")
        .label("begins here")
        .help("close it with `*/`")
}
