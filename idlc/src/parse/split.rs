//! Cutting a file into pieces that can be parsed one by one.

use std::ops::Range;

/// How deep brackets may nest. Real files stay below 5; the grammar recurses
/// once for each.
const NESTING_MAX: usize = 32;

/// A part of the text that holds one definition, or several where a semicolon
/// is missing between them. It begins with a word, or whatever is there instead
/// of one: stray semicolons, common behind braces, are left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    /// Why it must not be parsed.
    pub(super) problem: Option<Problem>,
}

/// What keeps a piece from being parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// The bracket that is one too deep.
    NestedTooDeep(usize),
    /// A text that its line ends.
    UnterminatedText(Range<usize>),
}

/// Cuts behind every semicolon that stands in no braces.
///
/// Where braces are left open at the end, the last piece is cut again, before
/// every line that begins with a word that begins a definition.
pub(super) fn split(text: &str) -> Vec<Piece> {
    let mut splitter = Splitter {
        pieces: Vec::new(),
        start: 0,
        brackets: 0,
        braces: 0,
        problem: None,
        is_void: true,
    };
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b'"' => splitter.text(bytes, at),
            _ => splitter.byte(byte, at),
        };
    }
    splitter.finish(text)
}

struct Splitter {
    pieces: Vec<Piece>,
    start: usize,
    brackets: usize,
    braces: usize,
    problem: Option<Problem>,
    /// Nothing but blanks and semicolons so far.
    is_void: bool,
}

impl Splitter {
    /// Reads one byte that stands in no text; returns where the next is.
    fn byte(&mut self, byte: u8, at: usize) -> usize {
        self.is_void &= byte == b';' || byte.is_ascii_whitespace();
        match byte {
            b'{' | b'(' | b'[' => self.open(byte, at),
            b'}' | b')' | b']' => {
                self.brackets = self.brackets.saturating_sub(1);
                self.braces = self.braces.saturating_sub(usize::from(byte == b'}'));
            }
            b';' if self.braces == 0 => self.cut(at + 1),
            _ => {}
        }
        at + 1
    }

    fn open(&mut self, byte: u8, at: usize) {
        self.brackets += 1;
        self.braces += usize::from(byte == b'{');
        if self.brackets > NESTING_MAX {
            self.problem.get_or_insert(Problem::NestedTooDeep(at));
        }
    }

    /// Reads a text from its opening quote; returns where it ends.
    fn text(&mut self, bytes: &[u8], at: usize) -> usize {
        self.is_void = false;
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|&byte| byte == b'"' || byte == b'\n')
            .unwrap_or(rest.len());
        if rest.get(length) == Some(&b'"') {
            return at + length + 2;
        }
        let end = at + 1 + length;
        self.problem
            .get_or_insert(Problem::UnterminatedText(at..end));
        end
    }

    fn cut(&mut self, end: usize) {
        let problem = self.problem.take();
        if !self.is_void {
            let range = self.start..end;
            self.pieces.push(Piece { range, problem });
        }
        self.start = end;
        self.brackets = 0;
        self.is_void = true;
    }

    fn finish(mut self, text: &str) -> Vec<Piece> {
        if self.braces > 0 && self.problem.is_none() {
            for line in definition_lines(text, self.start) {
                self.cut(line);
                self.is_void = false;
            }
        }
        self.cut(text.len());
        self.pieces
    }
}

/// Where lines behind `start` begin with a word that begins a definition.
fn definition_lines(text: &str, start: usize) -> Vec<usize> {
    const WORDS: [&str; 8] = [
        "const ",
        "enum ",
        "interface ",
        "namespace ",
        "program ",
        "struct ",
        "typedef ",
        "union ",
    ];
    let behind = text.get(start..).unwrap_or_default();
    behind
        .match_indices('\n')
        .map(|(at, _)| start + at + 1)
        .filter(|&line| {
            let rest = text.get(line..).unwrap_or_default();
            WORDS.iter().any(|word| rest.starts_with(word))
        })
        .filter(|&line| {
            // What begins the piece itself is no place to cut it.
            !text.get(start..line).unwrap_or_default().trim().is_empty()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let pieces = split(text).into_iter();
        pieces.map(|piece| text[piece.range].trim()).collect()
    }

    #[test]
    fn a_piece_ends_behind_a_semicolon_outside_of_braces() {
        assert_eq!(
            pieces("; const A = 1; struct b { int c; };; ; "),
            ["const A = 1;", "struct b { int c; };"]
        );
        assert_eq!(pieces("const A = \";\";"), ["const A = \";\";"]);
    }

    #[test]
    fn an_open_brace_costs_only_its_own_definition() {
        assert_eq!(
            pieces("struct a {\n int b;\n\nstruct c { int d; };\nconst E = 1;"),
            [
                "struct a {\n int b;",
                "struct c { int d; };",
                "const E = 1;"
            ]
        );
    }

    #[test]
    fn what_cannot_be_parsed_is_marked() {
        let deep = "{".repeat(NESTING_MAX + 1);
        assert_eq!(
            split(&deep)[0].problem,
            Some(Problem::NestedTooDeep(NESTING_MAX))
        );
        assert_eq!(
            split("const A = \"b\n;")[0].problem,
            Some(Problem::UnterminatedText(10..12))
        );
    }
}
