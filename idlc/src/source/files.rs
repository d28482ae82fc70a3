//! Where the text of an included file comes from.

use std::io;
use std::path::Path;

/// Answers for the file system, so that nothing below has to ask it.
pub(crate) trait Files {
    /// The bytes of a file, at most one more than may be read; `None` if there
    /// is no such file.
    fn read(&mut self, path: &Path) -> io::Result<Option<Vec<u8>>>;
}
