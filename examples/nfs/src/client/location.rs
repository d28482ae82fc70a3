//! Where a file is: `nfs://host[:port]/path`, with options as libnfs has them.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The port of NFS.
const NFS_PORT: u16 = 2049;

/// A path at a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// A name or an address, that of IPv6 in brackets.
    pub host: String,
    /// The port of NFS.
    pub port: u16,
    /// The port of MOUNT; `None` where the server's rpcbind is to be asked.
    pub mount_port: Option<u16>,
    /// How calls travel.
    pub transport: Transport,
    /// Which user to be, in place of that of the process.
    pub uid: Option<u32>,
    /// Which group to be, in place of that of the process.
    pub gid: Option<u32>,
    /// The path, from `/` on.
    pub path: Vec<u8>,
}

/// How calls travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transport {
    /// One datagram for each call and each reply.
    Udp,
    /// All in one stream.
    #[default]
    Tcp,
}

/// What is not a location.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{text:?} is not a place at a server: {problem}; \
     write nfs://host[:port]/path[?mountport=N&transport=udp|tcp&uid=N&gid=N]"
)]
pub struct LocationError {
    text: String,
    problem: String,
}

impl Location {
    /// Whether somebody means a file at a server, and not one here.
    #[must_use]
    pub fn is_meant_by(text: &str) -> bool {
        text.starts_with("nfs://")
    }

    /// The address of NFS there.
    #[must_use]
    pub fn nfs_address(&self) -> String {
        format!("{}://{}:{}", self.transport, self.host, self.port)
    }

    /// The address of MOUNT there; without a port where rpcbind knows it.
    #[must_use]
    pub fn mount_address(&self) -> String {
        let Self {
            transport, host, ..
        } = self;
        match self.mount_port {
            Some(port) => format!("{transport}://{host}:{port}"),
            None => format!("{transport}://{host}"),
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
        })
    }
}

impl FromStr for Location {
    type Err = LocationError;

    fn from_str(text: &str) -> Result<Self, LocationError> {
        parse(text).map_err(|problem| LocationError {
            text: text.to_owned(),
            problem,
        })
    }
}

fn parse(text: &str) -> Result<Location, String> {
    let rest = text
        .strip_prefix("nfs://")
        .ok_or("it does not begin with nfs://")?;
    let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = host_and_port(authority)?;
    let mut location = Location {
        host: host.to_owned(),
        port,
        mount_port: None,
        transport: Transport::default(),
        uid: None,
        gid: None,
        path: unescaped(if path.is_empty() { "/" } else { path })?,
    };
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        location.set(name, value)?;
    }
    Ok(location)
}

impl Location {
    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "nfsport" => self.port = number(name, value)?,
            "mountport" => self.mount_port = Some(number(name, value)?),
            "uid" => self.uid = Some(number(name, value)?),
            "gid" => self.gid = Some(number(name, value)?),
            "transport" => {
                self.transport = match value {
                    "udp" => Transport::Udp,
                    "tcp" => Transport::Tcp,
                    _ => return Err("the transport is neither udp nor tcp".to_owned()),
                }
            }
            _ => return Err(format!("there is no option {name:?}")),
        }
        Ok(())
    }
}

fn host_and_port(authority: &str) -> Result<(&str, u16), String> {
    let end = authority.rfind(']').unwrap_or(0);
    let colon = authority.get(end..).and_then(|rest| rest.find(':'));
    let (host, port) = match colon {
        Some(at) => {
            let (host, port) = authority.split_at(end + at);
            (host, number("port", port.trim_start_matches(':'))?)
        }
        None => (authority, NFS_PORT),
    };
    if host.is_empty() {
        return Err("the host is missing".to_owned());
    }
    Ok((host, port))
}

fn number<T: FromStr>(what: &str, text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_not_one| format!("{what} is {text:?}, which is no such number"))
}

/// `%41` becomes `A`.
fn unescaped(path: &str) -> Result<Vec<u8>, String> {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part.get(..2).map(|digits| u8::from_str_radix(digits, 16));
        let (Some(Ok(byte)), Some(rest)) = (byte, part.get(2..)) else {
            return Err("behind a % there are two hexadecimal digits".to_owned());
        };
        bytes.push(byte);
        bytes.extend_from_slice(rest.as_bytes());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Location, String> {
        text.parse().map_err(|error: LocationError| error.problem)
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let location = read("nfs://server").unwrap();
        assert_eq!(location.nfs_address(), "tcp://server:2049");
        assert_eq!(location.mount_address(), "tcp://server");
        assert_eq!(location.path, b"/");
    }

    #[test]
    fn everything_can_be_said() {
        let text = "nfs://[::1]:99/a/b%20c?mountport=7&transport=udp&uid=5&gid=6";
        let location = read(text).unwrap();
        assert_eq!(location.nfs_address(), "udp://[::1]:99");
        assert_eq!(location.mount_address(), "udp://[::1]:7");
        assert_eq!(location.path, b"/a/b c");
        assert_eq!((location.uid, location.gid), (Some(5), Some(6)));
        assert_eq!(read("nfs://h/?nfsport=8").unwrap().port, 8);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, problem) in [
            ("/etc/passwd", "it does not begin with nfs://"),
            ("nfs:///a", "the host is missing"),
            ("nfs://h:x/a", "port is \"x\", which is no such number"),
            ("nfs://h/a?color=red", "there is no option \"color\""),
            (
                "nfs://h/a?transport=ip",
                "the transport is neither udp nor tcp",
            ),
            ("nfs://h/%4", "behind a % there are two hexadecimal digits"),
        ] {
            assert_eq!(read(text), Err(problem.to_owned()), "{text}");
        }
    }
}
