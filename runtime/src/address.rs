//! Where a server is or listens, as users write it. Parsing only: finding the host is the
//! driver's business.

use std::net::SocketAddr;

use crate::error::AddressError;

/// A server's address: a [`SocketAddr`], or text such as `host:port`.
///
/// What stands in front says how calls travel. `rpc://`, or nothing: over this
/// library's own transport, to a server made with it. `udp://`: as ONC RPC over
/// UDP, which every Sun RPC program understands. A server made with this library
/// listens for both at the same port.
///
/// ```
/// use idlc_runtime::Address;
/// let ours: Address = std::net::SocketAddr::from(([127, 0, 0, 1], 2049)).into();
/// let ours_by_name: Address = "rpc://fileserver:2049".into();
/// let anybodys: Address = "udp://fileserver:2049".into();
/// # let _ = (ours, ours_by_name, anybodys);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(Form);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Form {
    Socket(SocketAddr),
    Text(String),
}

/// How calls travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Transport {
    /// `rpc://`, and where nothing is said: the native form.
    Native,
    /// `udp://`: ONC RPC, one datagram for each message.
    OncUdp,
}

/// An address after parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Socket(SocketAddr),
    Name { host: String, port: u16 },
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self(Form::Socket(address))
    }
}

impl From<&str> for Address {
    fn from(text: &str) -> Self {
        Self(Form::Text(text.to_owned()))
    }
}

impl From<String> for Address {
    fn from(text: String) -> Self {
        Self(Form::Text(text))
    }
}

impl Address {
    /// Reads the address.
    pub(crate) fn parse(&self) -> Result<(Transport, Target), AddressError> {
        match &self.0 {
            Form::Socket(address) => Ok((Transport::Native, Target::Socket(*address))),
            Form::Text(text) => parse_text(text).map_err(|problem| AddressError::Unreadable {
                address: text.clone(),
                problem,
            }),
        }
    }
}

fn parse_text(text: &str) -> Result<(Transport, Target), &'static str> {
    let (transport, rest) = match text.split_once("://") {
        Some(("rpc", rest)) => (Transport::Native, rest),
        Some(("udp", rest)) => (Transport::OncUdp, rest),
        Some(("tcp", _)) => return Err("this version calls over UDP only"),
        Some(_) => return Err("the scheme is not known"),
        None => (Transport::Native, text),
    };
    if let Ok(address) = rest.parse() {
        return Ok((transport, Target::Socket(address)));
    }
    let (host, port) = rest.rsplit_once(':').ok_or("the port is missing")?;
    let port = port
        .parse()
        .map_err(|_not_a_number| "the port is not a number below 65536")?;
    if host.is_empty() {
        return Err("the host is missing");
    }
    if host.contains([':', '/', '[', ']']) {
        return Err("the host is neither a name nor an address");
    }
    let host = host.to_owned();
    Ok((transport, Target::Name { host, port }))
}

#[cfg(test)]
mod tests {
    use super::*;

    use Transport::{Native, OncUdp};

    fn read(text: &str) -> Result<(Transport, Target), String> {
        Address::from(text)
            .parse()
            .map_err(|error| error.to_string())
    }

    fn name(host: &str, port: u16) -> Target {
        let host = host.to_owned();
        Target::Name { host, port }
    }

    #[test]
    fn addresses_are_read_with_and_without_a_scheme() {
        let v4: SocketAddr = "127.0.0.1:111".parse().unwrap();
        let v6: SocketAddr = "[::1]:111".parse().unwrap();
        assert_eq!(read("127.0.0.1:111"), Ok((Native, Target::Socket(v4))));
        assert_eq!(
            read("rpc://127.0.0.1:111"),
            Ok((Native, Target::Socket(v4)))
        );
        assert_eq!(read("udp://[::1]:111"), Ok((OncUdp, Target::Socket(v6))));
        assert_eq!(read("localhost:111"), Ok((Native, name("localhost", 111))));
        assert_eq!(
            read("udp://localhost:111"),
            Ok((OncUdp, name("localhost", 111)))
        );
    }

    #[test]
    fn what_is_not_an_address_is_refused_with_the_reason() {
        for (text, reason) in [
            ("localhost", "the port is missing"),
            ("localhost:http", "the port is not a number below 65536"),
            ("localhost:65536", "the port is not a number below 65536"),
            (":111", "the host is missing"),
            ("::1:111", "the host is neither a name nor an address"),
            ("tcp://localhost:111", "this version calls over UDP only"),
            ("http://localhost:80", "the scheme is not known"),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.contains(reason), "{text}: {message}");
        }
    }
}
