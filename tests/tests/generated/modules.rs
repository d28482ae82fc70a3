//! The golden files as modules: that they are here is the test that they
//! compile without a warning.

macro_rules! generated {
    ($($name:ident)+) => {
        $(
            /// What is generated for a fixture.
            #[deny(warnings, missing_docs, clippy::all, clippy::pedantic)]
            #[allow(dead_code, reason = "a test uses what it is about")]
            pub mod $name {
                include!(concat!("../../../fixtures/ok/", stringify!($name), ".rs"));
            }
        )+

        #[test]
        fn every_fixture_is_compiled() {
            assert_eq!(idlc_tests::fixtures(), [$(stringify!($name)),+]);
        }
    };
}

generated! {
    answers
    arbitrary
    argument_names
    arrays
    comments
    constants
    display
    enums
    every_type
    external
    interface
    keywords
    large_arrays
    lists
    method_names
    namespaces
    nested
    null_only
    oneway
    open_enums
    optionals
    original_names
    prelude
    program
    recursive_unions
    serde_arrays
    string_bytes
    strings
    structs
    trees
    typedefs
    types_only
    unions
    unnamed
    void
}
