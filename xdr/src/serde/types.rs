//! serde's traits, under the feature `serde`: the form of the plain types, and
//! every bound checked again on the way in.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::bounded::{Array, ArrayRef, Opaque, OpaqueRef, Text, TextRef};
use crate::primitive::{Quad, UChar};

macro_rules! serialize {
    ($($type:ty [$($generic:tt)*]: $self:ident, $serializer:ident => $as:expr;)+) => { $(
        impl<$($generic)*> Serialize for $type {
            fn serialize<Ser: Serializer>(&$self, $serializer: Ser) -> Result<Ser::Ok, Ser::Error> {
                $as
            }
        }
    )+ };
}

serialize! {
    UChar []: self, serializer => self.0.serialize(serializer);
    Quad []: self, serializer => self.to_bits().serialize(serializer);
    Opaque<MAX> [const MAX: usize]: self, serializer => serializer.serialize_bytes(self);
    OpaqueRef<'_, MAX> [const MAX: usize]: self, serializer => serializer.serialize_bytes(self);
    Text<MAX> [const MAX: usize]: self, serializer => serializer.serialize_str(self);
    TextRef<'_, MAX> [const MAX: usize]: self, serializer => serializer.serialize_str(self);
    Array<T, MAX> [T: Serialize, const MAX: usize]: self, serializer => self.as_slice().serialize(serializer);
    ArrayRef<'_, T, MAX> [T: Serialize, const MAX: usize]: self, serializer => self.as_slice().serialize(serializer);
}

impl<'de> Deserialize<'de> for UChar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Quad {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u128::deserialize(deserializer).map(Self::from_bits)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Opaque<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(OpaqueVisitor)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for Array<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Takes bytes, or, as text formats have none, a sequence of numbers.
struct OpaqueVisitor<const MAX: usize>;

impl<'de, const MAX: usize> Visitor<'de> for OpaqueVisitor<MAX> {
    type Value = Opaque<MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {MAX} bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Opaque::try_from(bytes).map_err(E::custom)
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Self::Value, E> {
        Opaque::new(bytes).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = sequence.next_element()? {
            bytes.push(byte);
        }
        Opaque::new(bytes).map_err(A::Error::custom)
    }
}
