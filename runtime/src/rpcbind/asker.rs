//! Who asks a registry: from where, as whom it registers, and what it can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::netid::Protocol;
use super::universal::UniversalAddress;
use crate::driver::route;
use crate::peer::Peer;
use crate::rpc::AuthStat;
use crate::service::{Context, Fault};

/// Who may remove what others have registered.
pub(crate) const SUPERUSER: &str = "superuser";

/// Who registers by a way that does not say who that is.
const UNKNOWN: &str = "unknown";

/// Who makes a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asker(Peer);

impl Asker {
    pub(crate) fn of(cx: &Context) -> Self {
        Self(match cx.peer() {
            Peer::Ip(mut address) => {
                // A socket for both families writes IPv4 as IPv6.
                address.set_ip(address.ip().to_canonical());
                Peer::Ip(address)
            }
            unix @ Peer::Unix(_) => unix,
        })
    }

    /// Refuses whoever is not on this host.
    pub(crate) fn must_be_local(self) -> Result<(), Fault> {
        match self.0 {
            Peer::Ip(address) if !address.ip().is_loopback() => Err(Fault::Auth(AuthStat::TOOWEAK)),
            Peer::Ip(_) | Peer::Unix(_) => Ok(()),
        }
    }

    /// As whom it registers, as rpcbind writes it: a unix socket knows its peer.
    pub(crate) fn owner(self) -> String {
        match self.0 {
            Peer::Unix(Some(process)) if process.uid == 0 => SUPERUSER.to_owned(),
            Peer::Unix(Some(process)) => process.uid.to_string(),
            Peer::Ip(_) | Peer::Unix(None) => UNKNOWN.to_owned(),
        }
    }

    /// The transport that it asks about: that by which it asks, which is the one
    /// that clients name, too.
    pub(crate) fn netid(self, named: &str) -> &str {
        match (Protocol::of_netid(named), self.0) {
            (None, Peer::Ip(address)) => Protocol::Udp.netid(address),
            _ => named,
        }
    }

    /// Whether it can call addresses of this one's kind.
    pub(crate) fn can_reach(self, address: &str) -> bool {
        let Ok(address) = address.parse::<UniversalAddress>() else {
            return false;
        };
        match self.0 {
            Peer::Ip(asker) => asker.is_ipv4() == SocketAddr::from(address).is_ipv4(),
            Peer::Unix(_) => true,
        }
    }

    /// An address as it is to call it: one that says only the port becomes that
    /// of this host as the asker sees it.
    pub(crate) fn to_call(self, address: &str) -> String {
        let Ok(read) = address.parse::<UniversalAddress>() else {
            return address.to_owned();
        };
        let mut read = SocketAddr::from(read);
        if read.ip().is_unspecified() && self.can_reach(address) {
            read.set_ip(self.this_host(read.ip()));
        }
        UniversalAddress::from(read).to_string()
    }

    /// This host as the asker sees it. Without a way to the asker nothing that
    /// is said to it arrives.
    fn this_host(self, any: IpAddr) -> IpAddr {
        match (self.0, any) {
            (Peer::Ip(asker), _) => route::local_ip_towards(asker).unwrap_or(any),
            (Peer::Unix(_), IpAddr::V4(_)) => Ipv4Addr::LOCALHOST.into(),
            (Peer::Unix(_), IpAddr::V6(_)) => Ipv6Addr::LOCALHOST.into(),
        }
    }
}
