//! What a server serves, by program and version, and whom: the checks of a
//! call that come before its handler, in the order of RFC 5531 §9: another
//! RPC version, credentials, program, version, procedure.

use std::collections::BTreeMap;

use idlc_xdr::{Encode, Reader, Writer};

use crate::error::ServeError;
use crate::id::{Procedure, Program, Version, Xid};
use crate::interface::Interface;
use crate::rpc::{
    AcceptStat, AuthStat, CallHeader, CallRejected, Credentials, RPC_VERSION, Rejection,
    ReplyHeader,
};

/// A service's place in the list it was registered from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration(pub usize);

/// The interfaces of a server. It never changes while the server runs.
#[derive(Debug)]
pub struct Directory {
    programs: BTreeMap<Program, BTreeMap<Version, (Registration, &'static Interface)>>,
    require_auth_sys: bool,
}

/// What a message is, to a server.
#[derive(Debug)]
pub enum Looked<'d> {
    /// No call, and nobody to answer.
    Noise,
    /// The answer is written, and no handler is to run.
    Answered(Answer),
    /// A call of a service here.
    Call(Found<'d>),
}

/// Why a call is answered without a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The null procedure.
    Null,
    /// Another version of RPC.
    RpcMismatch,
    /// Credentials that cannot be read or are not taken.
    Auth,
    /// A program, version or procedure that is not here.
    Unavailable,
}

/// A call of a service that is here.
#[derive(Debug)]
pub struct Found<'d> {
    /// Which service.
    pub service: Registration,
    /// What was called.
    pub header: CallHeader<'d>,
    /// Who calls.
    pub credentials: Credentials,
    /// The encoded arguments.
    pub arguments: &'d [u8],
}

impl Directory {
    /// A directory of the interfaces, each registered under its place in the
    /// list.
    ///
    /// # Errors
    ///
    /// [`ServeError::Duplicate`] where two interfaces have the same program
    /// and version.
    pub fn new(
        interfaces: &[&'static Interface],
        require_auth_sys: bool,
    ) -> Result<Self, ServeError> {
        let mut programs = BTreeMap::<_, BTreeMap<_, (_, &'static Interface)>>::new();
        for (place, interface) in interfaces.iter().enumerate() {
            let versions = programs.entry(interface.program).or_default();
            let registered = (Registration(place), *interface);
            if let Some((_, first)) = versions.insert(interface.version, registered) {
                return Err(ServeError::Duplicate {
                    program: interface.program,
                    version: interface.version,
                    first: first.name,
                    second: interface.name,
                });
            }
        }
        Ok(Self {
            programs,
            require_auth_sys,
        })
    }

    /// Looks whom a message is for. Where no handler is to run, the whole
    /// reply is written to `answer`.
    #[must_use]
    pub fn look<'d>(&self, message: &'d [u8], answer: &mut Writer) -> Looked<'d> {
        let mut input = Reader::new(message);
        let header = match CallHeader::read(&mut input) {
            Ok(header) => header,
            Err(rejected) => return reject(rejected, answer),
        };
        match self.find(&header) {
            Ok(Target::Null) => {
                ReplyHeader::accepted(header.xid, AcceptStat::Success).encode(answer);
                Looked::Answered(Answer::Null)
            }
            Ok(Target::Service(service, credentials)) => Looked::Call(Found {
                service,
                header,
                credentials,
                arguments: input.rest(),
            }),
            Err(Refused::Auth(stat)) => auth_error(header.xid, stat, answer),
            Err(Refused::Unavailable(stat)) => {
                ReplyHeader::accepted(header.xid, stat).encode(answer);
                Looked::Answered(Answer::Unavailable)
            }
        }
    }

    /// Whom the call is for.
    fn find(&self, header: &CallHeader<'_>) -> Result<Target, Refused> {
        let credentials = Credentials::from_wire(header.credentials).map_err(Refused::Auth)?;
        let is_null = header.procedure == Procedure::NULL;
        match credentials {
            Credentials::Other { .. } => return Err(Refused::Auth(AuthStat::REJECTEDCRED)),
            Credentials::None if self.require_auth_sys && !is_null => {
                return Err(Refused::Auth(AuthStat::TOOWEAK));
            }
            Credentials::None | Credentials::Sys(_) => {}
        }
        let unavailable = |stat| Err(Refused::Unavailable(stat));
        let Some(versions) = self.programs.get(&header.program) else {
            return unavailable(AcceptStat::ProgramUnavailable);
        };
        let Some((service, interface)) = versions.get(&header.version) else {
            return unavailable(mismatch(versions.keys()));
        };
        if is_null {
            return Ok(Target::Null);
        }
        if !interface.has(header.procedure) {
            return unavailable(AcceptStat::ProcedureUnavailable);
        }
        Ok(Target::Service(*service, credentials))
    }
}

/// Whom a call is for.
enum Target {
    Null,
    Service(Registration, Credentials),
}

/// Why a call is for nobody here.
enum Refused {
    Auth(AuthStat),
    Unavailable(AcceptStat),
}

/// The range of versions that a program has here.
fn mismatch<'a>(versions: impl Iterator<Item = &'a Version> + Clone) -> AcceptStat {
    match (versions.clone().min(), versions.max()) {
        (Some(&low), Some(&high)) => AcceptStat::ProgramMismatch { low, high },
        _ => AcceptStat::ProgramUnavailable,
    }
}

fn reject(rejected: CallRejected, answer: &mut Writer) -> Looked<'static> {
    match rejected {
        CallRejected::Noise => Looked::Noise,
        CallRejected::Auth { xid, stat } => auth_error(xid, stat, answer),
        CallRejected::RpcMismatch { xid } => {
            let rejection = Rejection::RpcMismatch {
                low: RPC_VERSION,
                high: RPC_VERSION,
            };
            ReplyHeader::denied(xid, rejection).encode(answer);
            Looked::Answered(Answer::RpcMismatch)
        }
    }
}

fn auth_error(xid: Xid, stat: AuthStat, answer: &mut Writer) -> Looked<'static> {
    ReplyHeader::denied(xid, Rejection::Auth(stat)).encode(answer);
    Looked::Answered(Answer::Auth)
}
