//! A file system in memory: folders, files and symbolic links with owners,
//! permissions and times, within a bound on all the memory that they take.
//!
//! It knows nothing of RPC, handles or threads: nodes have numbers, and whoever
//! shares it locks it. Nothing is kept when the process ends.

mod caller;
mod content;
mod error;
mod files;
mod folder;
mod names;
mod node;
mod room;
mod system;

pub use caller::{Caller, Permissions};
pub use error::FsError;
pub use files::Read;
pub use folder::Named;
pub use names::NewFile;
pub use node::{Attributes, Changes, Kind, NewTime, NodeId};
pub use room::Room;
pub use system::FileSystem;
