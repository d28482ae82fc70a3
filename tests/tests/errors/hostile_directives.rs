//! Directives that nobody would write: the preprocessor answers, too, with
//! little memory and in little time.

use idlc::Config;
use proptest::prelude::*;

use super::answer::{lines, said, said_by};

#[test]
fn conditions_nest_only_so_deep() {
    for count in [100, 256, 100_000] {
        let (open, close) = ("(".repeat(count), ")".repeat(count));
        let said = said(&format!("#if {open}1{close}\n#endif\n"));
        assert_eq!(said.contains("E0108"), count > 100, "{count}");
    }
    let text = format!("#define A {}1\n#if A\n#endif\n", "!".repeat(100_000));
    assert!(said(&text).contains("E0108"));
    let text = "#if 1\n".repeat(100_000);
    assert!(said(&text).contains("E0107"));
    assert!(said(&format!("{text}{}", "#endif\n".repeat(100_000))).is_empty());
}

#[test]
fn macros_that_double_each_other_are_evaluated_once() {
    let doubling = |count: usize| {
        let mut text = "#define A0 1\n".to_owned();
        text += &lines(count, |at| format!("#define A{} A{at} + A{at}\n", at + 1));
        said(&format!(
            "{text}#if A{count} != 1 << {count}\n#error\n#endif\n"
        ))
    };
    assert_eq!(doubling(60), "");
    assert!(doubling(1000).contains("E0108"));
}

#[test]
fn macros_nest_without_a_stack() {
    let not = "!".repeat(250);
    let mut text = "#define A0 1\n".to_owned();
    text += &lines(60, |at| format!("#define A{} {not} A{at}\n", at + 1));
    assert_eq!(said(&format!("{text}#if A60\n#else\n#error\n#endif\n")), "");
}

#[test]
fn a_macro_that_is_made_of_itself_has_no_value() {
    for text in [
        "#define A A + 1\n#if A\n#endif\n",
        "#define A B\n#define B A\n#if A\n#endif\n",
    ] {
        assert!(said(text).contains("E0108"), "{text}");
    }
    assert_eq!(said("#define A A\n#ifdef A\n#endif\n"), "");
}

#[test]
fn one_directive_may_have_ten_megabytes() {
    const BYTES: usize = 10 << 20;
    let words = "1 ".repeat(BYTES / 2);
    assert!(said(&format!("#define A {words}\n#if A\n#endif\n")).contains("E0108"));
}

#[test]
fn one_macro_may_be_called_by_a_megabyte() {
    let name = "a".repeat(1 << 20);
    assert_eq!(said(&format!("#define A {name}\n#if A\n#endif\n")), "");
    assert_eq!(
        said(&format!("#define {name}\n#ifdef {name}\n#endif\n")),
        ""
    );
    assert!(said(&format!("#if {}\n#endif\n", "1 ".repeat(1 << 19))).contains("E0108"));
}

#[test]
fn a_long_text_is_not_copied_for_every_condition() {
    let long = "a".repeat(1 << 20);
    let conditions = "#if A\n#endif\n".repeat(10_000);
    let said = said(&format!("#define A \"{long}\"\n{conditions}"));
    assert!(said.contains("this is a text"), "{}", said.len());
}

#[test]
fn macros_are_looked_up_and_not_searched() {
    const COUNT: usize = 5_000;
    let defined = lines(COUNT, |at| format!("#define A{at} {at}\n"));
    let undefined = lines(COUNT, |at| format!("#undef A{at}\n"));
    assert_eq!(said(&format!("{defined}{undefined}")), "");
    let opaque = lines(COUNT, |at| format!("#define A{at} struct {{\n"));
    let used = lines(COUNT, |at| format!("const A{at} = {at};\n"));
    assert!(said(&format!("{opaque}{used}")).contains("W0112"));
}

#[test]
fn an_include_bomb_does_not_go_off() {
    let mut config = Config::new();
    for at in 0..40 {
        let next = format!("#include \"{}.x\"\n", at + 1);
        config.include_text(format!("{at}.x"), next.repeat(2));
    }
    config.include_text("40.x", "/* ... */\n");
    let said = said_by(&config, "#include \"0.x\"\n");
    assert!(said.contains("more than 1000 files are included"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
}

#[test]
fn a_file_that_includes_itself_under_changing_conditions_ends() {
    // Eight binary digits of a counter, which every inclusion counts on.
    let digits = lines(8, |digit| {
        format!(
            "#ifndef D{digit}\n#define D{digit}\n#include \"a.x\"\n#include \"a.x\"\n\
             #else\n#undef D{digit}\n"
        )
    });
    let text = digits + &"#endif\n".repeat(8);
    let mut config = Config::new();
    config.include_text("a.x", text);
    let said = said_by(&config, "#include \"a.x\"\n");
    assert!(said.contains("E0116"), "{said}");
}

#[test]
fn all_files_together_have_a_size() {
    let mut config = Config::new();
    config.include_text("large.x", " ".repeat(6 << 20));
    let said = said_by(&config, &"#include \"large.x\"\n".repeat(100));
    assert!(said.contains("all files together"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
}

#[test]
fn files_that_are_not_there_are_not_looked_for_for_ever() {
    let said = said(&lines(20_000, |at| format!("#include \"{at}.x\"\n")));
    assert!(said.ends_with("… and 951 more"), "{}", said.len());
}

/// Conditions and macros in any order.
fn directives() -> impl Strategy<Value = String> {
    const WORDS: [&str; 36] = [
        "\n#if ",
        "\n#ifdef A",
        "\n#ifndef B",
        "\n#elif ",
        "\n#else",
        "\n#endif",
        "\n#define A ",
        "\n#define B ",
        "\n#define A(",
        "\n#undef A",
        "\n#include \"a.x\"",
        "\n%#define B ",
        "\nconst C = A;",
        "\ntypedef int d<B>;",
        "A",
        "B",
        "defined",
        "0",
        "1",
        "-9223372036854775808",
        "18446744073709551615",
        "\"t\"",
        "(",
        ")",
        "+",
        "-",
        "*",
        "/",
        "%",
        "<<",
        "?",
        ":",
        "&&",
        "||",
        "!",
        "\\\n",
    ];
    let word = prop::sample::select(WORDS.to_vec());
    prop::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_directives_get_an_answer(text in directives(), included in directives()) {
        said_by(Config::new().include_text("a.x", included), &text);
    }
}
