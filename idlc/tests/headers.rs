//! `%#include "foo.h"`, and the `foo.x` that the header is made of.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use idlc::model::{Item, Model};
use idlc::{Checked, Config};

/// What is defined, in order.
fn items(model: &Model) -> Vec<&str> {
    let name = |item| match item {
        &Item::Type(id) => model.definition(id).unwrap().name.as_str(),
        Item::Constant(constant) => constant.name.as_str(),
        Item::Interface(interface) => interface.name.as_str(),
    };
    model.items.iter().map(name).collect()
}

/// `main/a.x` beside other files.
fn check(main: &str, others: &[(&str, &str)]) -> Result<Checked, String> {
    config(others)
        .check("main/a.x", main)
        .map_err(|error| error.to_string())
}

fn config(others: &[(&str, &str)]) -> Config {
    let mut config = Config::new();
    config.include_path("path");
    for (path, text) in others {
        config.include_text(path, *text);
    }
    config
}

const LIBRARY: &str = "
    const BITS = 8;
    const SIZE = BITS;
    #define MORE 16
    enum color { RED, BLUE };
    /* Where it is. */
    struct place { int x[SIZE]; color c; };
    struct unrelated { nobody knows; };
    program LIBRARY { version V { place GET(void) = 1; } = 1; } = 0x20000001;
";

#[test]
fn what_is_needed_comes_along_with_what_that_needs() {
    let text = "%#include \"b.h\"\nstruct own { place p; opaque q<MORE>; };";
    let checked = check(text, &[("main/b.x", LIBRARY)]).unwrap();
    let items = items(&checked.model);
    assert_eq!(items, ["own", "BITS", "SIZE", "MORE", "color", "place"]);
    let place = checked.model.types.iter().find(|ty| ty.name == "place");
    let docs = &place.unwrap().docs;
    assert_eq!((docs.file.as_str(), docs.line), ("b.x", 7));
    assert_eq!(docs.comment, ["Where it is."]);
}

#[test]
fn a_file_that_lacks_nothing_reads_no_other() {
    let text = "%#include \"b.h\"\nstruct place { int x; };\nstruct own { place p; };";
    let broken = [("main/b.x", "struct place {")];
    let checked = check(text, &broken).unwrap();
    assert_eq!(items(&checked.model), ["place", "own"]);
    assert_eq!(checked.warnings.sources().included().count(), 0);
}

#[test]
fn what_the_file_and_the_caller_define_goes_first() {
    let text = "%#include \"b.h\"\nconst SIZE = 2;\nstruct own { place p; };";
    let mut config = config(&[("main/b.x", LIBRARY)]);
    config.extern_type("color", "crate::Color");
    let checked = config.check("main/a.x", text).unwrap();
    assert_eq!(items(&checked.model), ["SIZE", "own", "place"]);
}

#[test]
fn an_enumerator_brings_its_enum() {
    let text = "%#include <b.h>\nunion own switch (int c) { case BLUE: int x; };";
    let checked = check(text, &[("path/b.x", LIBRARY)]).unwrap();
    assert_eq!(items(&checked.model), ["own", "color"]);
}

#[test]
fn the_labels_of_a_union_are_looked_for_once_its_discriminant_is_known() {
    let text = "%#include \"b.h\"\n%#include \"c.h\"\n\
                union own switch (kind k) { case FIRST: int x; };";
    let others = [
        ("main/b.x", "typedef int kind;"),
        ("main/c.x", "const FIRST = 1;"),
    ];
    let checked = check(text, &others).unwrap();
    assert_eq!(items(&checked.model), ["own", "kind", "FIRST"]);
}

#[test]
fn the_files_behind_headers_have_headers_of_their_own() {
    let others = [
        ("main/b.x", "%#include \"c.h\"\nstruct place { deep d; };"),
        (
            "main/c.x",
            "%#include \"b.h\"\n%#include \"a.h\"\ntypedef uint32 deep;\ntypedef int uint32;",
        ),
    ];
    let text = "%#include \"b.h\"\nstruct own { place p; };";
    let checked = check(text, &others).unwrap();
    assert_eq!(items(&checked.model), ["own", "place", "deep", "uint32"]);
}

