//! Names that Rust keeps for itself.

/// The keywords of edition 2024, strict and reserved, except the four that
/// cannot be written raw. Sorted.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// `type` → `r#type`, `self` → `self_`; any other name as it is.
pub(super) fn escape(name: String) -> String {
    if ["self", "Self", "super", "crate"].contains(&name.as_str()) {
        name + "_"
    } else if KEYWORDS.binary_search(&name.as_str()).is_ok() {
        format!("r#{name}")
    } else {
        name
    }
}
