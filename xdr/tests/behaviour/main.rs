//! What idlc-xdr promises, one file per promise.

mod borrowing;
mod bounds;
mod errors;
mod gather;
mod hostile;
mod limits;
mod linked_list;
mod rfc4506;
mod round_trip;
#[cfg(feature = "serde")]
mod serde;
mod types;
mod wire;
mod writer;
