//! What is shared by decoders written by hand: a slice that shrinks.

/// What is wrong with the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Error {
    Truncated,
    Trailing,
    Bool,
    Enum,
    TooLong,
    Padding,
    Utf8,
}

pub(crate) type Result<T> = core::result::Result<T, Error>;

#[inline]
pub(crate) fn take<'a>(input: &mut &'a [u8], len: usize) -> Result<&'a [u8]> {
    let (taken, rest) = input.split_at_checked(len).ok_or(Error::Truncated)?;
    *input = rest;
    Ok(taken)
}

#[inline]
pub(crate) fn chunk<'a, const N: usize>(input: &mut &'a [u8]) -> Result<&'a [u8; N]> {
    let (taken, rest) = input.split_first_chunk().ok_or(Error::Truncated)?;
    *input = rest;
    Ok(taken)
}

#[inline]
pub(crate) fn u32(input: &mut &[u8]) -> Result<u32> {
    Ok(u32::from_be_bytes(*chunk(input)?))
}

#[inline]
pub(crate) fn u64(input: &mut &[u8]) -> Result<u64> {
    Ok(u64::from_be_bytes(*chunk(input)?))
}

#[inline]
pub(crate) fn bool(input: &mut &[u8]) -> Result<bool> {
    match u32(input)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::Bool),
    }
}

#[inline]
pub(crate) fn opaque<'a>(input: &mut &'a [u8], max: usize) -> Result<&'a [u8]> {
    let len = u32(input)? as usize;
    if len > max {
        return Err(Error::TooLong);
    }
    let bytes = take(input, len)?;
    if take(input, len.wrapping_neg() % 4)?
        .iter()
        .any(|byte| *byte != 0)
    {
        return Err(Error::Padding);
    }
    Ok(bytes)
}

#[inline]
pub(crate) fn string(input: &mut &[u8]) -> Result<String> {
    let bytes = opaque(input, usize::MAX)?;
    let text = core::str::from_utf8(bytes).map_err(|_| Error::Utf8)?;
    Ok(text.to_owned())
}

#[inline]
pub(crate) fn finish(input: &[u8]) -> Result<()> {
    if input.is_empty() {
        Ok(())
    } else {
        Err(Error::Trailing)
    }
}

#[inline]
pub(crate) fn length(len: usize) -> [u8; 4] {
    u32::try_from(len).expect("a length of XDR").to_be_bytes()
}

#[inline]
pub(crate) fn put_opaque(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&length(bytes.len()));
    out.extend_from_slice(bytes);
    let padding = bytes.len().wrapping_neg() % 4;
    out.extend_from_slice([0; 3].get(..padding).unwrap_or_default());
}
