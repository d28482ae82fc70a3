//! What an encoder asks of the place that its bytes go to.

use super::block::Block;

/// Receives encoded bytes, some of which live for `'a` and may be kept by
/// reference.
pub trait Sink<'a> {
    /// Takes a copy of `bytes`.
    fn put(&mut self, bytes: &[u8]);

    /// Takes `bytes`, by reference if that pays.
    fn put_borrowed(&mut self, bytes: &'a [u8]);

    /// Takes `bytes`, whose number the compiler knows.
    fn put_array<const N: usize>(&mut self, bytes: [u8; N]);

    /// Takes exactly the `N` bytes that `fill` writes: one capacity check for
    /// a value of constant size.
    ///
    /// # Panics
    /// When `fill` writes fewer or more, which no input can bring about: the
    /// [`Layout`](crate::Layout) of a type contradicts its encoder.
    fn fixed<const N: usize>(&mut self, fill: impl FnOnce(&mut Block<'_>));

    /// Makes room for `additional` bytes that are about to come.
    #[inline]
    fn reserve(&mut self, additional: usize) {
        let _ = additional;
    }

    /// Takes an unsigned integer, such as the discriminant of a union: a number
    /// that is only computed does not live for `'a` and cannot be encoded itself.
    #[inline]
    fn put_u32(&mut self, number: u32) {
        self.put_array(number.to_be_bytes());
    }

    /// Takes an integer, such as the value of an enum.
    #[inline]
    fn put_i32(&mut self, number: i32) {
        self.put_array(number.to_be_bytes());
    }

    /// Takes a bool, such as the one in front of optional data.
    #[inline]
    fn put_bool(&mut self, value: bool) {
        self.put_u32(value.into());
    }

    /// Takes `bytes` and fills them up to a multiple of four with zeros: opaque
    /// data without its length (RFC 4506 §4.9).
    #[inline]
    fn put_opaque(&mut self, bytes: &'a [u8]) {
        self.put_borrowed(bytes);
        match bytes.len() % 4 {
            1 => self.put_array([0; 3]),
            2 => self.put_array([0; 2]),
            3 => self.put_array([0; 1]),
            _ => {}
        }
    }

    /// Takes the length in front of variable-length data.
    ///
    /// # Panics
    /// When `len` exceeds `u32::MAX`: XDR cannot express it (RFC 4506 §4.13).
    #[inline]
    fn put_length(&mut self, len: usize) {
        match u32::try_from(len) {
            Ok(len) => self.put_u32(len),
            Err(_) => panic_too_long(len),
        }
    }
}

#[cold]
#[inline(never)]
fn panic_too_long(len: usize) -> ! {
    panic!("{len} elements: XDR lengths end at u32::MAX; split the value");
}
