//! The registry of a host, asked in the newest version that it speaks: where it
//! does not know version 4, version 3 is asked, then 2.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::host::with_port;
use super::netid::Protocol;
use super::older::OrOlder;
use super::protocol::{
    Pmap, RPCBIND_V2, RPCBIND_V3, RPCBIND_V4, Rpcb, RpcbList, RpcbindV2Client, RpcbindV3Client,
    RpcbindV4Client,
};
use super::registration::Registration;
use super::universal::{NotUniversal, UniversalAddress};
use crate::address::{Address, Transport};
use crate::client::{Client, Setup};
use crate::config::ClientConfig;
use crate::driver::resolve::{self, Place};
use crate::error::{CallError, ConnectError, RpcbindError};
use crate::id::{Program, Version};
use crate::interface::Interface;
use crate::rpc::Credentials;
use crate::server_address::ServerAddress;

/// How long the registry may take to answer.
const DEADLINE: Duration = Duration::from_secs(10);

/// Where rpcbind has its unix socket.
const SOCKETS: [&str; 2] = ["/run/rpcbind.sock", "/var/run/rpcbind.sock"];

/// The registry of a host.
///
/// It is cheap to clone, and may be used by many threads at once.
#[derive(Debug, Clone)]
pub struct Rpcbind {
    server: ServerAddress,
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
        let address = Address::from(with_port(host));
        let places = resolve::places(&address).map_err(ConnectError::Address)?;
        // The others are the same host's.
        match places.into_iter().next() {
            Some(Place::Known { server, .. }) => Self::at(server, DEADLINE),
            _ => Err(ConnectError::Config("the registry's address has no port").into()),
        }
    }

    /// The registry at this address.
    pub(crate) fn at(server: ServerAddress, deadline: Duration) -> Result<Self, RpcbindError> {
        let mut config = ClientConfig {
            deadline: Some(deadline),
            ..ClientConfig::default()
        };
        config.stream.waits_for_restart = false;
        let client = |interface: &'static Interface| {
            let setup = Setup::new(interface, config, &Credentials::None)?;
            Client::new(setup, vec![place(&server)], None)
        };
        Ok(Self {
            v2: RpcbindV2Client::new(client(&RPCBIND_V2)?),
            v3: RpcbindV3Client::new(client(&RPCBIND_V3)?),
            v4: RpcbindV4Client::new(client(&RPCBIND_V4)?),
            server,
        })
    }

    /// The registry of this host: by way of its unix socket, over which it knows
    /// who registers, or else over loopback.
    ///
    /// # Errors
    ///
    /// As for [`connect`](Self::connect).
    pub fn local() -> Result<Self, RpcbindError> {
        for path in SOCKETS {
            if Path::new(path).exists() {
                let registry = Self::at(ServerAddress::Unix(path.into()), DEADLINE)?;
                // A dead registry leaves its socket behind.
                if registry.ping().is_ok() {
                    return Ok(registry);
                }
            }
        }
        Self::connect("127.0.0.1")
    }

    /// The same registry with another time in which it is to answer.
    #[must_use]
    pub fn with_deadline(&self, deadline: Duration) -> Self {
        Self {
            server: self.server.clone(),
            v2: self.v2.with_deadline(deadline),
            v3: self.v3.with_deadline(deadline),
            v4: self.v4.with_deadline(deadline),
        }
    }

    /// The registry's address.
    #[must_use]
    pub const fn server(&self) -> &ServerAddress {
        &self.server
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
        let Some(server) = self.server.socket_addr() else {
            return self.find_in_dump(program, version, protocol);
        };
        let wanted = Rpcb {
            r_prog: program.0,
            r_vers: version.0,
            r_netid: protocol.netid(server).to_owned(),
            ..Rpcb::default()
        };
        // Asked for an address, the registry gives that of the transport by
        // which it is asked, whatever the question says.
        let newer = if is_called_by(&self.server, protocol) {
            self.asked(self.v4.rpcbproc_getaddr(&wanted))
                .or_older(|| self.asked(self.v3.rpcbproc_getaddr(&wanted)))
        } else {
            self.listed(&wanted)
        };
        newer
            .and_then(|address| self.read(server.ip(), address))
            .or_older(|| self.port_in_v2(server.ip(), program, version, protocol))
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

    /// What a registry that is asked by way of a unix socket lists for this
    /// host, over IPv4 if it can be.
    fn find_in_dump(
        &self,
        program: Program,
        version: Version,
        protocol: Protocol,
    ) -> Result<Option<SocketAddr>, RpcbindError> {
        let listed = self.dump()?.into_iter();
        let of_program = listed.filter(|e| e.program == program && e.protocol() == Some(protocol));
        let found = of_program.filter_map(|e| Some((e.version, e.socket_addr()?)));
        let nearest = found.min_by_key(|(v, address)| (*v != version, address.is_ipv6()));
        Ok(nearest.map(|(_, mut address)| {
            if address.ip().is_unspecified() {
                address.set_ip(match address {
                    SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                    SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
                });
            }
            address
        }))
    }

    fn port_in_v2(
        &self,
        host: IpAddr,
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
        Ok(port.map(|port| SocketAddr::new(host, port)))
    }

    fn to_pmap(&self, entry: &Registration) -> Result<Pmap, RpcbindError> {
        entry.to_pmap().ok_or(RpcbindError::TooOld {
            server: self.server.clone(),
            knows: "UDP and TCP over IPv4",
        })
    }

    /// Reads an address as it was answered; empty means none. One that says only
    /// the port is that of the registry's host.
    fn read(&self, host: IpAddr, address: String) -> Result<Option<SocketAddr>, RpcbindError> {
        if address.is_empty() {
            return Ok(None);
        }
        match address.parse::<UniversalAddress>() {
            Ok(read) => {
                let mut read = SocketAddr::from(read);
                if read.ip().is_unspecified() {
                    read.set_ip(host);
                }
                Ok(Some(read))
            }
            Err(NotUniversal) => Err(RpcbindError::Address {
                server: self.server.clone(),
                address,
            }),
        }
    }

    fn asked<T>(&self, answer: Result<T, CallError>) -> Result<T, RpcbindError> {
        answer.map_err(|error| RpcbindError::Call {
            server: self.server.clone(),
            error,
        })
    }
}

/// It is called as ONC RPC, whatever the transport.
fn place(server: &ServerAddress) -> Place {
    let transport = match server {
        ServerAddress::Udp(_) => Transport::OncUdp,
        ServerAddress::Tcp(_) => Transport::OncTcp,
        ServerAddress::Unix(_) => Transport::OncUnix,
    };
    let server = server.clone();
    Place::Known { transport, server }
}

/// Whether a registry at this address is asked by way of the protocol.
const fn is_called_by(registry: &ServerAddress, protocol: Protocol) -> bool {
    match registry {
        ServerAddress::Udp(_) => matches!(protocol, Protocol::Udp),
        ServerAddress::Tcp(_) => matches!(protocol, Protocol::Tcp),
        ServerAddress::Unix(_) => false,
    }
}
