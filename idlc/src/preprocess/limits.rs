//! How much files may include: far more than any real file does, far less than
//! a machine has.

use crate::source::FILE_BYTES_MAX;

/// How deep files may include each other.
pub(super) const DEPTH_MAX: usize = 64;

/// How many `#include` lines are obeyed.
pub(super) const INCLUDES_MAX: usize = 1000;

/// How much text all files may have together, each counted as often as it is
/// included.
pub(super) const BYTES_MAX: usize = FILE_BYTES_MAX;
