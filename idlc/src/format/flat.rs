//! Tokens on one line, spaced as rustfmt spaces them.
//!
//! Knows the notation of types, patterns, paths, attributes and of the
//! expressions that generated code has. An operator that may be binary or
//! unary is taken for unary: generated code calculates nothing.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens of `syntax` on one line.
pub(super) fn flat(syntax: &impl ToTokens) -> String {
    let mut line = Line::default();
    line.stream(syntax.to_token_stream());
    line.text
}

/// What the end of the line wants of the token that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum End {
    /// Nothing stands before it, or something that binds: `(`, `::`, `&`, `<`.
    #[default]
    Open,
    /// A name or a literal.
    Word,
    /// A keyword, which is never called and has no path behind it.
    Keyword,
    /// The end of a group, or `>`.
    Close,
    /// Something that a space must follow: `,`, `=`, `->`.
    Spaced,
}

#[derive(Debug, Default)]
struct Line {
    text: String,
    end: End,
}

impl Line {
    fn stream(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Ident(name) => self.word(&name.to_string()),
                TokenTree::Literal(literal) => self.literal(&literal.to_string()),
                TokenTree::Punct(mark) => {
                    let mut operator = String::from(mark.as_char());
                    let mut joint = mark.spacing() == Spacing::Joint;
                    // `::`, `->`, `=>`; but `>` and `<` stay single, and a
                    // lifetime's mark belongs to its name.
                    while joint && !matches!(operator.as_str(), "'" | "<" | ">") {
                        match tokens.peek() {
                            Some(TokenTree::Punct(next))
                                if is_operator(&operator, next.as_char()) =>
                            {
                                operator.push(next.as_char());
                                joint = next.spacing() == Spacing::Joint;
                                tokens.next();
                            }
                            _ => break,
                        }
                    }
                    self.operator(&operator);
                }
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => ("", ""),
        };
        let is_brace = group.delimiter() == Delimiter::Brace;
        let wants_space = match self.end {
            End::Spaced | End::Keyword => true,
            End::Word | End::Close => is_brace,
            End::Open => false,
        };
        self.space_if(wants_space && !open.is_empty());
        self.text.push_str(open);
        let inner_space = is_brace && !group.stream().is_empty();
        self.end = if inner_space { End::Spaced } else { End::Open };
        self.stream(group.stream());
        self.space_if(inner_space);
        self.text.push_str(close);
        self.end = End::Close;
    }

    fn word(&mut self, name: &str) {
        let is_lifetime = self.text.ends_with('\'');
        self.space_if(!is_lifetime && self.end != End::Open);
        self.text.push_str(name);
        self.end = if is_lifetime || is_keyword(name) {
            End::Keyword
        } else {
            End::Word
        };
        if is_lifetime && name == "_" {
            self.end = End::Word;
        }
    }

    fn literal(&mut self, literal: &str) {
        self.space_if(self.end != End::Open);
        self.text.push_str(literal);
        self.end = End::Word;
    }

    fn operator(&mut self, operator: &str) {
        let after_space = matches!(self.end, End::Spaced | End::Keyword);
        let (space_before, end) = match operator {
            "," | ";" | ":" => (false, End::Spaced),
            "=" | "=>" | "->" | "+" | "==" | "|" => (true, End::Spaced),
            "::" => (after_space, End::Open),
            ">" => (false, End::Close),
            // `impl<T>`, `for<'a>`, but `= <T as Layout>::SIZE`.
            "<" => (self.end == End::Spaced, End::Open),
            "?" if self.end == End::Spaced => (true, End::Open),
            "." | "?" => (
                false,
                if operator == "?" {
                    End::Close
                } else {
                    End::Open
                },
            ),
            "!" => (false, End::Open),
            // `'a`, `&T`, `*T`, `-1`, `#[…]`.
            _ => (
                after_space || self.end == End::Word && operator == "'",
                End::Open,
            ),
        };
        self.space_if(space_before);
        self.text.push_str(operator);
        self.end = end;
    }

    fn space_if(&mut self, wanted: bool) {
        if wanted && !self.text.is_empty() {
            self.text.push(' ');
        }
    }
}

/// Whether the mark `next` continues the operator.
fn is_operator(operator: &str, next: char) -> bool {
    matches!(
        (operator, next),
        (":", ':') | ("-" | "=", '>') | ("=" | "!", '=') | ("&", '&') | ("|", '|') | (".", '.')
    )
}

fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "as" | "const"
            | "dyn"
            | "else"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "match"
            | "mut"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "enum"
            | "trait"
            | "type"
            | "use"
            | "where"
            | "while"
    )
}
