//! The registry of a host, asked in the newest version that it speaks: where it
//! does not know version 4, version 3 is asked, then 2.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use super::error::RpcbindError;
use super::host::with_port;
use super::netid::Protocol;
use super::older::OrOlder;
use super::protocol::{
    Pmap, RPCBIND_V2, RPCBIND_V3, RPCBIND_V4, Rpcb, RpcbList, RpcbindV2Client, RpcbindV3Client,
    RpcbindV4Client,
};
use super::registration::Registration;
use super::universal::UniversalAddress;
use crate::client::Client;
use crate::error::{CallError, ConnectError};
use crate::id::{Program, Version};
use crate::interface::Interface;

/// How long the registry may take to answer.
const DEADLINE: Duration = Duration::from_secs(10);

/// The registry of a host.
///
/// It is cheap to clone, and may be used by many threads at once.
#[derive(Debug, Clone)]
pub struct Rpcbind {
    server: SocketAddr,
    v2: RpcbindV2Client,
    v3: RpcbindV3Client,
    v4: RpcbindV4Client,
}

impl Rpcbind {
    /// The registry of a host, at port 111 unless `host` has another. Nothing
    /// is sent. A question that is not answered within 10 s fails.
    ///
    /// # Errors
    ///
    /// [`RpcbindError::Connect`] where the host cannot be found or the system
    /// has no socket or no randomness to give.
    pub fn connect(host: &str) -> Result<Self, RpcbindError> {
        let address = with_port(host);
        let client = |interface: &'static Interface| -> Result<Client, ConnectError> {
            Client::builder(interface)
                .deadline(DEADLINE)
                .connect(address.as_str())
        };
        let v4 = client(&RPCBIND_V4)?;
        Ok(Self {
            server: v4.server(),
            v2: RpcbindV2Client::new(client(&RPCBIND_V2)?),
            v3: RpcbindV3Client::new(client(&RPCBIND_V3)?),
            v4: RpcbindV4Client::new(v4),
        })
    }

    /// The registry of this host.
    ///
    /// # Errors
    ///
    /// As for [`connect`](Self::connect).
    pub fn local() -> Result<Self, RpcbindError> {
        Self::connect("127.0.0.1")
    }

    /// The same registry with another time in which it is to answer.
    #[must_use]
    pub fn with_deadline(&self, deadline: Duration) -> Self {
        Self {
            server: self.server,
            v2: self.v2.with_deadline(deadline),
            v3: self.v3.with_deadline(deadline),
            v4: self.v4.with_deadline(deadline),
        }
    }

    /// The registry's address.
    #[must_use]
    pub const fn server(&self) -> SocketAddr {
        self.server
    }

    /// Whether the registry is there: the null procedure.
    ///
    /// # Errors
    ///
    /// [`RpcbindError::Call`] where it does not answer.
    pub fn ping(&self) -> Result<(), RpcbindError> {
        self.asked(self.v4.rpcbproc_null())
            .or_older(|| self.asked(self.v3.rpcbproc_null()))
            .or_older(|| self.asked(self.v2.pmapproc_null()))
    }

    /// The port of a program, if it has one: a part of
    /// [`address_of`](Self::address_of).
    ///
    /// # Errors
    ///
    /// As for [`address_of`](Self::address_of).
    pub fn port_of(
        &self,
        program: Program,
        version: Version,
        protocol: Protocol,
    ) -> Result<Option<u16>, RpcbindError> {
        let address = self.address_of(program, version, protocol)?;
        Ok(address.map(|address| address.port()))
    }

    /// Where a program is, if it is registered for the protocol. One that is
    /// registered in other versions alone is found, too: who calls it is told
    /// which it has.
    ///
    /// # Errors
    ///
    /// [`RpcbindError`] where the registry cannot be asked, or its answer is no
    /// address.
    pub fn address_of(
        &self,
        program: Program,
        version: Version,
        protocol: Protocol,
    ) -> Result<Option<SocketAddr>, RpcbindError> {
        let wanted = Rpcb {
            r_prog: program.0,
            r_vers: version.0,
            r_netid: protocol.netid(self.server).to_owned(),
            ..Rpcb::default()
        };
        let newer = match protocol {
            Protocol::Udp => self
                .asked(self.v4.rpcbproc_getaddr(&wanted))
                .or_older(|| self.asked(self.v3.rpcbproc_getaddr(&wanted))),
            // Asked for an address, the registry gives that of the transport by
            // which it is asked, whatever the question says.
            Protocol::Tcp => self.listed(&wanted),
        };
        newer
            .and_then(|address| self.read(address))
            .or_older(|| self.port_in_v2(program, version, protocol))
    }

    /// All that is registered.
    ///
    /// # Errors
    ///
    /// [`RpcbindError::Call`] where the registry cannot be asked.
    pub fn dump(&self) -> Result<Vec<Registration>, RpcbindError> {
        let entries = |list: Vec<RpcbList>| list.into_iter().map(|node| node.rpcb_map.into());
        self.asked(self.v4.rpcbproc_dump())
            .or_older(|| self.asked(self.v3.rpcbproc_dump()))
            .map(|list| entries(list).collect())
            .or_older(|| {
                let list = self.asked(self.v2.pmapproc_dump())?;
                Ok(list.into_iter().map(|node| node.map.into()).collect())
            })
    }

    /// Registers an address, and says whether that was done: not where another
    /// one is registered for the same version and transport.
    ///
    /// # Errors
    ///
    /// [`RpcbindError`] where the registry cannot be asked or refuses, or is too
    /// old to know the transport.
    pub fn set(&self, entry: &Registration) -> Result<bool, RpcbindError> {
        let rpcb = Rpcb::from(entry);
        self.asked(self.v4.rpcbproc_set(&rpcb))
            .or_older(|| self.asked(self.v3.rpcbproc_set(&rpcb)))
            .or_older(|| self.asked(self.v2.pmapproc_set(self.to_pmap(entry)?)))
    }

    /// Removes what is registered of a version for a transport, or for all with
    /// an empty netid, and says whether that was done. A registry that speaks
    /// only version 2 removes it for all in any case.
    ///
    /// # Errors
    ///
    /// [`RpcbindError::Call`] where the registry cannot be asked or refuses.
    pub fn unset(
        &self,
        program: Program,
        version: Version,
        netid: &str,
    ) -> Result<bool, RpcbindError> {
        let rpcb = Rpcb {
            r_prog: program.0,
            r_vers: version.0,
            r_netid: netid.to_owned(),
            ..Rpcb::default()
        };
        let pmap = Pmap {
            prog: program.0,
            vers: version.0,
            ..Pmap::default()
        };
        self.asked(self.v4.rpcbproc_unset(&rpcb))
            .or_older(|| self.asked(self.v3.rpcbproc_unset(&rpcb)))
            .or_older(|| self.asked(self.v2.pmapproc_unset(pmap)))
    }

    /// The time on the registry's host, in whole seconds.
    ///
    /// # Errors
    ///
    /// [`RpcbindError::Call`] where the registry cannot be asked, or speaks only
    /// version 2.
    pub fn time(&self) -> Result<SystemTime, RpcbindError> {
        let seconds = self
            .asked(self.v4.rpcbproc_gettime())
            .or_older(|| self.asked(self.v3.rpcbproc_gettime()))?;
        Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.into()))
    }

    /// The address that the registry lists for the transport.
    fn listed(&self, wanted: &Rpcb) -> Result<String, RpcbindError> {
        let list = self.asked(self.v4.rpcbproc_getaddrlist(wanted))?;
        let entries = list.into_iter().map(|node| node.rpcb_entry_map);
        let found = entries.into_iter().find(|e| e.r_nc_netid == wanted.r_netid);
        Ok(found.map(|entry| entry.r_maddr).unwrap_or_default())
    }

    fn port_in_v2(
        &self,
        program: Program,
        version: Version,
        protocol: Protocol,
    ) -> Result<Option<SocketAddr>, RpcbindError> {
        let port = self.asked(self.v2.pmapproc_getport(Pmap {
            prog: program.0,
            vers: version.0,
            prot: protocol.number(),
            port: 0,
        }))?;
        let port = u16::try_from(port).ok().filter(|port| *port > 0);
        Ok(port.map(|port| SocketAddr::new(self.server.ip(), port)))
    }

    fn to_pmap(&self, entry: &Registration) -> Result<Pmap, RpcbindError> {
        entry.to_pmap().ok_or(RpcbindError::TooOld {
            server: self.server,
            knows: "UDP and TCP over IPv4",
        })
    }

    /// Reads an address as it was answered; empty means none. One that says only
    /// the port is that of the registry's host.
    fn read(&self, address: String) -> Result<Option<SocketAddr>, RpcbindError> {
        if address.is_empty() {
            return Ok(None);
        }
        match address.parse::<UniversalAddress>() {
            Ok(read) => {
                let mut read = SocketAddr::from(read);
                if read.ip().is_unspecified() {
                    read.set_ip(self.server.ip());
                }
                Ok(Some(read))
            }
            Err(error) => Err(RpcbindError::Address {
                server: self.server,
                address,
                error,
            }),
        }
    }

    fn asked<T>(&self, answer: Result<T, CallError>) -> Result<T, RpcbindError> {
        answer.map_err(|error| RpcbindError::Call {
            server: self.server,
            error,
        })
    }
}
