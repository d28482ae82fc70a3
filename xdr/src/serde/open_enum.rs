//! Open enums: the name of a value, or, of one that has none, its number.
//!
//! In a format for people, a value that has a name is written as a closed enum
//! would be. In one for programs all values are numbers: such formats do not
//! say what comes.

use core::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

/// Writes a value and its name.
///
/// # Errors
/// The serializer's.
pub fn serialize<S: Serializer>(
    name: Option<&'static str>,
    value: i32,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match name {
        Some(name) if serializer.is_human_readable() => serializer.serialize_str(name),
        _ => serializer.serialize_i32(value),
    }
}

/// Reads a value by its number or one of these names.
///
/// # Errors
/// The deserializer's, or it has another name, or a number of more than 32 bits.
pub fn deserialize<'de, D: Deserializer<'de>>(
    names: &[(&'static str, i32)],
    deserializer: D,
) -> Result<i32, D::Error> {
    let visitor = Value { names };
    if deserializer.is_human_readable() {
        deserializer.deserialize_any(visitor)
    } else {
        deserializer.deserialize_i32(visitor)
    }
}

struct Value<'n> {
    names: &'n [(&'static str, i32)],
}

impl Visitor<'_> for Value<'_> {
    type Value = i32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of 32 bits, or one of")?;
        self.names
            .iter()
            .try_for_each(|(name, _)| write!(f, " `{name}`"))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i32, E> {
        i32::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i32, E> {
        i32::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<i32, E> {
        let found = self.names.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, value)| *value)
            .ok_or_else(|| E::invalid_value(Unexpected::Str(name), &self))
    }
}
