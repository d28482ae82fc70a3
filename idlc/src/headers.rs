//! Definitions that a file needs and leaves to others: those of the interface
//! files whose headers it hands to the C compiler.
//!
//! rpcgen makes `nis.h` of `nis.x`, and a file that says `%#include "nis.h"`
//! may use what `nis.x` defines. So where a name has no definition, and only
//! then, the interface files behind such headers are read, in the order in
//! which C would meet them. What is needed, and what that needs in turn, becomes
//! part of the module: types and constants, never programs. What the file
//! itself defines, and what the caller supplies, goes first.
//!
//! Last of all come a few types that libtirpc's headers define and RFC 5531 or
//! libtirpc's code describes.
//!
//! Headers themselves are not read: they are C.

mod library;
mod lookup;
mod name;
mod references;
mod supply;

pub(crate) use self::supply::{Headers, Place};
