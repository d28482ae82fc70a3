//! What a server is to have in the registry.

use std::net::{Ipv4Addr, SocketAddr};

use super::netid::Protocol;
use super::registration::Registration;
use crate::interface::Interface;

/// An address that a server listens at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listening {
    pub(crate) protocol: Protocol,
    pub(crate) address: SocketAddr,
    /// Whether an unspecified address of IPv6 stands for those of IPv4, too.
    pub(crate) is_dual: bool,
}

/// One entry for each interface and transport. The registry has room for one
/// address of each transport: the first that is listened at.
pub(crate) fn entries(
    interfaces: &[&'static Interface],
    listening: &[Listening],
) -> Vec<Registration> {
    let mut addresses: Vec<(Protocol, SocketAddr)> = Vec::new();
    let own = listening.iter().map(|l| (l.protocol, l.address));
    for (protocol, address) in own.chain(listening.iter().filter_map(as_ipv4)) {
        let netid = protocol.netid(address);
        if !addresses.iter().any(|(p, a)| p.netid(*a) == netid) {
            addresses.push((protocol, address));
        }
    }
    interfaces
        .iter()
        .flat_map(|interface| {
            addresses.iter().map(|(protocol, address)| {
                Registration::new(interface.program, interface.version, *protocol, *address)
            })
        })
        .collect()
}

fn as_ipv4(listening: &Listening) -> Option<(Protocol, SocketAddr)> {
    let address = listening.address;
    let all = SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port()));
    let is_any = address.is_ipv6() && address.ip().is_unspecified();
    (is_any && listening.is_dual).then_some((listening.protocol, all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{Program, Version};

    static CALC: Interface = Interface {
        name: "Calc",
        program: Program(7),
        version: Version(1),
        procedures: &[],
    };

    fn listening(protocol: Protocol, address: &str, is_dual: bool) -> Listening {
        let address = address.parse().unwrap();
        Listening {
            protocol,
            address,
            is_dual,
        }
    }

    fn lines(interfaces: &[&'static Interface], listening: &[Listening]) -> Vec<String> {
        let entries = entries(interfaces, listening);
        entries
            .iter()
            .map(|e| format!("{e}").trim().to_owned())
            .collect()
    }

    use Protocol::{Tcp, Udp};

    #[test]
    fn the_first_address_of_each_transport_is_registered() {
        let all = [
            listening(Udp, "127.0.0.1:7", false),
            listening(Udp, "127.0.0.1:8", false),
            listening(Tcp, "0.0.0.0:9", false),
            listening(Udp, "[::1]:10", true),
        ];
        let expected = [
            "7 1 udp 127.0.0.1.0.7",
            "7 1 tcp 0.0.0.0.0.9",
            "7 1 udp6 ::1.0.10",
        ];
        assert_eq!(lines(&[&CALC], &all), expected);
    }

    #[test]
    fn an_address_for_both_families_is_registered_for_both() {
        let dual = listening(Udp, "[::]:7", true);
        assert_eq!(
            lines(&[&CALC], &[dual]),
            ["7 1 udp6 ::.0.7", "7 1 udp 0.0.0.0.0.7"]
        );
        let v6_only = listening(Udp, "[::]:7", false);
        assert_eq!(lines(&[&CALC], &[v6_only]), ["7 1 udp6 ::.0.7"]);
        let v4 = listening(Udp, "127.0.0.1:8", false);
        let expected = ["7 1 udp6 ::.0.7", "7 1 udp 127.0.0.1.0.8"];
        assert_eq!(lines(&[&CALC], &[dual, v4]), expected);
    }
}
