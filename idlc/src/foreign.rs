//! Other interface languages, by the words that give them away: whoever hands
//! one to idlc is told so in a sentence, not in a hundred syntax errors.
//!
//! It is asked only about text that is wrong: what idlc can read is never
//! taken for something else.

use self::Sign::{Begins, Has};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, offset_of};

/// A language, and what gives it away.
struct Language {
    /// What a file of it is.
    name: &'static str,
    help: &'static str,
    signs: &'static [Sign],
}

/// Words and punctuation, with or without blanks between them. [`WORD`] stands
/// for any word, [`END`] for the end of the line.
enum Sign {
    /// A line begins with them.
    Begins(&'static [&'static str]),
    /// They stand anywhere in a line.
    Has(&'static [&'static str]),
}

const WORD: &str = "*";
const END: &str = "\n";

const OTHER_PROTOCOL: &str = "idlc reads interfaces of ONC RPC (RFC 4506, RFC 5531); what speaks \
     that language speaks another protocol";

/// The first that a line points to is meant.
const LANGUAGES: [Language; 6] = [
    Language {
        name: "Protocol Buffers",
        help: OTHER_PROTOCOL,
        signs: &[
            Begins(&["syntax", "=", "\"proto"]),
            Begins(&["message", WORD, "{"]),
            Begins(&["import", "\"google/"]),
        ],
    },
    Language {
        name: "Thrift",
        help: OTHER_PROTOCOL,
        signs: &[
            Begins(&["namespace", WORD, WORD]),
            Begins(&["include", "\""]),
            Begins(&["service", WORD, "{"]),
            Begins(&["1", ":"]),
        ],
    },
    Language {
        name: "DCE RPC (MIDL)",
        help: OTHER_PROTOCOL,
        signs: &[
            Has(&["uuid", "("]),
            Begins(&["import", "\""]),
            Begins(&["cpp_quote", "("]),
        ],
    },
    Language {
        name: "CORBA (OMG IDL)",
        help: OTHER_PROTOCOL,
        signs: &[
            Begins(&["module", WORD, "{"]),
            Begins(&["module", WORD, END]),
            Begins(&["valuetype", WORD]),
            Has(&["readonly", "attribute", WORD]),
            Has(&["sequence", "<", WORD]),
        ],
    },
    Language {
        name: "rxgen, the compiler of OpenAFS",
        help: "calls of Rx are not ONC RPC calls: no such server would understand them",
        signs: &[
            Begins(&["package", WORD, END]),
            Begins(&["prefix", WORD, END]),
            Begins(&["statindex", WORD, END]),
            Has(&[")", "multi", ";"]),
            Has(&[")", "split", ";"]),
        ],
    },
    Language {
        name: "ocamlrpcgen, with words that only Ocamlnet has",
        help: "take out the words that begin with `_`, and texts behind them: they say how values \
               look in OCaml, and change nothing on the wire",
        signs: &[
            Has(&["_prefix", "\""]),
            Has(&["_equals", "\""]),
            Has(&["_lowercase"]),
            Has(&["_capitalize"]),
            Has(&["_abstract"]),
            Has(&["_managed"]),
            Has(&["_unboxed"]),
            Has(&["_int"]),
            Has(&["_int32"]),
            Has(&["_int64"]),
        ],
    },
];

/// Says which language a text is in that is none of idlc's, if it can be told.
/// The text has blanks in place of comments.
pub(crate) fn recognise(text: &str, file: FileId) -> Option<Diagnostic> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_passed = line.trim_start().starts_with('%');
        if !is_passed && let Some((language, at, length)) = language_of(line) {
            let start = offset_of(start + at);
            let end = start + offset_of(length);
            return Some(foreign(language, Span { file, start, end }));
        }
        start += line.len();
    }
    None
}

/// The language that a line points to, and the place and length of the words
/// that do.
fn language_of(line: &str) -> Option<(&'static Language, usize, usize)> {
    let signs = LANGUAGES
        .iter()
        .flat_map(|language| language.signs.iter().map(move |sign| (language, sign)));
    let mut found = signs.filter_map(|(language, sign)| {
        let (at, length) = match sign {
            Begins(words) => {
                let at = line.len() - line.trim_start().len();
                (at, matching(line.get(at..)?, words)?)
            }
            Has(words) => find(line, words)?,
        };
        Some((language, at, length))
    });
    found.next()
}

/// Where words first stand in a line.
fn find(line: &str, words: &[&str]) -> Option<(usize, usize)> {
    let first = words.first()?;
    let mut places = line.match_indices(first).map(|(at, _)| at);
    places.find_map(|at| {
        let before = line.get(..at)?;
        if before.ends_with(is_word) && first.starts_with(is_word) {
            return None;
        }
        Some((at, matching(line.get(at..)?, words)?))
    })
}

/// How much of a text the words take that it begins with.
fn matching(text: &str, words: &[&str]) -> Option<usize> {
    let mut rest = text;
    let mut length = 0;
    for &word in words {
        rest = rest.trim_start_matches([' ', '\t']);
        rest = match word {
            WORD => Some(rest.trim_start_matches(is_word)).filter(|behind| *behind != rest),
            END => Some(rest).filter(|rest| rest.trim().is_empty()),
            _ => rest.strip_prefix(word).filter(|behind| {
                let is_cut = word.ends_with(is_word) && behind.starts_with(is_word);
                // A text may go on.
                !is_cut || word.starts_with('"')
            }),
        }?;
        if word != END {
            length = text.len() - rest.len();
        }
    }
    Some(length)
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.')
}

fn foreign(language: &Language, span: Span) -> Diagnostic {
    let message = format!("this is a file for {}", language.name);
    Diagnostic::at(Code::ForeignLanguage, span, message)
        .label("no interface file of ONC RPC has this")
        .help(language.help)
}
