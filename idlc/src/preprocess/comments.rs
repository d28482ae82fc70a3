//! Which comment belongs to which definition.
//!
//! A comment belongs to what it stands directly above, or to what it follows
//! on the same line. A blank line between the two separates them; a
//! conditional does not.

mod clean;

use std::ops::Range;

use self::clean::clean;
use crate::source::{Source, Span, offset_of};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// For the grammar, or blank, or comment.
    Code,
    /// `#…`
    Directive,
    /// `#include`: what stands above it is not about what stands below.
    Include,
    /// `%…`
    Passed,
    /// Left out by a conditional.
    Removed,
}

/// The comments of a file.
#[derive(Debug)]
pub(super) struct Comments {
    all: Vec<Comment>,
    /// For each line, from 0: a directive stands there.
    directive_lines: Vec<bool>,
    line_starts: Vec<u32>,
    /// The text that the grammar sees.
    text: String,
}

#[derive(Debug)]
struct Comment {
    start: u32,
    end: u32,
    first_line: usize,
    last_line: usize,
    /// Nothing but blanks stands before it on its line.
    own_line: bool,
    /// What it says.
    lines: Vec<String>,
}

impl Comments {
    /// `text` is the text without comments; `found` is where they were.
    pub(super) fn new(
        source: &Source,
        text: String,
        found: &[Range<usize>],
        kinds: &[LineKind],
    ) -> Self {
        let kind_of = |line: usize| kinds.get(line).copied();
        let mut written = written_comments(source, &text, found);
        written.retain(|comment| kind_of(comment.first_line) == Some(LineKind::Code));
        let mut comments = join_continued(source, written);
        comments.extend(passed_comments(source, kinds));
        comments.sort_by_key(|comment| comment.start);
        Self {
            all: comments,
            directive_lines: kinds
                .iter()
                .map(|&kind| kind == LineKind::Directive)
                .collect(),
            line_starts: (0..=kinds.len())
                .map(|line| source.line_start(line))
                .collect(),
            text,
        }
    }

    /// What the comments say about something that begins at `item` and whose
    /// own line ends at `anchor`: the comments above first.
    pub(super) fn about(&self, item: Span, anchor: u32) -> Vec<String> {
        let mut lines = self.above(item.start);
        lines.extend(self.behind(anchor));
        lines
    }

    /// The comments directly above a place, in order.
    fn above(&self, start: u32) -> Vec<String> {
        let mut place = start;
        let mut line = self.line_of(start);
        let mut found: Vec<&Comment> = Vec::new();
        let before = self.all.partition_point(|comment| comment.end <= start);
        for comment in self.all.iter().take(before).rev() {
            let touches = comment.last_line == line || self.are_adjacent(comment.last_line, line);
            if !comment.own_line || !touches || !self.is_blank(comment.end, place) {
                break;
            }
            found.push(comment);
            place = comment.start;
            line = comment.first_line;
        }
        let comments = found.into_iter().rev();
        comments
            .flat_map(|comment| comment.lines.iter().cloned())
            .collect()
    }

    /// The comment that follows a place on its line.
    fn behind(&self, end: u32) -> Vec<String> {
        let before = self.all.partition_point(|comment| comment.start < end);
        let line = self.line_of(end.saturating_sub(1));
        self.all
            .get(before)
            .filter(|comment| !comment.own_line && comment.first_line == line)
            .filter(|comment| self.is_punctuation(end, comment.start))
            .map(|comment| comment.lines.clone())
            .unwrap_or_default()
    }

    /// Whether nothing but directives stands between two lines.
    fn are_adjacent(&self, above: usize, below: usize) -> bool {
        let between = self.directive_lines.get(above + 1..below);
        between.is_some_and(|lines| lines.iter().all(|&is_directive| is_directive))
    }

    fn is_blank(&self, start: u32, end: u32) -> bool {
        self.between(start, end).trim().is_empty()
    }

    fn is_punctuation(&self, start: u32, end: u32) -> bool {
        let text = self.between(start, end);
        text.chars()
            .all(|character| character.is_whitespace() || ",;{".contains(character))
    }

    /// The text that the grammar sees, all of it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A part of it; empty where there is none.
    pub(super) fn between(&self, start: u32, end: u32) -> &str {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    fn line_of(&self, offset: u32) -> usize {
        self.line_starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }
}

fn written_comments(source: &Source, text: &str, found: &[Range<usize>]) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::with_capacity(found.len());
    for range in found {
        let (start, end) = (offset_of(range.start), offset_of(range.end));
        let first_line = source.line_index(start);
        // Behind another comment of the line, only the rest is to be read.
        let neighbour = comments.last().filter(|last| last.last_line == first_line);
        let (own_line, read_from) = match neighbour {
            Some(last) => (last.own_line, last.end),
            None => (true, source.line_start(first_line)),
        };
        let before = text.get(read_from as usize..range.start);
        comments.push(Comment {
            start,
            end,
            first_line,
            last_line: source.line_index(end.saturating_sub(1)),
            own_line: own_line && before.is_none_or(|before| before.trim().is_empty()),
            lines: clean(source.slice(start, end)),
        });
    }
    comments
}

/// A comment that stands below one behind code, in the same column, goes on
/// with what that one said:
///
/// ```text
/// int a;  // the first line
///         // and the second
/// ```
fn join_continued(source: &Source, comments: Vec<Comment>) -> Vec<Comment> {
    let mut joined: Vec<Comment> = Vec::new();
    for comment in comments {
        match joined.last_mut() {
            Some(last) if goes_on(source, last, &comment) => {
                last.end = comment.end;
                last.last_line = comment.last_line;
                last.lines.extend(comment.lines);
            }
            _ => joined.push(comment),
        }
    }
    joined
}

fn goes_on(source: &Source, last: &Comment, comment: &Comment) -> bool {
    let column = |offset| source.position(offset).column;
    !last.own_line
        && comment.own_line
        && comment.first_line == last.last_line + 1
        && source.slice(comment.start, comment.end).starts_with("//")
        && column(comment.start) == column(last.start)
}

/// Comments that are written for the C compiler: runs of `%` lines from `/*`
/// to `*/`.
fn passed_comments(source: &Source, kinds: &[LineKind]) -> Vec<Comment> {
    let text_of = |line: usize| source.slice(source.line_start(line), source.line_start(line + 1));
    let mut comments = Vec::new();
    let mut first = None;
    for (line, &kind) in kinds.iter().enumerate() {
        if kind != LineKind::Passed {
            first = None;
            continue;
        }
        let code = text_of(line).trim().trim_start_matches('%').trim();
        if code.starts_with("/*") {
            first = Some(line);
        }
        if let Some(first_line) = first.filter(|_| code.ends_with("*/")) {
            let (start, end) = (source.line_start(first_line), source.line_start(line + 1));
            comments.push(Comment {
                start,
                end: end.saturating_sub(1),
                first_line,
                last_line: line,
                own_line: true,
                lines: clean(source.slice(start, end)),
            });
            first = None;
        }
    }
    comments
}
