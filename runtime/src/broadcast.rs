//! Calls to everybody who is there: one call goes out, and whoever has the
//! program answers.

use std::io;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::time::Duration;

use idlc_xdr::{Decode, Encode, Sink, Writer};

use crate::answer::{read_reply, read_results};
use crate::driver::{broadcast, clock, entropy};
use crate::error::CallError;
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::proto::onc::Gathering;
use crate::rpc::{Credentials, OpaqueAuth, call_prefix};
use crate::rpcbind::PORT;
use crate::rpcbind::protocol::{PmapCall, PmapCallResult, RPCBIND_V2};

/// A call to everybody who is there, over UDP: who answers, and what.
///
/// Nothing is known of those who do not answer, so it is for procedures that may
/// be executed anywhere any number of times. Each server's first reply counts.
///
/// ```no_run
/// use std::time::Duration;
/// use idlc_runtime::{Broadcast, Interface, Procedure, Program, Version};
/// # static CALC: Interface = Interface {
/// #     name: "Calc", program: Program(7), version: Version(1), procedures: &[],
/// # };
/// // Whoever has the interface `Calc`, wherever its port is:
/// let found = Broadcast::by_rpcbind(&CALC)
///     .wait(Duration::from_secs(2))
///     .call::<()>(Procedure::NULL, &())?;
/// for (server, _) in found {
///     println!("{server}");
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Broadcast {
    interface: &'static Interface,
    way: Way,
    to: Option<Vec<SocketAddr>>,
    credentials: Credentials,
    wait: Duration,
}

#[derive(Debug, Clone, Copy)]
enum Way {
    /// To the program itself, at its port.
    Direct { port: u16 },
    /// To every host's registry, which passes the call on.
    Rpcbind,
}

/// The procedure by which a registry passes a call on.
const CALLIT: Procedure = Procedure(5);

/// How long replies are waited for.
const WAIT: Duration = Duration::from_secs(5);

impl Broadcast {
    /// A call to the program at a port that all its servers have.
    #[must_use]
    pub const fn at_port(interface: &'static Interface, port: u16) -> Self {
        Self::new(interface, Way::Direct { port })
    }

    /// A call to the rpcbind of every host, which passes it on to the program
    /// where it is registered, and without credentials (`CALLIT`, RFC 1833
    /// §2.2.1). Many registries do not do so, or only for calls from their own
    /// host; Linux's has to be started with `-r`.
    #[must_use]
    pub const fn by_rpcbind(interface: &'static Interface) -> Self {
        Self::new(interface, Way::Rpcbind)
    }

    const fn new(interface: &'static Interface, way: Way) -> Self {
        Self {
            interface,
            way,
            to: None,
            credentials: Credentials::None,
            wait: WAIT,
        }
    }

    /// Whom to ask instead of everybody on this host's networks: addresses of
    /// one family, be it of one host, of a network or of a multicast group.
    #[must_use]
    pub fn to(mut self, addresses: impl IntoIterator<Item = SocketAddr>) -> Self {
        self.to = Some(addresses.into_iter().collect());
        self
    }

    /// Who the call says it is from. Default: nobody, `AUTH_NONE`.
    #[must_use]
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = credentials.into();
        self
    }

    /// For how long replies are taken; meanwhile the call is sent again, ever
    /// more rarely. Default: 5 s.
    #[must_use]
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Calls, and waits until the time is over: who answered, and what.
    ///
    /// # Errors
    ///
    /// Those of the system where the call cannot be sent.
    pub fn call<T: for<'a> Decode<'a>>(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> io::Result<Vec<(SocketAddr, Result<T, CallError>)>> {
        let mut replies = Vec::new();
        self.call_each(procedure, arguments, |from, result| {
            replies.push((from, result));
            ControlFlow::Continue(())
        })?;
        Ok(replies)
    }

    /// Calls, and hands each server's reply to `take` as it arrives, until the
    /// time is over or `take` breaks it off.
    ///
    /// # Errors
    ///
    /// Those of the system where the call cannot be sent.
    pub fn call_each<T: for<'a> Decode<'a>>(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        mut take: impl FnMut(SocketAddr, Result<T, CallError>) -> ControlFlow<()>,
    ) -> io::Result<()> {
        let to = self.destinations()?;
        let xid = Xid(entropy::random_u32().map_err(io::Error::other)?);
        let mut gathering = Gathering::new(clock::now(), xid, self.wait);
        let message = self.message(xid, procedure, arguments);
        let interface = self.interface;
        broadcast::gather(&mut gathering, &to, &message, |from, reply| {
            match self.way {
                Way::Direct { .. } => take(from, read_reply(interface, procedure, reply)),
                Way::Rpcbind => match passed_on(from, reply) {
                    Some((server, results)) => take(server, read_results(&results)),
                    None => ControlFlow::Continue(()),
                },
            }
        })
    }

    fn destinations(&self) -> io::Result<Vec<SocketAddr>> {
        if let Some(to) = &self.to {
            return Ok(to.clone());
        }
        let port = match self.way {
            Way::Direct { port } => port,
            Way::Rpcbind => PORT,
        };
        let networks = broadcast::networks()?.into_iter();
        Ok(networks.map(|network| (network, port).into()).collect())
    }

    fn message(&self, xid: Xid, procedure: Procedure, arguments: &impl Encode) -> Vec<u8> {
        match self.way {
            Way::Direct { .. } => self.call_of(self.interface, xid, procedure, arguments),
            Way::Rpcbind => {
                let call = PmapCall {
                    prog: self.interface.program.0,
                    vers: self.interface.version.0,
                    proc: procedure.0,
                    args: idlc_xdr::to_vec(arguments),
                };
                self.call_of(&RPCBIND_V2, xid, CALLIT, &call)
            }
        }
    }

    fn call_of(
        &self,
        interface: &Interface,
        xid: Xid,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> Vec<u8> {
        let mut message = Writer::new();
        let (program, version) = (interface.program, interface.version);
        message.put_array(call_prefix(xid, program, version, procedure));
        message.put(&self.credentials.to_wire());
        OpaqueAuth::none().encode(&mut message);
        arguments.encode(&mut message);
        message.into_vec()
    }
}

/// What a registry passed on, and from whom. One that refuses has nobody to
/// speak of.
fn passed_on(registry: SocketAddr, reply: &[u8]) -> Option<(SocketAddr, Vec<u8>)> {
    let result: PmapCallResult = read_reply(&RPCBIND_V2, CALLIT, reply).ok()?;
    let port = u16::try_from(result.port).ok()?;
    Some((SocketAddr::new(registry.ip(), port), result.res))
}
