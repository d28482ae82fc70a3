//! A bad network in a process: carries datagrams between clients and one server,
//! and loses some of them.
//!
//! Like a network it tells nobody what it lost, and whether the server lives it
//! does not know.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use idlc_runtime::proto::random::Random;

/// More than any datagram has.
const DATAGRAM_BYTES_MAX: usize = 65_536;

/// What the sockets keep until it is carried on, so that the link loses no more
/// than it is asked to.
const BUFFER_BYTES: usize = 4 << 20;

/// After so long without a datagram it says what it carried.
const QUIET: Duration = Duration::from_secs(1);

/// After so long without an answer a client's way back is given up.
const IDLE_MAX: Duration = Duration::from_secs(120);

/// What the link does to datagrams.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Faults {
    /// How many are lost, each way.
    pub(crate) drop: Share,
    /// Larger ones are always lost.
    pub(crate) largest: usize,
    /// Where the random numbers begin.
    pub(crate) seed: u64,
}

/// A part of all datagrams, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    per_mille: u32,
}

/// A link that carries datagrams while it runs.
pub(crate) struct Link {
    front: Arc<UdpSocket>,
    server: SocketAddr,
    faults: Faults,
    carried: Arc<Carried>,
}

/// What a link did so far.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    there: Direction,
    back: Direction,
}

#[derive(Debug, Default)]
struct Direction {
    datagrams: AtomicU64,
    bytes: AtomicU64,
    lost: AtomicU64,
    too_large: AtomicU64,
}

impl Link {
    /// A link that listens at `listen`, before `server`.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn open(listen: SocketAddr, server: SocketAddr, faults: Faults) -> io::Result<Self> {
        let front = UdpSocket::bind(listen)?;
        enlarge_buffer(&front);
        front.set_read_timeout(Some(QUIET))?;
        Ok(Self {
            front: Arc::new(front),
            server,
            faults,
            carried: Arc::default(),
        })
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn addr(&self) -> io::Result<SocketAddr> {
        self.front.local_addr()
    }

    /// Carries datagrams for as long as the process lives; `tell` hears what
    /// was carried whenever there was nothing to carry for a while.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn run(&self, tell: impl Fn(&Carried)) -> io::Result<()> {
        let mut backs = HashMap::<SocketAddr, Arc<UdpSocket>>::new();
        let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
        let mut lottery = Lottery::new(self.faults, 0);
        let mut told = 0;
        loop {
            let (len, client) = match self.front.recv_from(&mut buffer) {
                Ok(arrived) => arrived,
                Err(error) if is_timeout(&error) => {
                    let carried = self.carried.there.datagrams.load(Ordering::Relaxed);
                    if carried != told {
                        tell(&self.carried);
                        told = carried;
                        // Ways back that ended are known by nobody else.
                        backs.retain(|_, back| Arc::strong_count(back) > 1);
                    }
                    continue;
                }
                Err(error) if is_refusal(&error) => continue,
                Err(error) => return Err(error),
            };
            let known = backs
                .get(&client)
                .filter(|back| Arc::strong_count(back) > 1);
            let back = match known {
                Some(back) => Arc::clone(back),
                None => self.open_way_back(client)?,
            };
            if lottery.carries(len, &self.carried.there) {
                let datagram = buffer.get(..len).unwrap_or_default();
                note(&self.carried.there, &back.send(datagram));
            }
            backs.insert(client, back);
        }
    }

    /// A socket towards the server for one client, and the thread that carries
    /// back what it receives.
    fn open_way_back(&self, client: SocketAddr) -> io::Result<Arc<UdpSocket>> {
        let any = match self.server {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let back = Arc::new(UdpSocket::bind(any)?);
        back.connect(self.server)?;
        back.set_read_timeout(Some(IDLE_MAX))?;
        enlarge_buffer(&back);
        let mut lottery = Lottery::new(self.faults, u64::from(client.port()));
        let (front, carried) = (Arc::clone(&self.front), Arc::clone(&self.carried));
        let from = Arc::clone(&back);
        std::thread::Builder::new().spawn(move || {
            let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
            loop {
                let len = match from.recv(&mut buffer) {
                    Ok(len) => len,
                    // The server is not there, for now.
                    Err(error) if is_refusal(&error) => continue,
                    Err(_) => return,
                };
                if lottery.carries(len, &carried.back) {
                    let datagram = buffer.get(..len).unwrap_or_default();
                    note(&carried.back, &front.send_to(datagram, client));
                }
            }
        })?;
        Ok(back)
    }
}

