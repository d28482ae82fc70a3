//! A JSON value whose fields keep their order.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::source::Place;

#[derive(Debug)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    /// Whole, and exact: up to 64 bits, with a sign or without.
    Number(i128),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<Field<'a>>),
    Place(Place<'a>),
}

pub(super) type Field<'a> = (&'static str, Json<'a>);

impl<'a> Json<'a> {
    /// An object.
    pub(super) fn object<const N: usize>(fields: [Field<'a>; N]) -> Self {
        Self::Object(fields.into())
    }

    /// An object with more fields behind those it has.
    pub(super) fn with(self, fields: impl IntoIterator<Item = Field<'a>>) -> Self {
        match self {
            Self::Object(mut own) => {
                own.extend(fields);
                Self::Object(own)
            }
            other => other,
        }
    }

    /// A list.
    pub(super) fn list(values: impl IntoIterator<Item = Self>) -> Self {
        Self::List(values.into_iter().collect())
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::Number(number) => serializer.serialize_i128(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => serializer.collect_seq(values),
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            Self::Place(place) => place.serialize(serializer),
        }
    }
}

impl From<bool> for Json<'_> {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

macro_rules! from_numbers {
    ($($number:ty)+) => {
        $(impl From<$number> for Json<'_> {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        })+
    };
}

from_numbers!(u32 i32 i64 i128);

impl<T: Into<Self>> From<Option<T>> for Json<'_> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'a> From<&'a [String]> for Json<'a> {
    fn from(lines: &'a [String]) -> Self {
        Self::list(lines.iter().map(|line| line.as_str().into()))
    }
}
