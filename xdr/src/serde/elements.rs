//! Arrays of any length.
//!
//! serde has its traits for arrays of up to 32 elements, and none that hold for
//! all. A field with a longer array in it is therefore written and read by
//! [`Elements`], which says how deep in its type the arrays go: an array, or
//! another container, whose elements are in turn as `E` says; `()` is what has
//! serde's traits itself.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeSeq as _, SerializeTuple as _, Serializer};

use crate::bounded::Array;

/// A container whose elements are written and read as `E` says.
///
/// ```
/// use idlc_xdr::serde::Elements;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Block {
///     #[serde(with = "Elements::<()>")]
///     bytes: [u8; 512],
///     #[serde(with = "Elements::<Elements<()>>")]
///     hashes: Vec<[u8; 64]>,
/// }
/// ```
#[derive(Debug)]
pub struct Elements<E>(PhantomData<E>);

impl<E> Elements<E> {
    /// Writes a field.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
    where
        Self: SerializeAs<T>,
        S: Serializer,
    {
        Self::serialize_as(value, serializer)
    }

    /// Reads a field.
    ///
    /// # Errors
    /// The deserializer's, or there are more or fewer elements than there must be.
    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        Self: DeserializeAs<'de, T>,
        D: Deserializer<'de>,
    {
        Self::deserialize_as(deserializer)
    }
}

/// How values of `T` are written.
pub trait SerializeAs<T> {
    /// Writes a value.
    ///
    /// # Errors
    /// The serializer's.
    fn serialize_as<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;
}

/// How values of `T` are read.
pub trait DeserializeAs<'de, T> {
    /// Reads a value.
    ///
    /// # Errors
    /// The deserializer's.
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

impl<T: Serialize> SerializeAs<T> for () {
    fn serialize_as<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> DeserializeAs<'de, T> for () {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

impl<T, E: SerializeAs<T>, const N: usize> SerializeAs<[T; N]> for Elements<E> {
    fn serialize_as<S: Serializer>(value: &[T; N], serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(N)?;
        for element in value {
            tuple.serialize_element(&Element::<_, E>::new(element))?;
        }
        tuple.end()
    }
}

impl<T, E: SerializeAs<T>, const N: usize> SerializeAs<Box<[T; N]>> for Elements<E> {
    fn serialize_as<S: Serializer>(value: &Box<[T; N]>, serializer: S) -> Result<S::Ok, S::Error> {
        <Self as SerializeAs<[T; N]>>::serialize_as(value, serializer)
    }
}

impl<T, E: SerializeAs<T>> SerializeAs<Vec<T>> for Elements<E> {
    fn serialize_as<S: Serializer>(value: &Vec<T>, serializer: S) -> Result<S::Ok, S::Error> {
        sequence::<T, E, S>(value, serializer)
    }
}

impl<T, E: SerializeAs<T>, const MAX: usize> SerializeAs<Array<T, MAX>> for Elements<E> {
    fn serialize_as<S: Serializer>(
        value: &Array<T, MAX>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        sequence::<T, E, S>(value.as_slice(), serializer)
    }
}

impl<T, E: SerializeAs<T>> SerializeAs<Option<T>> for Elements<E> {
    fn serialize_as<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_some(&Element::<_, E>::new(value)),
            None => serializer.serialize_none(),
        }
    }
}

impl<'de, T, E: DeserializeAs<'de, T>, const N: usize> DeserializeAs<'de, [T; N]> for Elements<E> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<[T; N], D::Error> {
        let elements = deserializer.deserialize_tuple(N, Exactly::<T, E, N>(PhantomData))?;
        // There are as many as were asked for.
        <[T; N]>::try_from(elements).map_err(|rest| D::Error::invalid_length(rest.len(), &"all"))
    }
}

impl<'de, T, E, const N: usize> DeserializeAs<'de, Box<[T; N]>> for Elements<E>
where
    E: DeserializeAs<'de, T>,
{
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Box<[T; N]>, D::Error> {
        let elements = deserializer.deserialize_tuple(N, Exactly::<T, E, N>(PhantomData))?;
        let elements = elements.into_boxed_slice();
        elements
            .try_into()
            .map_err(|rest: Box<[T]>| D::Error::invalid_length(rest.len(), &"all"))
    }
}

impl<'de, T, E: DeserializeAs<'de, T>> DeserializeAs<'de, Vec<T>> for Elements<E> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        let elements = Vec::<Read<T, E>>::deserialize(deserializer)?;
        Ok(elements.into_iter().map(|element| element.value).collect())
    }
}

impl<'de, T, E: DeserializeAs<'de, T>, const MAX: usize> DeserializeAs<'de, Array<T, MAX>>
    for Elements<E>
{
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Array<T, MAX>, D::Error> {
        let elements: Vec<T> = Self::deserialize_as(deserializer)?;
        Array::new(elements).map_err(D::Error::custom)
    }
}

impl<'de, T, E: DeserializeAs<'de, T>> DeserializeAs<'de, Option<T>> for Elements<E> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let value = Option::<Read<T, E>>::deserialize(deserializer)?;
        Ok(value.map(|element| element.value))
    }
}

fn sequence<T, E: SerializeAs<T>, S: Serializer>(
    elements: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut sequence = serializer.serialize_seq(Some(elements.len()))?;
    for element in elements {
        sequence.serialize_element(&Element::<_, E>::new(element))?;
    }
    sequence.end()
}

/// An element to be written as `E` says.
struct Element<'v, T, E> {
    value: &'v T,
    how: PhantomData<E>,
}

impl<'v, T, E> Element<'v, T, E> {
    fn new(value: &'v T) -> Self {
        let how = PhantomData;
        Self { value, how }
    }
}

impl<T, E: SerializeAs<T>> Serialize for Element<'_, T, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        E::serialize_as(self.value, serializer)
    }
}

/// An element that was read as `E` says.
struct Read<T, E> {
    value: T,
    how: PhantomData<E>,
}

impl<'de, T, E: DeserializeAs<'de, T>> Deserialize<'de> for Read<T, E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = E::deserialize_as(deserializer)?;
        let how = PhantomData;
        Ok(Self { value, how })
    }
}

/// Takes `N` elements.
struct Exactly<T, E, const N: usize>(PhantomData<(T, E)>);

impl<'de, T, E: DeserializeAs<'de, T>, const N: usize> Visitor<'de> for Exactly<T, E, N> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} elements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<T>, A::Error> {
        let mut elements = Vec::new();
        while elements.len() < N {
            match sequence.next_element::<Read<T, E>>()? {
                Some(element) => elements.push(element.value),
                None => return Err(A::Error::invalid_length(elements.len(), &self)),
            }
        }
        Ok(elements)
    }
}
