//! What can be missing: types and constants have names apart.

/// The name of something that may stand in another file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Name {
    Type(String),
    Constant(String),
}

impl Name {
    /// What it is called from outside of the namespaces `path`.
    pub(super) fn within(&self, path: &str) -> Self {
        match self {
            Self::Type(name) => Self::Type(format!("{path}::{name}")),
            Self::Constant(name) => Self::Constant(format!("{path}::{name}")),
        }
    }
}
