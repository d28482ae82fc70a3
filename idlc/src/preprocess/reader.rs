//! Files, line by line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use super::blank::blank;
use super::comments::{Comments, LineKind};
use super::conditional::Conditionals;
use super::directive::Directive;
use super::lines::{logical_lines, unindented};
use super::loader::{Loaded, Loader, Scanned};
use super::macros::{Macros, constant};
use super::passed::{PassedInclude, passed_include};
use crate::ast::Constant;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Source, Sources, Span, offset_of};

/// What the files of one compilation share while they are read.
pub(super) struct Reader<'a> {
    pub(super) sources: &'a mut Sources,
    pub(super) include_path: &'a [PathBuf],
    pub(super) loader: Loader<'a>,
    pub(super) sink: &'a mut Sink,
    pub(super) macros: Macros,
    /// `%#define NAME value`
    pub(super) passed: Vec<Constant>,
    /// `%#include "file"`
    pub(super) passed_includes: Vec<PassedInclude>,
    /// Files that have been read to their ends.
    pub(super) texts: BTreeMap<FileId, FileText>,
    /// The files that are being read, each included by the one before.
    pub(super) open: Vec<OpenFile>,
    /// `#include` lines obeyed so far.
    pub(super) includes: usize,
    /// The bytes of all files so far.
    pub(super) bytes: usize,
    /// A limit was met: nothing more is included.
    pub(super) is_exhausted: bool,
}

/// A file that is being read.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) path: PathBuf,
    /// What the macros were when it was opened.
    pub(super) macros_version: u64,
    /// The directive that includes it.
    pub(super) included_at: Option<Span>,
}

/// A file that has been read.
#[derive(Debug)]
pub(super) struct FileText {
    /// They have the text, too.
    pub(super) comments: Comments,
    /// Where another file's text belongs.
    pub(super) splices: Vec<Splice>,
}

/// An included file's place in the text of its includer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Splice {
    pub(super) at: usize,
    pub(super) file: FileId,
}

/// What the lines of a file are.
#[derive(Default)]
pub(super) struct Lines {
    kinds: Vec<LineKind>,
    /// What the grammar does not see.
    removed: Vec<Range<usize>>,
    splices: Vec<Splice>,
    pub(super) conditionals: Conditionals,
}

impl Reader<'_> {
    /// Reads a file, and all that it includes.
    pub(super) fn read(&mut self, file: FileId, loaded: &Loaded, open: OpenFile) {
        let (source, scanned) = (&loaded.source, &loaded.scanned);
        if let Some(start) = scanned.unterminated {
            self.sink.report(unterminated(file, start));
        }
        self.bytes = self.bytes.saturating_add(source.text().len());
        self.open.push(open);
        let mut lines = Lines::default();
        for range in logical_lines(&scanned.code, &scanned.comments) {
            self.line(file, &scanned.code, range, &mut lines);
        }
        self.open.pop();
        lines.conditionals.finish(self.sink);
        if let Some(foreign) = foreign_code(source, scanned, &lines.kinds) {
            self.sink.report(not_utf8(file, foreign));
        }
        let text = blank(&scanned.code, &lines.removed);
        let comments = Comments::new(source, text, &scanned.comments, &lines.kinds);
        let splices = lines.splices;
        self.texts.insert(file, FileText { comments, splices });
    }

    fn line(&mut self, file: FileId, code: &str, range: Range<usize>, lines: &mut Lines) {
        let line = code.get(range.clone()).unwrap_or_default();
        let text = unindented(line);
        let offset = offset_of(range.end - text.len());
        let kind = match text.as_bytes().first() {
            Some(b'#') => {
                let directive = Directive::cut(text.get(1..).unwrap_or_default(), file, offset);
                match self.obey(&directive, &mut lines.conditionals) {
                    Some(file) => {
                        let at = range.start + line.trim_end_matches(['\r', '\n']).len();
                        lines.splices.push(Splice { at, file });
                        LineKind::Include
                    }
                    None => LineKind::Directive,
                }
            }
            _ if !lines.conditionals.is_active() => LineKind::Removed,
            Some(b'%') => {
                self.passed_line(text.get(1..).unwrap_or_default(), file, offset + 1);
                LineKind::Passed
            }
            _ => LineKind::Code,
        };
        lines.push(kind, line, range);
    }

    /// A line for the C compiler: of interest only where it defines a
    /// constant, or names a header that may have been generated from an
    /// interface file. `text` is what stands behind the `%`.
    fn passed_line(&mut self, text: &str, file: FileId, offset: u32) {
        let Some(behind_hash) = text.trim_start().strip_prefix('#') else {
            return;
        };
        let offset = offset + offset_of(text.len() - behind_hash.len()) - 1;
        let mut directive = Directive::cut(behind_hash, file, offset);
        directive.rest = without_comment(directive.rest);
        match directive.word {
            "define" => self.passed.extend(constant(&directive)),
            "include" => {
                let folder = self.open.last().and_then(|open| open.path.parent());
                let folder = folder.map(PathBuf::from).unwrap_or_default();
                self.passed_includes
                    .extend(passed_include(&directive, folder));
            }
            _ => {}
        }
    }
}

impl Lines {
    fn push(&mut self, kind: LineKind, line: &str, range: Range<usize>) {
        if kind != LineKind::Code {
            let count = line.bytes().filter(|&byte| byte == b'\n').count().max(1);
            self.kinds.extend(std::iter::repeat_n(kind, count));
            self.removed.push(range);
            return;
        }
        self.kinds.push(kind);
        if let Some(rest) = line.as_bytes().trim_ascii_end().strip_suffix(b"\\") {
            // The line goes on, which makes no difference to the grammar.
            let at = range.start + rest.len();
            self.removed.push(at..at + 1);
        }
    }
}

/// A `%` line still has its comments.
fn without_comment(text: &str) -> &str {
    let end = text.find("/*").or_else(|| text.find("//"));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The first bytes that are not UTF-8 where somebody reads them: not in a
/// comment, nor in a line for the C compiler, nor in one that is left out.
fn foreign_code(source: &Source, scanned: &Scanned, kinds: &[LineKind]) -> Option<Range<u32>> {
    let is_comment = |at: usize| {
        let next = scanned
            .comments
            .partition_point(|comment| comment.end <= at);
        let comment = scanned.comments.get(next);
        comment.is_some_and(|comment| comment.start <= at)
    };
    let is_unread = |at: u32| {
        matches!(
            kinds.get(source.line_index(at)),
            Some(LineKind::Passed | LineKind::Removed)
        )
    };
    let mut foreign = source.foreign().iter();
    let found = foreign.find(|range| !is_comment(range.start as usize) && !is_unread(range.start));
    found.cloned()
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

fn not_utf8(file: FileId, range: Range<u32>) -> Diagnostic {
    let span = Span {
        file,
        start: range.start,
        end: range.end,
    };
    Diagnostic::at(Code::NotUtf8, span, "this is not UTF-8")
        .label("shown as if it were Latin-1")
        .help("save the file as UTF-8; only comments and `%` lines may have other bytes")
}