#[test]
fn the_first_header_that_defines_a_name_is_meant() {
    let text = "%#include \"b.h\"\n%#include \"c.h\"\ntypedef opaque own<SIZE>;";
    let others = [
        ("main/c.x", "const SIZE = 3;"),
        ("main/b.x", "const SIZE = 2;"),
    ];
    let generated = config(&others).generate("main/a.x", text).unwrap();
    assert!(generated.rust.contains("pub const SIZE: u32 = 2;"));
}

#[test]
fn a_header_in_a_region_that_is_left_out_is_not_looked_for() {
    let text = "#ifdef RPC_SVC\n%#include \"b.h\"\n#endif\nstruct own { place p; };";
    let error = check(text, &[("main/b.x", LIBRARY)]).unwrap_err();
    assert!(error.contains("E0201"), "{error}");
}

#[test]
fn a_definition_that_is_right_is_taken_from_a_file_that_is_wrong() {
    let text = "%#include \"b.h\"\nstruct own { place p; };";
    let other = "struct place { int x; };\nstruct { };\n";
    let checked = check(text, &[("main/b.x", other)]).unwrap();
    assert_eq!(items(&checked.model), ["own", "place"]);
}

#[test]
fn a_file_that_is_wrong_is_reported_where_something_is_missing() {
    let text = "%#include \"b.h\"\nstruct own { place p; };";
    let error = check(text, &[("main/b.x", "struct place { int };")]).unwrap_err();
    assert!(error.contains("there is no type `place`"), "{error}");
    assert!(error.contains("--> main/b.x:1:"), "{error}");
    assert!(error.contains("included at main/a.x:1"), "{error}");
}

#[test]
fn types_of_libtirpc_that_are_structs_come_along() {
    let text = "struct own { netbuf address; authsys_parms who; };";
    let generated = Config::new().generate("a.x", text).unwrap();
    let items = items(&generated.model);
    assert_eq!(items, ["own", "netbuf", "authsys_parms"]);
    assert!(generated.rust.contains("pub struct Netbuf {"));
    let own = "struct netbuf { int mine; }; struct own { netbuf address; };";
    let checked = Config::new().check("a.x", own).unwrap();
    assert_eq!(checked.model.items.len(), 2);
}

#[test]
fn a_constant_that_the_c_compiler_gets_too_is_there_once() {
    let text = "const SIZE = 3;\n%#define SIZE 3\n%#define MORE 4\n%#define MORE 4\n\
                typedef opaque own<SIZE>;\ntypedef opaque other<MORE>;";
    let checked = Config::new().check("a.x", text).unwrap();
    assert_eq!(items(&checked.model), ["SIZE", "MORE", "own", "other"]);
}

#[test]
fn what_is_needed_comes_out_of_its_namespace() {
    let library = "namespace a::b { typedef opaque hash[SIZE]; const SIZE = 32; }\n\
                   namespace a { namespace b { struct pair { hash one; b::hash other; };\n\
                   struct unrelated { nobody knows; }; } }";
    let others = [("path/xdr/b.x", library)];
    let text = "%#include \"xdr/b.h\"\nnamespace a { struct own { b::pair p; }; }\n\
                struct outside { opaque o<a::b::SIZE>; };";
    let checked = check(text, &others).unwrap();
    let expected = ["own", "outside", "hash", "SIZE", "pair"];
    let mut items = items(&checked.model);
    assert_eq!(items.len(), expected.len(), "{items:?}");
    items.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(items, expected);
    let place = &checked.model.types.iter().find(|ty| ty.name == "pair");
    assert_eq!(place.unwrap().docs.file, "b.x");
}

#[test]
fn what_is_in_another_namespace_is_to_be_named_by_its_path() {
    let others = [("main/b.x", "namespace a { struct place { int x; }; }")];
    let text = "%#include \"b.h\"\nnamespace c { struct own { place p; }; }";
    let error = check(text, &others).unwrap_err();
    assert!(error.contains("there is no type `place` here"), "{error}");
    assert!(error.contains("write `a::place`"), "{error}");
}