/// Which datagrams are lost.
struct Lottery {
    faults: Faults,
    random: Random,
}

impl Lottery {
    /// Each way has its own random numbers.
    fn new(faults: Faults, way: u64) -> Self {
        let random = Random::new(faults.seed.wrapping_add(way << 32));
        Self { faults, random }
    }

    fn carries(&mut self, len: usize, direction: &Direction) -> bool {
        add(&direction.datagrams, 1);
        add(&direction.bytes, len as u64);
        let is_lost = self.random.chance(self.faults.drop.per_mille);
        let is_too_large = len > self.faults.largest;
        add(&direction.lost, u64::from(is_lost && !is_too_large));
        add(&direction.too_large, u64::from(is_too_large));
        !is_lost && !is_too_large
    }
}

/// What the system would not send is lost, as on any other network. It may also
/// be a refusal of an earlier datagram, with which this one is lost.
fn note(direction: &Direction, sent: &io::Result<usize>) {
    add(&direction.lost, u64::from(sent.is_err()));
}

fn is_refusal(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ConnectionRefused
}

fn is_timeout(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

/// Asks for more room than a socket has by default. Where there is none to be
/// had, the link loses more than it says.
#[cfg(target_os = "linux")]
fn enlarge_buffer(socket: &UdpSocket) {
    use nix::sys::socket::{setsockopt, sockopt};
    if setsockopt(socket, sockopt::RcvBufForce, &BUFFER_BYTES).is_err() {
        let _ = setsockopt(socket, sockopt::RcvBuf, &BUFFER_BYTES);
    }
}

/// The standard library cannot.
#[cfg(not(target_os = "linux"))]
fn enlarge_buffer(_: &UdpSocket) {
    let _ = BUFFER_BYTES;
}

fn add(count: &AtomicU64, more: u64) {
    count.fetch_add(more, Ordering::Relaxed);
}

impl FromStr for Share {
    type Err = String;

    /// Reads `5%` or `0.5`.
    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text);
        let (whole, tenth) = number.split_once('.').unwrap_or((number, "0"));
        let whole = whole.parse::<u32>().ok();
        let tenth = tenth.parse::<u32>().ok().filter(|_| tenth.len() == 1);
        let per_mille = whole.zip(tenth).and_then(|(whole, tenth)| {
            let per_mille = whole.checked_mul(10)?.checked_add(tenth)?;
            (per_mille <= 1000).then_some(per_mille)
        });
        let per_mille = per_mille
            .ok_or_else(|| "write a percentage from 0% to 100%, such as 5% or 0.5%".to_owned())?;
        Ok(Self { per_mille })
    }
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there: {}; back: {}", self.there, self.back)
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [datagrams, bytes, lost, too_large] =
            [&self.datagrams, &self.bytes, &self.lost, &self.too_large]
                .map(|count| count.load(Ordering::Relaxed));
        write!(
            f,
            "{datagrams} datagrams ({bytes} bytes), {lost} lost, {too_large} too large"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_percentage() {
        let read = |text: &str| text.parse::<Share>().map(|share| share.per_mille).ok();
        assert_eq!(read("5%"), Some(50));
        assert_eq!(read("0.5%"), Some(5));
        assert_eq!(read("100"), Some(1000));
        for wrong in ["", "%", "101%", "1.25%", "-1%", "5 %"] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn as_many_are_lost_as_are_asked_to_be() {
        let faults = Faults {
            drop: Share { per_mille: 50 },
            largest: 1472,
            seed: 1,
        };
        let (mut lottery, direction) = (Lottery::new(faults, 0), Direction::default());
        for _ in 0..100_000 {
            lottery.carries(1472, &direction);
        }
        let lost = direction.lost.load(Ordering::Relaxed);
        assert!((4_700..5_300).contains(&lost), "{lost}");
        assert!(!lottery.carries(1473, &direction));
    }
}
