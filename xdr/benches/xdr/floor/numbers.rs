//! Numbers, bytes and the structure of eight numbers.

use super::parts::{Error, Result, bool, chunk, finish, length, opaque, put_opaque, u32};
use crate::generated::Eight;

pub(crate) fn encode_numbers(values: &[u32]) -> Vec<u8> {
    let mut bytes = length(values.len()).to_vec();
    bytes.resize(4 + 4 * values.len(), 0);
    swap_into(values, &mut bytes);
    bytes
}

/// Into a buffer that has the right length already, behind the count.
pub(crate) fn swap_into(values: &[u32], bytes: &mut [u8]) {
    let (words, _) = bytes.as_chunks_mut();
    if let [_count, words @ ..] = words {
        for (word, value) in words.iter_mut().zip(values) {
            *word = value.to_be_bytes();
        }
    }
}

pub(crate) fn decode_numbers(mut input: &[u8]) -> Result<Vec<u32>> {
    let count = u32(&mut input)? as usize;
    let (words, []) = input.as_chunks() else {
        return Err(Error::Trailing);
    };
    if words.len() != count {
        return Err(Error::Truncated);
    }
    Ok(words.iter().map(|word| u32::from_be_bytes(*word)).collect())
}

pub(crate) fn encode_opaque(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_opaque(data, &mut bytes);
    bytes
}

pub(crate) fn borrow_opaque(mut input: &[u8]) -> Result<&[u8]> {
    let bytes = opaque(&mut input, usize::MAX)?;
    finish(input)?;
    Ok(bytes)
}

pub(crate) fn encode_eight(value: &Eight, out: &mut Vec<u8>) {
    let mut block = [0; 44];
    block[..4].copy_from_slice(&value.a.to_be_bytes());
    block[4..8].copy_from_slice(&value.b.to_be_bytes());
    block[8..16].copy_from_slice(&value.c.to_be_bytes());
    block[16..24].copy_from_slice(&value.d.to_be_bytes());
    block[24..28].copy_from_slice(&u32::from(value.e).to_be_bytes());
    block[28..32].copy_from_slice(&value.f.to_be_bytes());
    block[32..40].copy_from_slice(&value.g.to_be_bytes());
    block[40..].copy_from_slice(&value.h.to_be_bytes());
    out.extend_from_slice(&block);
}

pub(crate) fn decode_eight(mut input: &[u8]) -> Result<Eight> {
    let value = eight(chunk(&mut input)?)?;
    finish(input)?;
    Ok(value)
}

pub(crate) fn encode_eights(values: &[Eight], out: &mut Vec<u8>) {
    out.extend_from_slice(&length(values.len()));
    out.reserve(44 * values.len());
    for value in values {
        encode_eight(value, out);
    }
}

pub(crate) fn decode_eights(mut input: &[u8]) -> Result<Vec<Eight>> {
    let count = u32(&mut input)? as usize;
    let (blocks, []) = input.as_chunks() else {
        return Err(Error::Trailing);
    };
    if blocks.len() != count {
        return Err(Error::Truncated);
    }
    let mut values = Vec::with_capacity(count);
    for block in blocks {
        values.push(eight(block)?);
    }
    Ok(values)
}

#[inline]
fn eight(block: &[u8; 44]) -> Result<Eight> {
    let mut rest = block.as_slice();
    let rest = &mut rest;
    Ok(Eight {
        a: i32::from_be_bytes(*chunk(rest)?),
        b: u32::from_be_bytes(*chunk(rest)?),
        c: i64::from_be_bytes(*chunk(rest)?),
        d: u64::from_be_bytes(*chunk(rest)?),
        e: bool(rest)?,
        f: f32::from_be_bytes(*chunk(rest)?),
        g: f64::from_be_bytes(*chunk(rest)?),
        h: i32::from_be_bytes(*chunk(rest)?),
    })
}
