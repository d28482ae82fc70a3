//! Texts that nobody would write, and that somebody will: the compiler
//! answers, in seconds, without a panic and without overflowing its stack.

use std::fmt::Write;

use idlc::Config;
use proptest::prelude::*;

use super::answer::{lines, said, said_by};

#[test]
fn brackets_nest_only_so_deep() {
    for bracket in [
        "{",
        "(",
        "[",
        "struct s {",
        "union u switch (int i) { case 1: struct {",
    ] {
        let text = bracket.repeat(100_000);
        assert!(said(&text).contains("E0104"), "{bracket}");
    }
    // These nest nothing, however many there are.
    for bracket in ["<", "}", ")", "/* ", "interface", "-", "*"] {
        let text = format!("const A = 1; {}", bracket.repeat(100_000));
        assert!(said(&text).contains("error[E01"), "{bracket}");
    }
}

#[test]
fn one_line_may_have_megabytes() {
    const BYTES: usize = 2 << 20;
    assert!(said(&" ".repeat(BYTES)).is_empty());
    assert!(said(&";".repeat(BYTES)).is_empty());
    assert!(said(&"a".repeat(BYTES)).contains("E0101"));
}

#[test]
fn one_token_may_have_half_a_megabyte() {
    const BYTES: usize = 1 << 19;
    let name = "a".repeat(BYTES);
    let number = said(&format!("const {name} = 089;"));
    assert!(
        number.contains("E0105") && number.contains("hostile.x:1:524298"),
        "{number}"
    );
    assert!(said(&format!("struct s {{ {name} a; }};")).contains("E0201"));
    assert!(said(&"/**/".repeat(BYTES / 4)).is_empty());
    assert!(said(&"\"".repeat(BYTES)).contains("E0101"));
}

#[test]
fn one_line_may_have_thousands_of_definitions() {
    const COUNT: usize = 10_000;
    let definitions = "const A = 1;".repeat(COUNT);
    assert!(said(&definitions).contains("E0203"));
    let arguments = "int,".repeat(COUNT);
    assert!(said(&format!("interface I {{ void f({arguments} int); }};")).is_empty());
}

#[test]
fn long_chains_of_names_need_no_stack() {
    const COUNT: usize = 10_000;
    let constants = lines(COUNT, |at| format!("const C{at} = C{};\n", at + 1));
    assert!(said(&format!("{constants}const C{COUNT} = 1;")).is_empty());
    let typedefs = lines(COUNT, |at| format!("typedef t{} t{at};\n", at + 1));
    assert!(said(&format!("{typedefs}typedef int t{COUNT};")).is_empty());
    let structs = lines(COUNT, |at| {
        format!("struct s{at} {{ s{} *next; }};\n", at + 1)
    });
    assert!(said(&format!("{structs}struct s{COUNT} {{ s0 *first; }};")).is_empty());
}

#[test]
fn a_thousand_errors_are_not_a_thousand_pages() {
    let text = lines(5_000, |at| format!("struct s{at} {{ missing{at} m; }};\n"));
    let said = said(&text);
    assert!(said.ends_with("… and 4950 more"), "{}", said.len());
}

#[test]
fn large_enums_and_unions_are_looked_up_and_not_searched() {
    const COUNT: usize = 20_000;
    let mut text = "enum e {".to_owned();
    for at in 0..COUNT {
        write!(text, "E{at},").unwrap();
    }
    text += "}; union u switch (e kind) {";
    for at in 0..COUNT {
        write!(text, "case E{at}: void;").unwrap();
    }
    assert!(said(&(text + "};")).is_empty());
}

#[test]
fn numbers_overflow_nothing() {
    for number in [
        "99999999999999999999999999999999999999999999",
        "0xffffffffffffffffffffffff",
        "-9223372036854775809",
    ] {
        assert!(said(&format!("const A = {number};")).contains("E0302"));
    }
    assert!(said("enum e { A = 2147483647, B, C = 4294967295, D };").is_empty());
    assert!(said("const A = -9223372036854775808; const B = 18446744073709551615;").is_empty());
    assert!(said("interface I { void a(void) = 4294967295; void b(void); };").contains("E0302"));
}

/// What is left of a real file when parts of it are lost, doubled or moved.
fn fragments() -> impl Strategy<Value = String> {
    const WORDS: [&str; 45] = [
        "struct",
        "union",
        "enum",
        "typedef",
        "const",
        "program",
        "version",
        "interface",
        "switch",
        "case",
        "default",
        "int",
        "unsigned",
        "string",
        "opaque",
        "void",
        "a",
        "b",
        "A",
        "1",
        "-1",
        "0x10",
        "\"t\"",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        ";",
        ",",
        ":",
        "=",
        "*",
        "\n",
        "#if 1\n",
        "#else\n",
        "#endif\n",
        "#define A 1\n",
        "#include \"a.x\"\n",
        "%x\n",
        "/*",
        "*/",
    ];
    let word = prop::sample::select(WORDS.to_vec());
    prop::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

/// Small files that are right, but for their meaning.
fn definitions() -> impl Strategy<Value = String> {
    const LINES: [&str; 22] = [
        "struct a { b x; };",
        "struct b { a *y; c z; };",
        "struct c { c *next; };",
        "struct c { int v; d next; };",
        "typedef c *d;",
        "typedef d e;",
        "typedef e d;",
        "typedef a g<N>;",
        "typedef struct { g m; } h[M];",
        "const N = M;",
        "const M = 5;",
        "const M = N;",
        "#define N (M + 1)\n",
        "%#define M 7\n",
        "enum k { M, O = N, P };",
        "union l switch (k v) { case O: a x; case P: l *m; default: c n; };",
        "union l switch (bool v) { case TRUE: l m; case 0: void; };",
        "interface I { a f(b, c *, d z); void G(void) = N; };",
        "interface I { int f(struct { a b; } c); };",
        "program Q { version R { c *S(h) = O; } = M; } = N;",
        "/* about */",
        "// more\n",
    ];
    let line = prop::sample::select(LINES.to_vec());
    prop::collection::vec(line, 0..20).prop_map(|lines| lines.join(" \n"))
}

proptest! {
    #[test]
    fn any_text_gets_an_answer(text in ".{0,300}") {
        said(&text);
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        said(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words_get_an_answer(text in fragments(), included in fragments()) {
        said_by(Config::new().include_text("a.x", included), &text);
    }

    #[test]
    fn any_definitions_are_generated_or_refused(text in definitions()) {
        // What passes the checks must be Rust: anything else is ours to fix.
        if let Err(error) = Config::new().generate("any.x", &text) {
            let page = error.to_string();
            prop_assert!(!page.contains("E0099"), "{text}\n{page}");
        }
    }
}
