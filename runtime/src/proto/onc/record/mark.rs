//! The four bytes in front of each fragment.

/// How many they are.
pub(super) const HEADER_BYTES: usize = 4;

/// The bit that marks the last fragment of a record.
pub(super) const LAST: u32 = 1 << 31;

/// The longest fragment that can be written down.
pub(super) const FRAGMENT_BYTES_MAX: usize = (LAST - 1) as usize;

/// The header of a fragment.
pub(super) fn header(length: usize, is_last: bool) -> [u8; HEADER_BYTES] {
    let length = u32::try_from(length).map_or(LAST - 1, |length| length & !LAST);
    let mark = if is_last { length | LAST } else { length };
    mark.to_be_bytes()
}
