//! The numbers that name things in an RPC message, each a type of its own, so
//! that a version cannot be passed where a procedure is meant.

use std::fmt;

use idlc_xdr::{Decode, DecodeError, Encode, Layout, Reader, Sink, Size};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Layout for $name {
            const SIZE: Size = <u32 as Layout>::SIZE;
        }

        impl Encode for $name {
            fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
                self.0.encode(out);
            }
        }

        impl<'a> Decode<'a> for $name {
            fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
                Ok(Self(input.u32()?))
            }
        }
    };
}

number! {
    /// A transaction id: chosen by the client, repeated by every
    /// retransmission of a call and by its reply (RFC 5531 §8).
    Xid
}
number! {
    /// A remote program's number (RFC 5531 §8.3).
    Program
}
number! {
    /// A remote program's version.
    Version
}
number! {
    /// A procedure of a program; 0 is the null procedure, which takes and
    /// returns nothing (RFC 5531 §12).
    Procedure
}

impl Procedure {
    /// The procedure that every program has.
    pub const NULL: Self = Self(0);
}
