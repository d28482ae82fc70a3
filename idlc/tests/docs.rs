//! Which comment belongs to what.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use idlc::Config;
use idlc::model::{Docs, Item, Model, Shape};

fn model(text: &str) -> Model {
    Config::new().check("dir/test.x", text).unwrap().model
}

/// The documentation of the items of a file, in order.
fn items(text: &str) -> Vec<Docs> {
    let model = model(text);
    model
        .items
        .iter()
        .map(|item| match item {
            Item::Constant(constant) => constant.docs.clone(),
            Item::Type(id) => model.definition(*id).unwrap().docs.clone(),
            Item::Interface(interface) => interface.docs.clone(),
        })
        .collect()
}

/// What the comments of the items say, in order.
fn comments(text: &str) -> Vec<String> {
    let items = items(text).into_iter();
    items.map(|docs| docs.comment.join("|")).collect()
}

#[test]
fn a_comment_directly_above_or_behind_is_documentation() {
    assert_eq!(
        comments(
            "/* above */\nconst A = 1;\n\n// two\n// lines\nconst B = 2; /* and behind */\n\
             const C = 3;\nconst D = 4; // behind D\n             // goes on\nconst E = 5;"
        ),
        ["above", "two|lines|and behind", "", "behind D|goes on", ""]
    );
}

#[test]
fn a_blank_line_separates() {
    assert_eq!(
        comments("/* the file */\n\n/* not this */\n\nconst A = 1;"),
        [""]
    );
}

#[test]
fn licences_and_version_marks_are_nobodys_documentation() {
    assert_eq!(
        comments("/* @(#)a.x 1.2 */\n/* Copyright 1988 */\n/* but this */\nconst A = 1;"),
        ["but this"]
    );
}

#[test]
fn directives_do_not_separate_and_comments_for_c_count() {
    assert_eq!(
        comments("#ifdef RPC_HDR\n%/*\n% * for C\n% */\n#endif\nconst A = 1;"),
        ["for C"]
    );
    assert_eq!(
        comments("#ifdef RPC_CLNT\n/* not read */\n#endif\nconst A = 1;"),
        [""]
    );
}

#[test]
fn fields_and_values_have_their_own() {
    let model = model(
        "enum e { /* the enum */\n    A, /* first */\n    /* second */\n    B\n};\n\
         struct s { // the struct\n    int a; /* a */ int b; /* b */\n};\n\
         union u switch (int i) {\n/* one */\ncase 1: /* label */\n    int x; /* arm */\n};",
    );
    let [e, s, u] = &model.types[..] else {
        panic!("not three types");
    };
    assert_eq!(e.docs.comment, ["the enum"]);
    assert_eq!(s.docs.comment, ["the struct"]);
    let (Shape::Enum(e), Shape::Struct(s), Shape::Union(u)) = (&e.shape, &s.shape, &u.shape) else {
        panic!("not what they were");
    };
    assert_eq!(e[0].docs.comment, ["first"]);
    assert_eq!(e[1].docs.comment, ["second"]);
    assert_eq!(s.fields[0].docs.comment, ["a"]);
    assert_eq!(s.fields[1].docs.comment, ["b"]);
    assert_eq!(u.arms[0].docs.comment, ["one", "label", "arm"]);
}

#[test]
fn the_declaration_is_one_line() {
    let items = items(
        "const A = 1;\n#define B  2\nstruct  s { int x; };\ntypedef\nint  t<A>;\n\
         union u switch (int i) { default: void; };\n\
         interface Calc = 5 { int add(int a, /* c */\n  int b); };\n\
         program P { version V { void F(void) = 1; } = 2; } = 0x10;",
    );
    let found: Vec<(&str, u32)> = items
        .iter()
        .map(|docs| (docs.declaration.as_str(), docs.line))
        .collect();
    assert_eq!(
        found,
        [
            ("const A = 1", 1),
            ("#define B 2", 2),
            ("struct s", 3),
            ("typedef int t<A>", 5),
            ("union u switch (int i)", 6),
            ("interface Calc = 5", 7),
            ("program P = 16, version V = 2", 9),
        ]
    );
    assert!(items.iter().all(|docs| docs.file == "test.x"));
}

#[test]
fn procedures_are_quoted_with_their_arguments() {
    let model =
        model("interface Calc {\n    /// Adds.\n    int add(int a,\n        int b) = 3;\n};");
    let Item::Interface(calc) = &model.items[0] else {
        panic!("not an interface");
    };
    let docs = &calc.procedures[0].docs;
    assert_eq!(docs.comment, ["Adds."]);
    assert_eq!(docs.declaration, "int add(int a, int b) = 3");
    assert_eq!(docs.line, 3);
}
