//! What directives make of a file.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use idlc::Config;
use idlc::model::{ConstantValue, Docs, Item, Model, Shape};

fn model(text: &str) -> Model {
    model_with(&[], text)
}

/// The model of `dir/main.x`, which may include some files.
fn model_with(files: &[(&str, &str)], text: &str) -> Model {
    let mut config = Config::new();
    for (path, text) in files {
        config.include_text(path, *text);
    }
    let checked = config.check("dir/main.x", text).unwrap();
    assert!(checked.warnings.is_empty(), "{}", checked.warnings);
    checked.model
}

/// The names of the items, in order.
fn names(model: &Model) -> Vec<&str> {
    let items = model.items.iter();
    items
        .map(|item| match item {
            Item::Constant(constant) => constant.name.as_str(),
            Item::Type(id) => model.definition(*id).unwrap().name.as_str(),
            Item::Interface(interface) => interface.name.as_str(),
        })
        .collect()
}

/// Where the items are, and what is said about them.
fn places(model: &Model) -> Vec<String> {
    let place = |docs: &Docs| format!("{}:{} {}", docs.file, docs.line, docs.comment.join("|"));
    let items = model.items.iter();
    items
        .map(|item| match item {
            Item::Constant(constant) => place(&constant.docs),
            Item::Type(id) => place(&model.definition(*id).unwrap().docs),
            Item::Interface(interface) => place(&interface.docs),
        })
        .collect()
}

#[track_caller]
fn assert_number(model: &Model, name: &str, expected: i128) {
    let constant = model.items.iter().find_map(|item| match item {
        Item::Constant(constant) if constant.name == name => Some(&constant.value),
        _ => None,
    });
    assert_eq!(constant, Some(&ConstantValue::Integer(expected)), "{name}");
}

#[test]
fn what_is_included_stands_where_the_directive_stood() {
    let files = [
        (
            "dir/sub/a.x",
            "const A = B;\n#include \"b.x\"\n#define C 3\nconst D = 4;",
        ),
        ("dir/sub/b.x", "const B = 2;"),
    ];
    let model = model_with(
        &files,
        "const FIRST = A;\n#include \"sub/a.x\"\n#if C == 3\nconst LAST = C;\n#endif",
    );
    assert_eq!(model.file, "main.x");
    assert_eq!(names(&model), ["FIRST", "A", "B", "C", "D", "LAST"]);
    assert_number(&model, "FIRST", 2);
    assert_eq!(
        places(&model),
        [
            "main.x:1 ",
            "a.x:1 ",
            "b.x:1 ",
            "a.x:3 ",
            "a.x:4 ",
            "main.x:4 "
        ]
    );
}

#[test]
fn comments_stay_in_their_files() {
    let files = [(
        "dir/a.x",
        "const A = 1; // about A\n\n/* about B */\nconst B = 2;\n// the end",
    )];
    let model = model_with(
        &files,
        "/* about the file */\n#include \"a.x\"\nconst C = 3;\n#define D 4\n/* about E */\nconst E = 5;",
    );
    assert_eq!(
        places(&model),
        [
            "a.x:1 about A",
            "a.x:4 about B",
            "main.x:3 ",
            "main.x:4 ",
            "main.x:6 about E"
        ]
    );
}

#[test]
fn a_definition_may_be_made_of_files() {
    let files = [(
        "dir/fields.x",
        "/* the first */\nint a;\nstruct { int c; } b",
    )];
    let model = model_with(
        &files,
        "struct one {\n#include \"fields.x\"\n;};\nstruct two {\n#include \"fields.x\"\n; int d; };",
    );
    assert_eq!(names(&model), ["one", "one_b", "two", "two_b"]);
    let fields = |at: usize| match &model.types[at].shape {
        Shape::Struct(fields) => fields.fields.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(0).len(), 2);
    assert_eq!(fields(2).len(), 3);
    assert_eq!(fields(2)[0].docs.comment, ["the first"]);
    assert_eq!(fields(2)[0].docs.file, "fields.x");
    // Each struct has the inner one that was read for it.
    assert_ne!(fields(0)[1].ty, fields(2)[1].ty);
}

#[test]
fn a_guarded_file_counts_once() {
    let guarded = "#ifndef A_X\n#define A_X\n#include \"b.x\"\nconst A = 1;\n#endif\n";
    let files = [
        ("dir/a.x", guarded),
        ("dir/b.x", "#include \"a.x\"\nconst B = A;\n"),
    ];
    let model = model_with(&files, "#include \"a.x\"\n#include \"a.x\"\n");
    assert_eq!(names(&model), ["B", "A"]);
}

#[test]
fn an_unnamed_interface_is_called_after_its_own_file() {
    let files = [("dir/clock-v2.x", "interface { int now(); };")];
    let model = model_with(&files, "#include \"clock-v2.x\"\n");
    assert_eq!(names(&model), ["clock_v2"]);
}

#[test]
fn what_is_for_c_compilers_is_not_read() {
    let text =
        "%#include \"absent.x\"\n#ifdef RPC_CLNT\n#include \"absent.x\"\n#endif\nconst A = 1;";
    assert_eq!(names(&model(text)), ["A"]);
    let checked = Config::new().check("a.x", "#include <rpc/rpc.h>\nconst A = 1;");
    let warnings = checked.unwrap().warnings;
    assert_eq!(warnings.diagnostics().len(), 1, "{warnings}");
}

