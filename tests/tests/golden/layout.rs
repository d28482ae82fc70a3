//! rustfmt has nothing to change, whatever the lengths of the names.

use idlc::Config;
use idlc_tests::{fixture, fixtures};
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Names of more letters than this are not found in the wild.
const LETTERS_MAX: usize = 70;

/// The text as rustfmt has it.
fn formatted(rust: &str) -> String {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("rustfmt, a component of the toolchain");
    let mut input = rustfmt.stdin.take().expect("it was asked for");
    input.write_all(rust.as_bytes()).expect("rustfmt reads");
    drop(input);
    let output = rustfmt.wait_with_output().expect("rustfmt ends");
    assert!(
        output.status.success(),
        "rustfmt cannot read what is generated"
    );
    String::from_utf8(output.stdout).expect("Rust is UTF-8")
}

/// That rustfmt has nothing to change in all of these, read as one file.
fn assert_stable<'a>(texts: impl IntoIterator<Item = &'a str>) {
    let rust = texts.into_iter().collect::<Vec<_>>().join("\n");
    let formatted = formatted(&rust);
    for (line, (is, formatted)) in rust.lines().zip(formatted.lines()).enumerate() {
        assert_eq!(is, formatted, "line {} of all", line + 1);
    }
    assert_eq!(rust.lines().count(), formatted.lines().count());
}

#[test]
fn rustfmt_changes_nothing_in_a_golden_file() {
    for name in fixtures() {
        let rust = fs::read_to_string(fixture("ok").join(format!("{name}.rs"))).unwrap();
        assert_stable([rust.as_str()]);
    }
}

#[test]
fn rustfmt_changes_nothing_whatever_the_lengths_of_the_names() {
    let lengths = (2..=LETTERS_MAX).flat_map(|one| [3, 20, LETTERS_MAX].map(|other| (one, other)));
    let texts: Vec<String> = lengths
        .map(|(one, other)| every_position(one, other))
        .map(|text| Config::new().generate("lengths.x", &text).unwrap().rust)
        .collect();
    assert_stable(texts.iter().map(String::as_str));
}

/// A file with a name of so many letters in every place that takes one.
fn every_position(letters: usize, other: usize) -> String {
    let near = |first: char| format!("{first}{}", "x".repeat(letters - 1));
    let far = |first: char| format!("{first}{}", "y".repeat(other - 1));
    let names = PLACES
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| {
            word.len() == 2 && word.starts_with(|first: char| first.is_ascii_lowercase())
        });
    let mut text = PLACES.to_owned();
    for name in names.collect::<std::collections::BTreeSet<_>>() {
        let first = name.chars().next().unwrap_or('a');
        let long = if name.ends_with('1') {
            near(first)
        } else {
            far(first)
        };
        text = text.replace(name, &long);
    }
    text
}

/// In which `a1` stands for a name of the one length and `a2` for one of the
/// other.
const PLACES: &str = r#"
const c1 = 4294967296;
const d1 = "t2";
enum e1 { f1 = 0, g2 = 100000, h1 = 2 };
struct s1 { int a1; e1 b2; };
struct l1 { string a1<>; l1 *n2; };
struct z1 { s1 a1<>; s1 b2<7>; s1 d1[3]; s1 *e2; l1 *f1; };
typedef s1 t1<100>;
union u1 switch (e1 k1) {
case f1: s1 v1;
case g2: void;
default: s1 w2<4>;
};
interface i1 {
    s1 p1(s1 a1, string b2<80>, s1 d1[2], s1 *e2);
    void q2(int a1, s1 b2<5>);
    t1 r1(void);
    string m2(opaque o1<>);
    s1 n2(out s1 a1, inout int b2) raises (u1);
    void o2(inout s1 a1<>) raises (s1);
};
"#;
