//! What client and server of this example say to each other in messages: one
//! byte that says what is wanted, and the rest.

/// Nothing is wanted but that it is taken.
pub(crate) const TAKE: u8 = b't';

/// It is wanted back.
pub(crate) const ECHO: u8 = b'e';

/// The number that follows is to be one more than the last.
pub(crate) const NUMBERED: u8 = b'n';

/// Asks how many numbers came in order since this was asked last.
pub(crate) const COUNT: u8 = b'c';

/// Asks at which port datagrams are acknowledged.
pub(crate) const PORT: u8 = b'p';

/// A message of some length, which its first byte belongs to.
pub(crate) fn message(wanted: u8, len: usize) -> Vec<u8> {
    let mut message: Vec<u8> = (0..=250).cycle().take(len.max(1)).collect();
    if let Some(first) = message.first_mut() {
        *first = wanted;
    }
    message
}

/// A message with a number behind its first byte.
pub(crate) fn numbered(wanted: u8, number: u64) -> Vec<u8> {
    let mut message = vec![wanted];
    message.extend_from_slice(&number.to_be_bytes());
    message
}

/// The number behind a message's first byte.
pub(crate) fn number(message: &[u8]) -> Option<u64> {
    let number = message.get(1..)?.first_chunk()?;
    Some(u64::from_be_bytes(*number))
}
