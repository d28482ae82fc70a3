//! `string<MAX>` (RFC 4506 §4.11).

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use core::borrow::Borrow;
use core::fmt;
use core::ops::Deref;
use core::str::FromStr;

use super::error::TooLong;
use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

/// A string of at most `MAX` bytes of UTF-8.
///
/// ```
/// use idlc_xdr::{Text, TooLong};
///
/// let name: Text<255> = "readme".parse()?;
/// assert_eq!(name, "readme");
/// assert_eq!(Text::<4>::try_from("readme"), Err(TooLong { len: 6, max: 4 }));
/// # Ok::<(), TooLong>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// The most bytes that fit.
    pub const MAX: usize = MAX;

    /// Takes `text` if it fits.
    ///
    /// # Errors
    /// [`TooLong`] when it has more than `MAX` bytes.
    #[inline]
    pub fn new(text: String) -> Result<Self, TooLong> {
        TooLong::check(text.len(), MAX)?;
        Ok(Self(text))
    }

    /// The string.
    #[must_use]
    #[inline]
    pub const fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The string, with its allocation.
    #[must_use]
    #[inline]
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TooLong;

    fn try_from(text: String) -> Result<Self, TooLong> {
        Self::new(text)
    }
}

impl<const MAX: usize> TryFrom<&str> for Text<MAX> {
    type Error = TooLong;

    fn try_from(text: &str) -> Result<Self, TooLong> {
        TooLong::check(text.len(), MAX)?;
        Ok(Self(text.to_owned()))
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = TooLong;

    fn from_str(text: &str) -> Result<Self, TooLong> {
        Self::try_from(text)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> AsRef<str> for Text<MAX> {
    fn as_ref(&self) -> &str {
        self
    }
}

impl<const MAX: usize> Borrow<str> for Text<MAX> {
    fn borrow(&self) -> &str {
        self
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<const MAX: usize> PartialEq<str> for Text<MAX> {
    fn eq(&self, other: &str) -> bool {
        self.0 == *other
    }
}

impl<const MAX: usize> PartialEq<&str> for Text<MAX> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl<const MAX: usize> PartialEq<String> for Text<MAX> {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

impl<const MAX: usize> Layout for Text<MAX> {
    const SIZE: Size = Size::AtLeast(4);
}

impl<const MAX: usize> Encode for Text<MAX> {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.0.encode(out);
    }
}

impl<'a, const MAX: usize> Decode<'a> for Text<MAX> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let text = input.string(MAX)?;
        input.charge_memory(text.len())?;
        Ok(Self(text.to_owned()))
    }
}
