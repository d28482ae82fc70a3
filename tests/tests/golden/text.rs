//! Text in, expected text out.

use idlc::Config;
use idlc_tests::{assert_golden, fixture, fixtures};
use std::fs;

/// The options that a fixture is generated with: the defaults, but for those
/// that are about an option.
pub(super) fn config(name: &str) -> Config {
    let mut config = Config::new();
    match name {
        "external" => config.extern_type("point", "super::structs::Point"),
        "arbitrary" => config.arbitrary(true).open_enums(["open"]),
        "display" => config.display(true).open_enums(["stat"]),
        "open_enums" => config.open_enums(["*"]).serde(true),
        "original_names" => config
            .original_names(true)
            .open_enums(["access"])
            .serde(true),
        "recursive_unions" => config.arbitrary(true).serde(true),
        "serde_arrays" => config.serde(true),
        "string_bytes" => config.strings_as_bytes(["path", "entry.name", "LINK"]),
        "types_only" => config.types_only(),
        _ => &mut config,
    };
    config
}

fn generate(name: &str) -> String {
    let text = fs::read_to_string(fixture("ok").join(format!("{name}.x"))).expect("a fixture");
    config(name)
        .generate(&format!("{name}.x"), &text)
        .expect("a correct file")
        .rust
}

#[test]
fn what_is_generated_is_what_is_expected() {
    for name in fixtures() {
        assert_golden(&fixture("ok").join(format!("{name}.rs")), &generate(&name));
    }
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    for name in fixtures() {
        assert_eq!(generate(&name), generate(&name));
    }
}

#[test]
fn no_generated_file_is_unsafe_or_speaks_for_the_module_around_it() {
    for name in fixtures() {
        let rust = generate(&name);
        assert!(!rust.contains("unsafe"), "{name}");
        assert!(!rust.contains("#!["), "{name}");
        assert!(
            !rust
                .lines()
                .any(|line| line.trim_start().starts_with("//!")),
            "{name}"
        );
    }
}
