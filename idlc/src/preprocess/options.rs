//! What the caller defines and where it looks.

use std::path::PathBuf;

/// The caller's part in the preprocessing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Names and bodies, as if by `#define` before the first line. Each must
    /// be a name, and stay on its line.
    pub(crate) define: Vec<(String, String)>,
    /// Names that are not defined, whoever else defines them before the first
    /// line.
    pub(crate) undefine: Vec<String>,
    /// The folders in which included files are looked for, in order.
    pub(crate) include_path: Vec<PathBuf>,
}
