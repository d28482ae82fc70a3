//! Where the client measures: the server's addresses, and how long to take.

use std::error::Error;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use idlc_runtime::message::Endpoint;

use crate::protocol::{PORT, number};

/// How long the server may take to answer at first.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Enough for numbers.
    Full,
    /// Enough to see that it runs.
    Brief,
}

/// Where the client measures.
#[derive(Debug)]
pub(crate) struct Site {
    /// The server's endpoint.
    pub(crate) server: SocketAddr,
    /// Where it acknowledges datagrams.
    pub(crate) datagrams: SocketAddr,
    effort: Effort,
}

impl Site {
    /// Asks a server where everything is.
    pub(crate) fn visit(server: SocketAddr, effort: Effort) -> Result<Self, Box<dyn Error>> {
        let endpoint = Endpoint::bind(any(server))?;
        endpoint.send_within(server, &[PORT], PATIENCE)?;
        let answer = endpoint.recv_within(PATIENCE)?;
        let port = answer.and_then(|(_, answer)| number(&answer));
        let port = port.ok_or("the server does not answer")?;
        Ok(Self {
            server,
            datagrams: SocketAddr::new(server.ip(), u16::try_from(port)?),
            effort,
        })
    }

    /// An address to send from.
    pub(crate) const fn local(&self) -> SocketAddr {
        any(self.server)
    }

    /// So many times, or far fewer.
    pub(crate) fn times(&self, full: usize) -> usize {
        match self.effort {
            Effort::Full => full,
            Effort::Brief => full.div_ceil(100),
        }
    }
}

const fn any(server: SocketAddr) -> SocketAddr {
    match server {
        SocketAddr::V4(_) => SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
        SocketAddr::V6(_) => SocketAddr::new(std::net::IpAddr::V6(Ipv6Addr::UNSPECIFIED), 0),
    }
}
