//! Where a server is or listens, as users write it. Parsing only: finding the host is the
//! driver's business.

use std::net::{Ipv6Addr, SocketAddr};
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
/// `udp://host` and `tcp://host` without a port lead to wherever the host's
/// rpcbind knows the program to be. A name stands for all addresses that it has,
/// and a list for several servers, any of which will do: they are tried in turn,
/// and a call moves on to the next only if it was not executed, or may as well
/// run twice.
///
/// ```
/// use idlc_runtime::Address;
/// let ours: Address = std::net::SocketAddr::from(([127, 0, 0, 1], 2049)).into();
/// let ours_by_name: Address = "rpc://fileserver:2049".into();
/// let anybodys: Address = "udp://fileserver:2049".into();
/// let anybodys_over_tcp: Address = "tcp://fileserver:2049".into();
/// let on_this_machine: Address = "unix:///run/files.sock".into();
/// let wherever_it_is: Address = "tcp://fileserver".into();
/// let any_of_two: Address = ["udp://here:2049", "udp://there:2049"].into();
/// # let _ = (ours, ours_by_name, anybodys, anybodys_over_tcp, on_this_machine);
/// # let _ = (wherever_it_is, any_of_two);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(Form);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Form {
    Socket(SocketAddr),
    /// A unix socket, whose path need not be text.
    Path(PathBuf),
    Text(String),
    /// Several, in this order.
    List(Vec<Address>),
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
    Name {
        host: String,
        port: u16,
    },
    /// A host whose rpcbind knows the port.
    Host(String),
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

/// Several servers, any of which will do: see [`Address`].
impl<T: Into<Self>> From<Vec<T>> for Address {
    fn from(addresses: Vec<T>) -> Self {
        Self(Form::List(addresses.into_iter().map(Into::into).collect()))
    }
}

/// Several servers, any of which will do: see [`Address`].
impl<T: Into<Self>, const N: usize> From<[T; N]> for Address {
    fn from(addresses: [T; N]) -> Self {
        Self::from(Vec::from(addresses))
    }
}

/// Several servers, any of which will do: see [`Address`].
impl<T: Clone + Into<Self>> From<&[T]> for Address {
    fn from(addresses: &[T]) -> Self {
        Self::from(addresses.to_vec())
    }
}

impl Address {
    /// Reads all addresses.
    pub(crate) fn parse_all(&self) -> Result<Vec<(Transport, Target)>, AddressError> {
        match &self.0 {
            Form::List(addresses) if addresses.is_empty() => {
                Err(self.unreadable("the list is empty"))
            }
            Form::List(addresses) => {
                let each = addresses.iter().map(Self::parse_all);
                let all: Result<Vec<_>, _> = each.collect();
                Ok(all?.concat())
            }
            Form::Socket(_) | Form::Path(_) | Form::Text(_) => Ok(vec![self.parse()?]),
        }
    }

    /// Reads the address, if it is one.
    pub(crate) fn parse(&self) -> Result<(Transport, Target), AddressError> {
        match &self.0 {
            Form::Socket(address) => Ok((Transport::Native, Target::Socket(*address))),
            Form::Path(path) => Ok((Transport::OncUnix, Target::Path(path.clone()))),
            Form::Text(text) => parse_text(text).map_err(|problem| self.unreadable(problem)),
            Form::List(_) => Err(self.unreadable("it is a list")),
        }
    }

    /// What is wrong with it.
    pub(crate) fn unreadable(&self, problem: &'static str) -> AddressError {
        let address = match &self.0 {
            Form::Socket(address) => address.to_string(),
            Form::Path(path) => path.display().to_string(),
            Form::Text(text) => text.clone(),
            Form::List(addresses) => format!("{addresses:?}"),
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
    if let Some(host) = host_alone(rest) {
        return match transport {
            Transport::OncUdp | Transport::OncTcp => Ok((transport, Target::Host(host))),
            Transport::Native | Transport::OncUnix => Err("the port is missing"),
        };
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

/// A host without a port; an address of IPv6 stands in brackets, since its last
/// part looks like a port.
fn host_alone(text: &str) -> Option<String> {
    let bracketed = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    if let Some(Ok(ip)) = bracketed.map(str::parse::<Ipv6Addr>) {
        return Some(ip.to_string());
    }
    let is_name = !text.is_empty() && !text.contains([':', '/', '[', ']']);
    is_name.then(|| text.to_owned())
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
    fn a_host_without_a_port_is_one_whose_rpcbind_is_asked() {
        let host = |host: &str| Target::Host(host.to_owned());
        for (text, expected) in [
            ("udp://fileserver", (OncUdp, host("fileserver"))),
            ("tcp://fileserver", (OncTcp, host("fileserver"))),
            ("udp://192.0.2.7", (OncUdp, host("192.0.2.7"))),
            ("tcp://[2001:db8::7]", (OncTcp, host("2001:db8::7"))),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_list_is_read_in_its_order_and_wholly() {
        let two = Address::from(["udp://a:1", "b:2"]);
        let nested = Address::from(vec![two, "unix:/c".into()]);
        let expected = [
            (OncUdp, name("a", 1)),
            (Native, name("b", 2)),
            (OncUnix, Target::Path("/c".into())),
        ];
        assert_eq!(nested.parse_all().unwrap(), expected);
        let error = Address::from(["udp://a:1", "b"]).parse_all().unwrap_err();
        assert!(error.to_string().contains("the port is missing"), "{error}");
        let none: [&str; 0] = [];
        let error = Address::from(none).parse_all().unwrap_err();
        assert!(error.to_string().contains("the list is empty"), "{error}");
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
                (_, Target::Name { .. } | Target::Host(_)) => unreachable!("these are no names"),
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
            ("127.0.0.1", "the port is missing"),
            ("rpc://[::1]", "the port is missing"),
            ("udp://", "the port is missing"),
            ("udp://a/b", "the port is missing"),
            ("udp://::1:111", "the host is neither a name nor an address"),
            ("unix:", "the path is missing"),
            ("unix://", "the path is missing"),
            ("http://localhost:80", "the scheme is not known"),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.contains(reason), "{text}: {message}");
        }
    }
}