#[test]
fn only_the_passes_for_headers_and_routines_are_defined() {
    let text = "#if RPC_HDR && RPC_XDR && !defined(RPC_CLNT) && !defined RPC_SVC\nconst A = 1;\n#endif\n\
        #if defined(RPC_TBL) || __STDC__ || defined(__STDC__)\nconst B = 2;\n#endif";
    assert_eq!(names(&model(text)), ["A"]);
}

#[test]
fn one_branch_of_a_conditional_counts() {
    for (defines, expected) in [
        ("", "OTHER"),
        ("#define A", "FIRST"),
        ("#define B", "SECOND"),
        ("#define A\n#define B", "FIRST"),
        ("#define A\n#undef A\n#define B", "SECOND"),
        ("#define C 0x10", "THIRD"),
    ] {
        let text = format!(
            "{defines}\n#ifdef A\nconst FIRST = 1;\n#elifdef B\nconst SECOND = 1;\n\
             #elif C > 15 && C <= 16\nconst THIRD = 1;\n#else\nconst OTHER = 1;\n#endif"
        );
        let model = model(&text);
        assert_eq!(names(&model).last(), Some(&expected), "{defines}");
    }
}

#[test]
fn what_is_left_out_is_not_even_looked_at() {
    let text = "#if 0\n#if 1 / 0\n#elif (\n#else\n#endif\n#frobnicate\n#include \"absent\"\n\
                #define\n#error\nnonsense '\n#elif 1\nconst A = 1;\n#elif 1 / 0\n#endif";
    assert_eq!(names(&model(text)), ["A"]);
}

#[test]
fn directives_go_on_behind_a_backslash_or_a_comment() {
    let text = "#define A 1 + \\\n  2\n#define B /* three\n and */ 4\n  #  if A == \\\r\n 3 // yes\n\
                const C = \\\n 5;\n# endif /* A */\n%a \\\n struct {";
    let model = model(text);
    assert_eq!(names(&model), ["A", "B", "C"]);
    assert_number(&model, "A", 3);
    assert_number(&model, "B", 4);
}

#[test]
fn constants_of_macros_are_constants() {
    let text = "#define A (1 << 4) | 0x2\n#define B (A ? A * 2 : 0)\n#define S \"text\"\n#define T S\n\
                typedef opaque o<B>;";
    let model = model(text);
    assert_eq!(names(&model), ["A", "B", "S", "T", "o"]);
    assert_number(&model, "A", 18);
    assert_number(&model, "B", 36);
}

#[test]
fn the_same_definition_again_is_none() {
    let text = "#define A  1\n#define A 1 /* again */\nconst B = A;";
    assert_eq!(names(&model(text)), ["A", "B"]);
    let error = Config::new().check("a.x", "#define A 1\n#define A 2\n");
    let error = error.unwrap_err().to_string();
    assert!(error.contains("E0203"), "{error}");
    assert_number(&model("#define A 1\n#undef A\n#define A 2\n"), "A", 2);
    assert!(names(&model("#define A 1\n#undef A\n")).is_empty());
}

#[test]
fn a_name_for_itself_is_no_constant() {
    let text = "enum e { A = 1 };\n#define A A\n#ifdef A\nconst B = A;\n#endif";
    assert_number(&model(text), "B", 1);
}

#[test]
fn macros_that_nothing_uses_are_nobodys_business() {
    let text = "#define F(x) x\n#define g struct {\n#define EMPTY\n\
                #if defined(F) && defined(g) && defined(EMPTY)\nconst A = 1; // F g\n#endif";
    assert_eq!(names(&model(text)), ["A"]);
}

#[test]
fn some_directives_mean_nothing() {
    let text = "#pragma once\n#ident \"x\"\n#line 3 \"y\"\n# 4 \"z\"\n#\nconst A = 1;";
    assert_eq!(names(&model(text)), ["A"]);
}

#[test]
fn what_the_caller_defines_is_a_constant_where_it_is_used() {
    let checked = |text: &str| {
        let mut config = Config::new();
        config.define("SIZE", "16").define("NAME", "\"x\"");
        config.check("a.x", text).unwrap().model
    };
    assert!(names(&checked("")).is_empty());
    let model = checked("typedef opaque id[SIZE];");
    assert_eq!(names(&model), ["SIZE", "id"]);
    assert_number(&model, "SIZE", 16);
    // What the file says about it wins.
    let model = checked("#undef SIZE\n#define SIZE 8\ntypedef opaque id[SIZE];");
    assert_number(&model, "SIZE", 8);
    let model = checked("#define A 1\n#undef SIZE\n#define NAME \"x\"\n#define SIZE 16\n");
    assert_eq!(names(&model), ["A", "NAME", "SIZE"]);
    let model = checked("const SIZE = 4;\ntypedef opaque id[SIZE];");
    assert_number(&model, "SIZE", 4);
}

#[test]
fn an_error_says_which_file_was_included_where() {
    let mut config = Config::new();
    config.include_text("dir/inner.x", "\n\nstruct s { missing m; };");
    let error = config
        .check("dir/outer.x", "\n#include \"inner.x\"\n")
        .unwrap_err();
    let report = &error.reports()[0];
    let lines: Vec<String> = report.lines().collect();
    assert_eq!(
        lines,
        ["dir/inner.x:3:12: E0201: there is no type `missing`"]
    );
    assert!(
        error.to_string().contains("included at dir/outer.x:2"),
        "{error}"
    );
}
