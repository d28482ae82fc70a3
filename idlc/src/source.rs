//! The text that is compiled, and places in it.
//!
//! A [`Span`] is a range of bytes of one file; only [`Source`] turns it into
//! lines and columns. Nothing here reads the file system: whoever has the
//! text adds it, and what included files say is asked of a `Files`.

mod decode;
mod files;
mod place;
mod sources;
mod text;

pub use self::place::{FileId, Place, Position, Span};
pub use self::sources::Sources;
pub use self::text::{FILE_BYTES_MAX, Source};

pub(crate) use self::files::Files;
pub(crate) use self::place::offset_of;
