//! What can be missing: types and constants have names apart.

/// The name of something that may stand in another file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Name {
    Type(String),
    Constant(String),
}
