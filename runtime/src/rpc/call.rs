//! The header of a call (RFC 5531 §9, `call_body`).

use idlc_xdr::{Encode, Layout, Reader, Sink, Size};

use crate::id::{Procedure, Program, Version, Xid};
use crate::rpc::auth::{AuthStat, OpaqueAuth};

/// The version of the RPC protocol that RFC 5531 describes.
pub const RPC_VERSION: u32 = 2;

/// `msg_type` of a call.
const CALL: u32 = 0;

/// What stands before a call's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallHeader<'a> {
    /// Repeated by the reply.
    pub xid: Xid,
    /// The program called.
    pub program: Program,
    /// Its version.
    pub version: Version,
    /// The procedure called.
    pub procedure: Procedure,
    /// Who calls.
    pub credentials: OpaqueAuth<'a>,
    /// What proves it.
    pub verifier: OpaqueAuth<'a>,
}

/// Why a message is no call that can be looked at further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallRejected {
    /// It is cut short or is not a call: nobody to answer.
    Noise,
    /// It is a call of another version of RPC; answer `RPC_MISMATCH`.
    RpcMismatch {
        /// The call's id.
        xid: Xid,
    },
    /// Its credential or verifier cannot be read; answer `AUTH_ERROR`.
    Auth {
        /// The call's id.
        xid: Xid,
        /// What is wrong.
        stat: AuthStat,
    },
}

impl<'a> CallHeader<'a> {
    /// Reads a call's header and leaves the reader at the arguments.
    ///
    /// # Errors
    ///
    /// [`CallRejected`] says whether and how to answer instead.
    pub fn read(input: &mut Reader<'a>) -> Result<Self, CallRejected> {
        let noise = |_truncated| CallRejected::Noise;
        let xid = Xid(input.u32().map_err(noise)?);
        if input.u32().map_err(noise)? != CALL {
            return Err(CallRejected::Noise);
        }
        if input.u32().map_err(noise)? != RPC_VERSION {
            return Err(CallRejected::RpcMismatch { xid });
        }
        let program = Program(input.u32().map_err(noise)?);
        let version = Version(input.u32().map_err(noise)?);
        let procedure = Procedure(input.u32().map_err(noise)?);
        let credentials = input
            .field("credentials")
            .map_err(|_malformed| CallRejected::Auth {
                xid,
                stat: AuthStat::BADCRED,
            })?;
        let verifier = input
            .field("verifier")
            .map_err(|_malformed| CallRejected::Auth {
                xid,
                stat: AuthStat::BADVERF,
            })?;
        Ok(Self {
            xid,
            program,
            version,
            procedure,
            credentials,
            verifier,
        })
    }
}

impl Layout for CallHeader<'_> {
    const SIZE: Size = Size::AtLeast(40);
}

impl Encode for CallHeader<'_> {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.put_array(call_prefix(
            self.xid,
            self.program,
            self.version,
            self.procedure,
        ));
        self.credentials.encode(out);
        self.verifier.encode(out);
    }
}

/// The part of a call's header that stands before the credentials, for
/// callers whose credentials are encoded once and not for each call.
pub(crate) fn call_prefix(
    xid: Xid,
    program: Program,
    version: Version,
    procedure: Procedure,
) -> [u8; 24] {
    let words = [xid.0, CALL, RPC_VERSION, program.0, version.0, procedure.0];
    let mut bytes = [0; 24];
    for (chunk, word) in bytes.chunks_exact_mut(4).zip(words) {
        chunk.copy_from_slice(&word.to_be_bytes());
    }
    bytes
}
