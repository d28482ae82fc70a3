//! Where a server is or listens, as users write it. Parsing only: finding the host is the
//! driver's business.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::error::AddressError;
use crate::server_address::ServerAddress;

/// A server's address: a [`SocketAddr`], or text such as `host:port`.
///
/// What stands in front says how calls travel. `rpc://`, or nothing: over this
/// library's own transport, to a server made with it. `udp://`: as ONC RPC over
/// UDP, which every Sun RPC program understands. A server made with this library
/// listens for both at the same port. `tcp://`: as ONC RPC over TCP.
/// `unix:///path`, or `unix:path`: the same over a unix socket.
///
/// ```
/// use idlc_runtime::Address;
/// let ours: Address = std::net::SocketAddr::from(([127, 0, 0, 1], 2049)).into();
/// let ours_by_name: Address = "rpc://fileserver:2049".into();
/// let anybodys: Address = "udp://fileserver:2049".into();
/// let anybodys_over_tcp: Address = "tcp://fileserver:2049".into();
/// let on_this_machine: Address = "unix:///run/files.sock".into();
/// # let _ = (ours, ours_by_name, anybodys, anybodys_over_tcp, on_this_machine);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(Form);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Form {
    Socket(SocketAddr),
    /// A unix socket, whose path need not be text.
    Path(PathBuf),
    Text(String),
}

/// How calls travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Transport {
    /// `rpc://`, and where nothing is said: the native form.
    Native,
    /// `udp://`: ONC RPC, one datagram for each message.
    OncUdp,
    /// `tcp://`: ONC RPC, one record for each message.
    OncTcp,
    /// `unix:`: the same within a machine.
    OncUnix,
}

/// An address after parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Socket(SocketAddr),
    Name { host: String, port: u16 },
    Path(PathBuf),
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self(Form::Socket(address))
    }
}

/// A UDP port means the native form.
impl From<&ServerAddress> for Address {
    fn from(address: &ServerAddress) -> Self {
        match address {
            ServerAddress::Udp(address) => (*address).into(),
            ServerAddress::Tcp(address) => format!("tcp://{address}").into(),
            ServerAddress::Unix(path) => Self(Form::Path(path.clone())),
        }
    }
}

impl From<ServerAddress> for Address {
    fn from(address: ServerAddress) -> Self {
        (&address).into()
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
            Form::Path(path) => Ok((Transport::OncUnix, Target::Path(path.clone()))),
            Form::Text(text) => parse_text(text).map_err(|problem| self.unreadable(problem)),
        }
    }

    /// What is wrong with it.
    pub(crate) fn unreadable(&self, problem: &'static str) -> AddressError {
        let address = match &self.0 {
            Form::Socket(address) => address.to_string(),
            Form::Path(path) => path.display().to_string(),
            Form::Text(text) => text.clone(),
        };
        AddressError::Unreadable { address, problem }
    }
}

fn parse_text(text: &str) -> Result<(Transport, Target), &'static str> {
    if let Some(path) = text.strip_prefix("unix:") {
        return parse_path(path.strip_prefix("//").unwrap_or(path));
    }
    let (transport, rest) = match text.split_once("://") {
        Some(("rpc", rest)) => (Transport::Native, rest),
        Some(("udp", rest)) => (Transport::OncUdp, rest),
        Some(("tcp", rest)) => (Transport::OncTcp, rest),
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

fn parse_path(path: &str) -> Result<(Transport, Target), &'static str> {
    if path.is_empty() {
        return Err("the path is missing");
    }
    Ok((Transport::OncUnix, Target::Path(path.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    use Transport::{Native, OncTcp, OncUdp, OncUnix};

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
        assert_eq!(
            read("tcp://localhost:111"),
            Ok((OncTcp, name("localhost", 111)))
        );
        for text in ["unix:///run/a.sock", "unix:/run/a.sock"] {
            let path = Target::Path("/run/a.sock".into());
            assert_eq!(read(text), Ok((OncUnix, path)));
        }
        let relative = Target::Path("a.sock".into());
        assert_eq!(read("unix:a.sock"), Ok((OncUnix, relative)));
    }

    #[test]
    fn where_a_server_listens_is_where_it_is_called() {
        for (text, native) in [
            ("127.0.0.1:111", true),
            ("tcp://[::1]:111", false),
            ("unix:///run/a.sock", false),
        ] {
            let (transport, target) = Address::from(text).parse().unwrap();
            let listens = match (transport, target) {
                (OncTcp, Target::Socket(address)) => ServerAddress::Tcp(address),
                (_, Target::Socket(address)) => ServerAddress::Udp(address),
                (_, Target::Path(path)) => ServerAddress::Unix(path),
                (_, Target::Name { .. }) => unreachable!("these are no names"),
            };
            assert_eq!(listens.to_string(), text);
            let (again, _) = Address::from(&listens).parse().unwrap();
            assert_eq!(again, transport);
            assert_eq!(native, transport == Native);
        }
    }

    #[test]
    fn what_is_not_an_address_is_refused_with_the_reason() {
        for (text, reason) in [
            ("localhost", "the port is missing"),
            ("localhost:http", "the port is not a number below 65536"),
            ("localhost:65536", "the port is not a number below 65536"),
            (":111", "the host is missing"),
            ("::1:111", "the host is neither a name nor an address"),
            ("tcp://localhost", "the port is missing"),
            ("unix:", "the path is missing"),
            ("unix://", "the path is missing"),
            ("http://localhost:80", "the scheme is not known"),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.contains(reason), "{text}: {message}");
        }
    }
}
