#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod error;
mod limits;
mod macros;

mod reader;
mod writer;

mod codec;

mod bounded;
mod collection;
mod pointer;
mod primitive;
mod result;
mod tuple;

pub mod list;
pub mod show;

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod entry;
#[cfg(feature = "serde")]
pub mod serde;

/// What generated code is made of, for crates without `std`.
#[doc(hidden)]
pub use alloc::{boxed::Box, string::String, vec::Vec};

pub use bounded::{Array, ArrayRef, Opaque, OpaqueRef, Text, TextRef, TooLong};
pub use codec::{Decode, Encode, Layout, Size};
pub use entry::{from_slice, from_slice_with, to_vec};
pub use error::{DecodeError, DecodeErrorKind, UnknownValue};
pub use limits::Limits;
pub use primitive::{Quad, UChar};
pub use reader::Reader;
pub use writer::{Block, Gather, Sink, Writer};
