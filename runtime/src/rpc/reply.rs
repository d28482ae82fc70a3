//! The header of a reply (RFC 5531 §9, `reply_body`).

use std::fmt;

use idlc_xdr::{Decode, DecodeError, Encode, Layout, Reader, Sink, Size};

use crate::id::{Version, Xid};
use crate::rpc::auth::{AuthStat, OpaqueAuth};

/// `msg_type` of a reply.
const REPLY: u32 = 1;

/// `reply_stat`.
const ACCEPTED: u32 = 0;
const DENIED: u32 = 1;

/// `accept_stat`.
const SUCCESS: u32 = 0;
const PROG_UNAVAIL: u32 = 1;
const PROG_MISMATCH: u32 = 2;
const PROC_UNAVAIL: u32 = 3;
const GARBAGE_ARGS: u32 = 4;
const SYSTEM_ERR: u32 = 5;

/// `reject_stat`.
const RPC_MISMATCH: u32 = 0;
const AUTH_ERROR: u32 = 1;

/// What stands before a reply's results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyHeader<'a> {
    /// The call's id.
    pub xid: Xid,
    /// What became of it.
    pub status: ReplyStatus<'a>,
}

/// Whether the server took the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyStatus<'a> {
    /// `MSG_ACCEPTED`.
    Accepted {
        /// What proves that the server is the server.
        verifier: OpaqueAuth<'a>,
        /// What it made of the call.
        stat: AcceptStat,
    },
    /// `MSG_DENIED`.
    Denied(Rejection),
}

/// What the server made of a call that it took (`accept_stat`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptStat {
    /// `SUCCESS`: the results follow.
    Success,
    /// `PROG_UNAVAIL`: no such program here.
    ProgramUnavailable,
    /// `PROG_MISMATCH`: the program is here, the version is not.
    ProgramMismatch {
        /// The lowest version here.
        low: Version,
        /// The highest version here.
        high: Version,
    },
    /// `PROC_UNAVAIL`: no such procedure in this version.
    ProcedureUnavailable,
    /// `GARBAGE_ARGS`: the arguments cannot be decoded.
    GarbageArguments,
    /// `SYSTEM_ERR`: the server failed.
    SystemError,
}

/// Why the server did not take a call (`reject_stat`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// `RPC_MISMATCH`: another version of RPC.
    RpcMismatch {
        /// The lowest version the server speaks.
        low: u32,
        /// The highest version the server speaks.
        high: u32,
    },
    /// `AUTH_ERROR`: not with these credentials.
    Auth(AuthStat),
}

impl ReplyHeader<'_> {
    /// A reply that the server took the call, without a verifier.
    #[must_use]
    pub fn accepted(xid: Xid, stat: AcceptStat) -> Self {
        Self {
            xid,
            status: ReplyStatus::Accepted {
                verifier: OpaqueAuth::none(),
                stat,
            },
        }
    }

    /// A reply that the server did not take the call.
    #[must_use]
    pub const fn denied(xid: Xid, rejection: Rejection) -> Self {
        Self {
            xid,
            status: ReplyStatus::Denied(rejection),
        }
    }

    /// The id of the call that a message may answer, without looking further;
    /// `None` where the message is not a reply at all.
    #[must_use]
    pub fn peek_xid(message: &[u8]) -> Option<Xid> {
        let mut input = Reader::new(message);
        let xid = input.u32().ok()?;
        (input.u32().ok()? == REPLY).then_some(Xid(xid))
    }
}

impl Layout for ReplyHeader<'_> {
    const SIZE: Size = Size::AtLeast(16);
}

impl Encode for ReplyHeader<'_> {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.xid.encode(out);
        REPLY.encode(out);
        match &self.status {
            ReplyStatus::Accepted { verifier, stat } => {
                ACCEPTED.encode(out);
                verifier.encode(out);
                stat.encode(out);
            }
            ReplyStatus::Denied(rejection) => {
                DENIED.encode(out);
                rejection.encode(out);
            }
        }
    }
}

impl<'a> Decode<'a> for ReplyHeader<'a> {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let xid = input.field("xid")?;
        let message_type = input.u32()?;
        if message_type != REPLY {
            return Err(DecodeError::unknown_discriminant(
                "msg_type",
                message_type,
                input,
            ));
        }
        let status = match input.u32()? {
            ACCEPTED => ReplyStatus::Accepted {
                verifier: input.field("verifier")?,
                stat: input.field("accept_stat")?,
            },
            DENIED => ReplyStatus::Denied(input.field("reject_stat")?),
            other => {
                return Err(DecodeError::unknown_discriminant(
                    "reply_stat",
                    other,
                    input,
                ));
            }
        };
        Ok(Self { xid, status })
    }
}

impl Layout for AcceptStat {
    const SIZE: Size = Size::AtLeast(4);
}

impl Encode for AcceptStat {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        match self {
            Self::Success => SUCCESS.encode(out),
            Self::ProgramUnavailable => PROG_UNAVAIL.encode(out),
            Self::ProgramMismatch { low, high } => {
                PROG_MISMATCH.encode(out);
                low.encode(out);
                high.encode(out);
            }
            Self::ProcedureUnavailable => PROC_UNAVAIL.encode(out),
            Self::GarbageArguments => GARBAGE_ARGS.encode(out),
            Self::SystemError => SYSTEM_ERR.encode(out),
        }
    }
}

impl<'a> Decode<'a> for AcceptStat {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        match input.u32()? {
            SUCCESS => Ok(Self::Success),
            PROG_UNAVAIL => Ok(Self::ProgramUnavailable),
            PROG_MISMATCH => Ok(Self::ProgramMismatch {
                low: input.field("low")?,
                high: input.field("high")?,
            }),
            PROC_UNAVAIL => Ok(Self::ProcedureUnavailable),
            GARBAGE_ARGS => Ok(Self::GarbageArguments),
            SYSTEM_ERR => Ok(Self::SystemError),
            other => Err(DecodeError::unknown_discriminant(
                "accept_stat",
                other,
                input,
            )),
        }
    }
}

impl Layout for Rejection {
    const SIZE: Size = Size::AtLeast(8);
}

impl Encode for Rejection {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        match self {
            Self::RpcMismatch { low, high } => {
                RPC_MISMATCH.encode(out);
                low.encode(out);
                high.encode(out);
            }
            Self::Auth(stat) => {
                AUTH_ERROR.encode(out);
                stat.0.encode(out);
            }
        }
    }
}

impl<'a> Decode<'a> for Rejection {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        match input.u32()? {
            RPC_MISMATCH => Ok(Self::RpcMismatch {
                low: input.field("low")?,
                high: input.field("high")?,
            }),
            AUTH_ERROR => Ok(Self::Auth(AuthStat(input.field("auth_stat")?))),
            other => Err(DecodeError::unknown_discriminant(
                "reject_stat",
                other,
                input,
            )),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RpcMismatch { low, high } => {
                write!(
                    f,
                    "RPC_MISMATCH: the server speaks RPC versions {low} to {high}"
                )
            }
            Self::Auth(stat) => stat.fmt(f),
        }
    }
}
