//! Why the file system refuses.

use thiserror::Error;

/// Why an operation did nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FsError {
    /// Only the owner may do this.
    #[error("only the owner may do this")]
    NotPermitted,
    /// There is nothing of this name.
    #[error("there is nothing of this name")]
    NotFound,
    /// The permission bits do not allow it.
    #[error("the permission bits do not allow it")]
    AccessDenied,
    /// The name is taken.
    #[error("the name is taken")]
    Exists,
    /// A folder is needed.
    #[error("it is not a folder")]
    NotAFolder,
    /// A folder cannot be treated so.
    #[error("it is a folder")]
    IsAFolder,
    /// What is asked for makes no sense.
    #[error("it makes no sense for this file")]
    Invalid,
    /// Files cannot be as large.
    #[error("files cannot be as large")]
    TooLarge,
    /// The memory that all files may take is used up.
    #[error("no room is left")]
    NoRoom,
    /// The file has as many names as it can have.
    #[error("the file has as many names as it can have")]
    TooManyLinks,
    /// The name has too many bytes.
    #[error("the name is too long")]
    NameTooLong,
    /// The folder has names in it.
    #[error("the folder is not empty")]
    NotEmpty,
    /// The file was removed.
    #[error("the file is gone")]
    Stale,
}
