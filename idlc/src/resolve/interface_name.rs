//! What an interface is called, also where the file does not say.

use crate::ast;

/// The name of an interface, or what its file's name makes of it: `calc-v2.x`
/// → `calc_v2`.
pub(super) fn interface_name(interface: &ast::Interface, file: &str) -> String {
    if let Some(name) = &interface.name {
        return name.text.clone();
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let name: String = stem
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name
    } else {
        format!("interface_{name}")
    }
}
