//! What the caller knows that the file does not say.

use std::collections::BTreeMap;

use crate::rust_name::Spelling;

/// The caller's part in resolving names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Types that are generated elsewhere: the file's name for one → its Rust
    /// path. They win over the file's own definitions.
    pub(crate) extern_types: BTreeMap<String, String>,
    /// How names will be spelled, which must then differ.
    pub(crate) spelling: Spelling,
}
