//! What stands behind `#include`.

/// The file that a directive names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    /// `"file"`
    Quoted(&'a str),
    /// `<file>`
    Bracketed(&'a str),
}

/// Reads `"file"` or `<file>`.
pub(super) fn target(text: &str) -> Option<Target<'_>> {
    let text = text.trim();
    let within = |open, close| text.strip_prefix(open)?.split_once(close);
    let quoted = within('"', '"').map(|(name, _)| Target::Quoted(name));
    let target = quoted.or_else(|| within('<', '>').map(|(name, _)| Target::Bracketed(name)))?;
    let (Target::Quoted(name) | Target::Bracketed(name)) = target;
    (!name.is_empty()).then_some(target)
}
