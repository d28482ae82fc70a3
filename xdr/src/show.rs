//! Values as text for people: what generated types say in logs where their
//! `Display` was asked for. Names are those of the interface file, opaque data
//! is hexadecimal.
//!
//! It is not a format to be read back: long runs are cut short. `Debug` has
//! everything.

use core::fmt::{self, Debug, Display, Formatter};

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::bounded::{Array, Opaque, Text};
use crate::primitive::{Quad, UChar};

/// So many bytes or elements of a run are shown, and how many are left.
const SHOWN_MAX: usize = 32;

/// A value that is shown to people. Generated types are, where `Display` was
/// asked for, and so must be the types that the user supplies to them.
///
/// ```
/// use idlc_xdr::show::{Show, Shown};
///
/// let handle: &[u8] = &[1, 2, 254];
/// assert_eq!(format!("{:?}", Shown(handle)), "0x0102fe");
/// assert_eq!(format!("{:?}", Shown(&Some(7_u32))), "7");
/// ```
pub trait Show {
    /// Writes the value.
    ///
    /// # Errors
    ///
    /// Those of what is written to.
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result;

    /// Writes a run of values.
    ///
    /// # Errors
    ///
    /// Those of what is written to.
    fn show_sequence(values: &[Self], f: &mut Formatter<'_>) -> fmt::Result
    where
        Self: Sized,
    {
        let mut list = f.debug_list();
        list.entries(values.iter().take(SHOWN_MAX).map(Shown));
        match values.len().checked_sub(SHOWN_MAX) {
            None | Some(0) => list.finish(),
            Some(left) => list.entry(&format_args!("… {left} more")).finish(),
        }
    }
}

/// A value that is shown by its [`Show`] where `Debug` is asked for, as the
/// builders of [`Formatter`] do.
pub struct Shown<'a, T: ?Sized>(pub &'a T);

impl<T: Show + ?Sized> Debug for Shown<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.show(f)
    }
}

macro_rules! show_as {
    ($how:ident: $($ty:ty),*) => {$(
        impl Show for $ty {
            fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
                $how::fmt(self, f)
            }
        }
    )*};
}

show_as!(Display: i8, i16, u16, i32, u32, i64, u64, bool);
show_as!(Debug: f32, f64, Quad, str, String);

/// A number; a run of them is opaque data.
impl Show for u8 {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }

    fn show_sequence(values: &[Self], f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        for byte in values.iter().take(SHOWN_MAX) {
            write!(f, "{byte:02x}")?;
        }
        match values.len().checked_sub(SHOWN_MAX) {
            None | Some(0) => Ok(()),
            Some(left) => write!(f, "… {left} bytes more"),
        }
    }
}

impl Show for UChar {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl<const MAX: usize> Show for Text<MAX> {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.as_str().show(f)
    }
}

impl<const MAX: usize> Show for Opaque<MAX> {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.as_slice().show(f)
    }
}

impl<T: Show> Show for [T] {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        T::show_sequence(self, f)
    }
}

impl<T: Show, const LEN: usize> Show for [T; LEN] {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        T::show_sequence(self, f)
    }
}

impl<T: Show> Show for Vec<T> {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        T::show_sequence(self, f)
    }
}

impl<T: Show, const MAX: usize> Show for Array<T, MAX> {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        T::show_sequence(self.as_slice(), f)
    }
}

impl<T: Show + ?Sized> Show for Box<T> {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).show(f)
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => value.show(f),
            None => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec;

    use super::*;

    fn shown(value: &(impl Show + ?Sized)) -> String {
        format!("{:?}", Shown(value))
    }

    #[test]
    fn opaque_data_is_hexadecimal_and_cut_short() {
        assert_eq!(shown(&Vec::<u8>::new()), "0x");
        assert_eq!(shown(&[0_u8, 1, 0xab]), "0x0001ab");
        let long = shown(&vec![0xff_u8; 35]);
        assert_eq!(long, format!("0x{}… 3 bytes more", "ff".repeat(32)));
        let whole = shown(&vec![0xff_u8; 32]);
        assert_eq!(whole, format!("0x{}", "ff".repeat(32)));
    }

    #[test]
    fn other_runs_are_lists_and_cut_short() {
        assert_eq!(shown(&[UChar(7), UChar(8)]), "[7, 8]");
        assert_eq!(shown(&vec![Some(1_i64), None]), "[1, none]");
        assert!(shown(&vec![true; 40]).ends_with("true, … 8 more]"));
    }

    #[test]
    fn text_is_quoted_so_that_nothing_in_it_is_taken_for_something_else() {
        let text = Text::<9>::try_from("a\"\n\u{1b}").unwrap();
        assert_eq!(shown(&text), r#""a\"\n\u{1b}""#);
    }
}
