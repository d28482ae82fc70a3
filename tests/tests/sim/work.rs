//! A service whose replies follow from its calls, and cannot be told without
//! them.

use idlc_runtime::xdr::{Encode, Opaque, OpaqueRef, Reader, Writer};
use idlc_runtime::{
    Context, Interface, Procedure, ProcedureInfo, Program, Refusal, Service, Version,
};

const BYTES_MAX: usize = 64 << 20;

pub(crate) const DO: Procedure = Procedure(1);

pub(crate) static WORK: Interface = Interface {
    name: "Work",
    program: Program(0x2000_0002),
    version: Version(1),
    procedures: &[ProcedureInfo {
        name: "do",
        number: DO,
    }],
};

pub(crate) type Bytes = Opaque<BYTES_MAX>;

pub(crate) struct Work;

impl Service for Work {
    fn interface(&self) -> &'static Interface {
        &WORK
    }

    fn dispatch(
        &self,
        _: &Context,
        _: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal> {
        let reply_len: u32 = arguments.field("reply_len")?;
        let material: OpaqueRef<'_, BYTES_MAX> = arguments.field("material")?;
        arguments.finish()?;
        product(material.as_slice(), reply_len as usize).encode(result);
        Ok(())
    }
}

/// The material of a call, another for each number.
pub(crate) fn material(number: u64, len: usize) -> Bytes {
    fill(number ^ 0xca11, len)
}

/// What becomes of it.
pub(crate) fn product(material: &[u8], len: usize) -> Bytes {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ material.len() as u64;
    let mut chunks = material.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().unwrap());
        hash = (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    }
    for byte in chunks.remainder() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    fill(hash, len)
}

fn fill(mut word: u64, len: usize) -> Bytes {
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len {
        word = word
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    bytes.truncate(len);
    Bytes::new(bytes).unwrap()
}
