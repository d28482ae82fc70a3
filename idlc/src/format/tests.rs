use super::format;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;

/// Written as rustfmt has it.
const FILE: &str = r#"use ::a::b::{self, C};
use ::a::d;

/// A line.
///
/// Another.
#[derive(Debug, Clone)]
pub struct Pair<'a, T> {
    pub first: &'a T,
    pub second: Option<Box<[u8; 4]>>,
}

impl<'a, T> Encode for Pair<'a, T>
where
    T: Encode + ?Sized,
{
    const SIZE: Size = Size::Fixed(8).then(<T as Layout>::SIZE);

    fn encode<S: Sink<'a>>(&'a self, out: &mut S) -> Result<(), Error> {
        let first: &'a T = self.first;
        out.fixed::<8>(|out| {
            first.encode(out);
            (-1_i32).encode(out);
        });
        if self.second.is_some() {
            Ok(())
        } else {
            Err(Error::new("nothing", -1))
        }
    }
}
"#;

/// All tokens in order, but for the commas at the ends of lists and the braces
/// around bodies, which layout adds and takes away.
fn tokens(text: &str) -> Vec<String> {
    fn walk(tokens: TokenStream, all: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let marks = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace | Delimiter::None => ("", ""),
                    };
                    all.push(marks.0.to_owned());
                    walk(group.stream(), all);
                    all.push(marks.1.to_owned());
                }
                TokenTree::Punct(comma) if comma.as_char() == ',' => {}
                other => all.push(other.to_string()),
            }
        }
    }
    let mut all = Vec::new();
    walk(TokenStream::from_str(text).unwrap(), &mut all);
    all.retain(|token| !token.is_empty());
    all
}

#[track_caller]
fn formatted(text: &str) -> String {
    let formatted = format([TokenStream::from_str(text).unwrap()]).unwrap();
    assert_eq!(tokens(&formatted), tokens(text));
    formatted
}

#[test]
fn a_file_as_rustfmt_has_it_stays_as_it_is() {
    assert_eq!(formatted(FILE), FILE);
}

#[test]
fn a_call_breaks_behind_sixty_columns_of_arguments() {
    let (one, other) = ("a".repeat(28), "b".repeat(30));
    let line = format!("fn f() {{\n    call({one}, {other})\n}}\n");
    assert_eq!(formatted(&line), line);
    let broken = format!("fn f() {{\n    call(\n        {one},\n        {other}b,\n    )\n}}\n");
    assert_eq!(formatted(&broken), broken);
}

#[test]
fn a_chain_breaks_in_front_of_its_dots() {
    let long = "a".repeat(60);
    let broken = format!("fn f() {{\n    self.{long}\n        .encode(out);\n}}\n");
    assert_eq!(formatted(&broken), broken);
}

#[test]
fn a_signature_breaks_at_a_hundred_columns() {
    let name = "f".repeat(78);
    let line = format!("fn {name}(a: A, b: B) -> C {{\n    c\n}}\n");
    assert_eq!(formatted(&line), line);
    let broken = format!("fn {name}f(\n    a: A,\n    b: B,\n) -> C {{\n    c\n}}\n");
    assert_eq!(formatted(&broken), broken);
}

#[test]
fn what_is_no_file_is_an_error() {
    assert!(format([TokenStream::from_str("fn").unwrap()]).is_err());
}
