//! Names that nobody defines.

use std::collections::BTreeSet;

/// The names that a file needs and that have no definition.
#[derive(Debug, Default)]
pub(crate) struct Missing {
    pub(crate) types: BTreeSet<String>,
    pub(crate) constants: BTreeSet<String>,
}

impl Missing {
    pub(crate) fn is_empty(&self) -> bool {
        self.types.is_empty() && self.constants.is_empty()
    }
}
