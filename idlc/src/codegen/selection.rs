//! What of a file the caller means: by the names that it has there.

/// Stands for every name.
const ANY: &str = "*";

/// Whether `wanted`, the name of a definition or `*`, means this definition.
pub(super) fn selects(wanted: &str, name: &str) -> bool {
    wanted == ANY || wanted == name
}

/// Whether `wanted`, a `type.field` of which either may be `*`, or `*` alone,
/// means this field.
pub(super) fn selects_field(wanted: &str, owner: &str, name: &str) -> bool {
    match wanted.split_once('.') {
        Some((type_name, field)) => selects(type_name, owner) && selects(field, name),
        None => wanted == ANY,
    }
}
