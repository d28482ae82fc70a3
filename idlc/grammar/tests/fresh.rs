//! The parser that is checked in is the grammar's.

use std::fs;
use std::path::Path;

#[test]
fn the_parser_that_is_checked_in_is_generated_from_the_grammar() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/parse");
    let grammar = fs::read_to_string(folder.join("grammar.pest")).unwrap();
    let generated = idlc_grammar::generate(&grammar).unwrap();
    let path = folder.join("grammar/generated.rs");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let checked_in = fs::read_to_string(&path).unwrap();
    assert!(
        checked_in == generated,
        "{} is stale: UPDATE_GOLDEN=1 cargo test -p idlc-grammar",
        path.display()
    );
}
