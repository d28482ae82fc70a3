//! An entry of the registry, and its forms in the versions of the protocol.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

use super::netid::Protocol;
use super::protocol::{Pmap, Rpcb};
use super::universal::UniversalAddress;
use crate::id::{Program, Version};

/// A program's version at an address: an entry of the registry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Registration {
    /// The program.
    pub program: Program,
    /// Its version.
    pub version: Version,
    /// The transport: `udp`, `tcp6`, `local`.
    pub netid: String,
    /// The address as that transport writes it: a [`UniversalAddress`], or for
    /// `local` the path of a socket.
    pub address: String,
    /// Who registered it, as the registry knows them: empty where version 2
    /// was asked. When an entry is set, the registry finds out by itself.
    pub owner: String,
}

impl Registration {
    /// An entry for an address of this host.
    #[must_use]
    pub fn new(
        program: Program,
        version: Version,
        protocol: Protocol,
        address: SocketAddr,
    ) -> Self {
        Self {
            program,
            version,
            netid: protocol.netid(address).to_owned(),
            address: UniversalAddress::from(address).to_string(),
            owner: String::new(),
        }
    }

    /// Where it is, if that is an address of IPv4 or IPv6.
    #[must_use]
    pub fn socket_addr(&self) -> Option<SocketAddr> {
        let address: UniversalAddress = self.address.parse().ok()?;
        Some(address.into())
    }

    /// How it is called, if that is over UDP or TCP.
    #[must_use]
    pub fn protocol(&self) -> Option<Protocol> {
        Protocol::of_netid(&self.netid)
    }
}

/// As one line of `rpcinfo` without a header: program, version, netid, address,
/// owner.
impl fmt::Display for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            program,
            version,
            netid,
            address,
            owner,
        } = self;
        write!(f, "{program} {version} {netid} {address} {owner}")
    }
}

impl From<Rpcb> for Registration {
    fn from(entry: Rpcb) -> Self {
        Self {
            program: Program(entry.r_prog),
            version: Version(entry.r_vers),
            netid: entry.r_netid,
            address: entry.r_addr,
            owner: entry.r_owner,
        }
    }
}

impl From<&Registration> for Rpcb {
    fn from(entry: &Registration) -> Self {
        Self {
            r_prog: entry.program.0,
            r_vers: entry.version.0,
            r_netid: entry.netid.clone(),
            r_addr: entry.address.clone(),
            r_owner: entry.owner.clone(),
        }
    }
}

/// Version 2 knows ports alone, and those of IPv4: the host is any. A protocol
/// without a name keeps its number.
impl From<Pmap> for Registration {
    fn from(entry: Pmap) -> Self {
        let port = u16::try_from(entry.port).unwrap_or_default();
        let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, port));
        let netid = match Protocol::of_number(entry.prot) {
            Some(protocol) => protocol.to_string(),
            None => entry.prot.to_string(),
        };
        Self {
            program: Program(entry.prog),
            version: Version(entry.vers),
            netid,
            address: UniversalAddress::from(address).to_string(),
            owner: String::new(),
        }
    }
}

impl Registration {
    /// The entry in version 2, where it is one of IPv4.
    pub(crate) fn to_pmap(&self) -> Option<Pmap> {
        let address = self.socket_addr().filter(SocketAddr::is_ipv4)?;
        Some(Pmap {
            prog: self.program.0,
            vers: self.version.0,
            prot: self.protocol()?.number(),
            port: address.port().into(),
        })
    }
}
