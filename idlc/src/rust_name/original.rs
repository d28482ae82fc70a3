//! Names as the file spells them, as far as Rust and generated code let them be.

use super::keyword;

/// Types of Rust that are no keywords. Sorted.
const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16",
    "u32", "u64", "u8", "usize",
];

/// Variables of generated code and of what derives make of it: a constant of
/// that name would be taken for a pattern. Sorted.
const VARIABLES: [&str; 25] = [
    "arms",
    "checked",
    "client",
    "cx",
    "deadline",
    "deserializer",
    "discriminant",
    "error",
    "f",
    "handler",
    "input",
    "max",
    "name",
    "names",
    "nodes",
    "out",
    "procedure",
    "rest",
    "serializer",
    "server",
    "state",
    "u",
    "unknown",
    "value",
    "visitor",
];

/// The name of something that stands at the top of a module.
pub(super) fn item(name: &str) -> String {
    let is_in = |names: &[&str]| names.binary_search(&name).is_ok();
    if is_in(&PRIMITIVES) || is_in(&VARIABLES) {
        format!("{name}_")
    } else {
        value(name)
    }
}

/// The name of something that belongs to another.
pub(super) fn value(name: &str) -> String {
    if name == "_" {
        // In Rust that is no name.
        return "__".to_owned();
    }
    keyword::escape(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{PRIMITIVES, VARIABLES};

    #[test]
    fn names_that_are_taken_are_sorted() {
        assert!(PRIMITIVES.is_sorted());
        assert!(VARIABLES.is_sorted());
    }
}
