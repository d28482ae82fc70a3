//! What a server serves, by program and version, and whom: the checks of a
//! call that come before its handler. They are made in the order of RFC 5531 §9:
//! another RPC version, credentials that nobody here can read, program, version,
//! credentials that the service does not take, procedure.
//!
//! A flavor that comes with a security context of its own, as `RPCSEC_GSS` does,
//! would be unwrapped where `find` reads the credentials, and its verifier
//! written where the header of a reply is. `AUTH_TLS` (RFC 9289), by which a
//! client asks whether it may begin TLS, is a flavor that is not taken: the
//! answer, `AUTH_REJECTEDCRED`, says no.

use std::collections::BTreeMap;

use idlc_xdr::{Encode, Reader, Writer};

use crate::auth_policy::AuthPolicy;
use crate::error::ServeError;
use crate::id::{Procedure, Program, Version, Xid};
use crate::interface::Interface;
use crate::rpc::{
    AcceptStat, AuthFlavor, AuthStat, CallHeader, CallRejected, Credentials, RPC_VERSION,
    Rejection, ReplyHeader,
};

/// A service's place in the list it was registered from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration(pub usize);

/// The interfaces of a server. It never changes while the server runs.
#[derive(Debug)]
pub struct Directory {
    programs: BTreeMap<Program, BTreeMap<Version, Registered>>,
}

#[derive(Debug)]
struct Registered {
    service: Registration,
    interface: &'static Interface,
    policy: AuthPolicy,
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
    /// A directory of interfaces and whom they take, each registered under its
    /// place in the list.
    ///
    /// # Errors
    ///
    /// [`ServeError::Duplicate`] where two interfaces have the same program
    /// and version.
    pub fn new(
        interfaces: impl IntoIterator<Item = (&'static Interface, AuthPolicy)>,
    ) -> Result<Self, ServeError> {
        let mut programs = BTreeMap::<_, BTreeMap<_, Registered>>::new();
        for (place, (interface, policy)) in interfaces.into_iter().enumerate() {
            let versions = programs.entry(interface.program).or_default();
            let registered = Registered {
                service: Registration(place),
                interface,
                policy,
            };
            if let Some(first) = versions.insert(interface.version, registered) {
                return Err(ServeError::Duplicate {
                    program: interface.program,
                    version: interface.version,
                    first: first.interface.name,
                    second: interface.name,
                });
            }
        }
        Ok(Self { programs })
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
        if !self.is_known(credentials.flavor()) {
            return Err(Refused::Auth(AuthStat::REJECTEDCRED));
        }
        let unavailable = |stat| Err(Refused::Unavailable(stat));
        let Some(versions) = self.programs.get(&header.program) else {
            return unavailable(AcceptStat::ProgramUnavailable);
        };
        let Some(registered) = versions.get(&header.version) else {
            return unavailable(mismatch(versions.keys()));
        };
        if header.procedure == Procedure::NULL && is_claim(credentials.flavor()) {
            return Ok(Target::Null);
        }
        let admitted = registered.policy.admit(&credentials);
        admitted.map_err(Refused::Auth)?;
        if header.procedure == Procedure::NULL {
            return Ok(Target::Null);
        }
        if !registered.interface.has(header.procedure) {
            return unavailable(AcceptStat::ProcedureUnavailable);
        }
        Ok(Target::Service(registered.service, credentials))
    }

    /// Whether some service takes the flavor, or it needs no service to do so.
    fn is_known(&self, flavor: AuthFlavor) -> bool {
        let mut services = self.programs.values().flat_map(BTreeMap::values);
        is_claim(flavor) || services.any(|service| service.policy.takes(flavor))
    }
}

/// Whether a flavor claims nothing that would have to be proved first, so that
/// procedure 0 is answered.
fn is_claim(flavor: AuthFlavor) -> bool {
    matches!(flavor, AuthFlavor::NONE | AuthFlavor::SYS)
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
