//! What generated types say of themselves.

use super::modules::display::{
    Answer, Attributes, Detail, Entry, Found, Ftype, Nothing, Stat, Tree,
};
use idlc_xdr::{Quad, UChar};

fn entry(what: Found, next_step: Answer) -> Entry {
    Entry {
        name: "a \"b\"".parse().unwrap(),
        file: vec![1, 0xa4].try_into().unwrap(),
        sum: [0, 1, 2, 3],
        what,
        next_step,
        exact: Quad::from_bits(1),
        blocks: vec![7, 8],
        next: None,
    }
}

#[test]
fn a_struct_is_shown_with_the_names_of_the_file() {
    let attr = Attributes {
        r#type: Ftype::Dir,
        size: 1 << 40,
        readonly: true,
        age: 1.0,
    };
    assert_eq!(
        entry(Found::Ok(attr), Answer::Case0).to_string(),
        r#"entry { name: "a \"b\"", file: 0x01a4, sum: 0x00010203, what: found { status: OK, attr: attributes { type: DIR, size: 1099511627776, readonly: true, age: 1.0 } }, next_step: answer { code: 0 }, exact: Quad(1), blocks: [7, 8], next: none }"#
    );
    assert_eq!(Nothing {}.to_string(), "nothing");
}

#[test]
fn a_union_is_shown_as_its_discriminant_and_its_arm() {
    let known = Detail::True([UChar(1), UChar(2), UChar(3)]);
    for (shown, expected) in [
        (
            Found::Default(Stat(9), "gone".to_owned()).to_string(),
            r#"found { status: stat(9), why: "gone" }"#,
        ),
        (Found::Noent.to_string(), "found { status: NOENT }"),
        (
            Answer::CaseMinus1(known).to_string(),
            "answer { code: -1, info: detail { known: true, flags: [1, 2, 3] } }",
        ),
        (Answer::Default(5).to_string(), "answer { code: 5 }"),
        (
            Tree::Dir(vec![Tree::Default(Ftype::Reg)]).to_string(),
            "tree { type: DIR, inner: [tree { type: REG }] }",
        ),
    ] {
        assert_eq!(shown, expected);
    }
}

#[test]
fn what_a_value_points_to_is_shown_in_its_place_and_the_other_form_has_lines() {
    let mut first = entry(Found::Noent, Answer::Case0);
    first.next = Some(Box::new(entry(Found::Noent, Answer::Case0)));
    assert_eq!(first.to_string().matches("entry {").count(), 2);
    let lines = format!("{:#}", Found::Noent);
    assert_eq!(lines, "found {\n    status: NOENT,\n}");
}

#[test]
fn an_enum_is_shown_by_its_first_name_and_keeps_to_a_width() {
    assert_eq!(format!("[{:>5}]", Ftype::FOLDER), "[  DIR]");
    assert_eq!(format!("[{:<4}]", Stat::Ok), "[OK  ]");
    assert_eq!(Stat(-1).to_string(), "stat(-1)");
}
