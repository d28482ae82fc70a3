//! Addresses as RFC 5665 writes them, in which the port's two bytes follow the
//! host: `192.0.2.7.8.1` is port 2049 of 192.0.2.7.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use thiserror::Error;

/// An address of IPv4 or IPv6 in the registry's spelling (RFC 5665 §5.2.3).
///
/// ```
/// use idlc_runtime::rpcbind::UniversalAddress;
/// use std::net::SocketAddr;
///
/// let nfs: UniversalAddress = "192.0.2.7.8.1".parse()?;
/// assert_eq!(SocketAddr::from(nfs), "192.0.2.7:2049".parse()?);
///
/// let portmapper = SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 111));
/// assert_eq!(UniversalAddress::from(portmapper).to_string(), "::1.0.111");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UniversalAddress {
    host: IpAddr,
    port: u16,
}

/// The text is no universal address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "not a universal address: an IPv4 or IPv6 address and two numbers below 256, as 127.0.0.1.0.111"
)]
pub struct NotUniversal;

impl UniversalAddress {
    /// The port.
    #[must_use]
    pub const fn port(self) -> u16 {
        self.port
    }
}

impl From<SocketAddr> for UniversalAddress {
    fn from(address: SocketAddr) -> Self {
        Self {
            host: address.ip(),
            port: address.port(),
        }
    }
}

impl From<UniversalAddress> for SocketAddr {
    fn from(address: UniversalAddress) -> Self {
        Self::new(address.host, address.port)
    }
}

impl fmt::Display for UniversalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [high, low] = self.port.to_be_bytes();
        write!(f, "{}.{high}.{low}", self.host)
    }
}

impl FromStr for UniversalAddress {
    type Err = NotUniversal;

    fn from_str(text: &str) -> Result<Self, NotUniversal> {
        let (rest, low) = text.rsplit_once('.').ok_or(NotUniversal)?;
        let (host, high) = rest.rsplit_once('.').ok_or(NotUniversal)?;
        Ok(Self {
            host: read_host(host)?,
            port: u16::from_be_bytes([read_byte(high)?, read_byte(low)?]),
        })
    }
}

/// A colon tells IPv6 from IPv4.
fn read_host(text: &str) -> Result<IpAddr, NotUniversal> {
    let host = if text.contains(':') {
        text.parse().map(|host: Ipv6Addr| host.into())
    } else {
        text.parse().map(|host: Ipv4Addr| host.into())
    };
    host.map_err(|_unreadable| NotUniversal)
}

/// A number below 256 in digits alone: `u8` also reads a sign.
fn read_byte(text: &str) -> Result<u8, NotUniversal> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotUniversal);
    }
    text.parse().map_err(|_too_large| NotUniversal)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_families_are_read_and_written() {
        for (text, address) in [
            ("0.0.0.0.0.0", "0.0.0.0:0"),
            ("127.0.0.1.0.111", "127.0.0.1:111"),
            ("255.255.255.255.255.255", "255.255.255.255:65535"),
            ("::.0.111", "[::]:111"),
            ("2001:db8::7.8.1", "[2001:db8::7]:2049"),
            ("::ffff:192.0.2.7.8.1", "[::ffff:192.0.2.7]:2049"),
        ] {
            let address: SocketAddr = address.parse().unwrap();
            assert_eq!(text.parse(), Ok(UniversalAddress::from(address)), "{text}");
            assert_eq!(UniversalAddress::from(address).to_string(), text);
        }
    }

    #[test]
    fn what_is_not_universal_is_refused() {
        for text in [
            "",
            ".",
            "..",
            "127.0.0.1",
            "127.0.0.1:111",
            "127.0.0.1.0",
            "127.0.0.1.0.256",
            "127.0.0.1.+0.111",
            "127.0.0.1.0.",
            "127.0.0.1.0.111 ",
            "256.0.0.1.0.111",
            "127.0.0.1.0.0.111",
            "::1",
            "[::1].0.111",
            "fe80::1%eth0.0.111",
            "/run/rpcbind.sock",
            "localhost.0.111",
        ] {
            assert_eq!(
                text.parse::<UniversalAddress>(),
                Err(NotUniversal),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_address_survives_a_round_trip(host: IpAddr, port: u16) {
            let address = UniversalAddress { host, port };
            prop_assert_eq!(address.to_string().parse(), Ok(address));
        }

        #[test]
        fn no_text_does_harm(text: String) {
            let _ = text.parse::<UniversalAddress>();
        }

        #[test]
        fn no_text_that_is_almost_an_address_does_harm(text in "[0-9a-f:.+%]{0,40}") {
            if let Ok(address) = text.parse::<UniversalAddress>() {
                prop_assert_eq!(address.to_string().parse(), Ok(address));
            }
        }
    }
}
