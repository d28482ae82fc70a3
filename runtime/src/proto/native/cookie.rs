//! How a server knows that a client receives at the address it sends from,
//! without remembering anything until it does.
//!
//! A welcome carries a cookie, and the first packets of the session carry it
//! back. A cookie opens a session for a short time only, and the server
//! remembers every session for longer than that, so that a delayed copy of a
//! session's first packet can never open it a second time.
//!
//! Half of the proof is of the address, and half of the server and the session
//! alone. So a server knows its cookie even from where it does not open: then
//! an earlier packet, sent before its client's address changed, may yet arrive
//! and open the session.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::proto::native::bytes::{Cursor, CutShort, PutBytes};
use crate::proto::native::number::{SessionId, Token};
use crate::proto::native::secret::{Purpose, Secret};

/// A proof, and when it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cookie {
    /// In milliseconds of the server's life; the low 32 bits.
    issued_ms: u32,
    proof: u64,
}

impl Cookie {
    /// The cookie for a client. `uptime` is the server's age.
    pub(crate) fn issue(
        secret: &Secret,
        client: SocketAddr,
        session: SessionId,
        uptime: Duration,
    ) -> Self {
        let issued_ms = low_millis(uptime);
        Self {
            issued_ms,
            proof: prove_cookie(secret, client, session, issued_ms),
        }
    }

    /// Whether the cookie was given no longer ago than cookies live.
    pub(crate) fn is_fresh(&self, uptime: Duration, life: Duration) -> bool {
        let age = low_millis(uptime).wrapping_sub(self.issued_ms);
        // Both ends are cut to milliseconds, so that a cookie of just its whole
        // life may be older than that.
        Duration::from_millis(age.into()) < life
    }

    /// Whether this server gave the cookie to this client, whenever it was.
    pub(crate) fn is_genuine(
        &self,
        secret: &Secret,
        client: SocketAddr,
        session: SessionId,
    ) -> bool {
        self.proof == prove_cookie(secret, client, session, self.issued_ms)
    }

    /// Whether this server gave the cookie for this session, to whatever
    /// address. While it is fresh, the session may be opened from there.
    pub(crate) fn is_ours(&self, secret: &Secret, session: SessionId) -> bool {
        let origin = prove_origin(secret, session, self.issued_ms);
        high_half(self.proof) == high_half(origin)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.put_u32(self.issued_ms);
        out.put_u64(self.proof);
    }

    pub(crate) fn read(input: &mut Cursor<'_>) -> Result<Self, CutShort> {
        Ok(Self {
            issued_ms: input.u32()?,
            proof: input.u64()?,
        })
    }
}

impl Token {
    /// The token for a client, good as long as the server lives.
    pub(crate) fn issue(secret: &Secret, client: SocketAddr, session: SessionId) -> Self {
        let proof = prove(secret, Purpose::Token, client, session, 0);
        #[expect(clippy::cast_possible_truncation, reason = "half of it is the token")]
        Self(proof as u32)
    }
}

fn prove_cookie(secret: &Secret, client: SocketAddr, session: SessionId, issued_ms: u32) -> u64 {
    let origin = prove_origin(secret, session, issued_ms);
    let address = prove(secret, Purpose::Cookie, client, session, issued_ms);
    high_half(origin) | address & u64::from(u32::MAX)
}

fn prove_origin(secret: &Secret, session: SessionId, issued_ms: u32) -> u64 {
    secret.prove(Purpose::Origin, &[session.0, issued_ms.into()])
}

const fn high_half(proof: u64) -> u64 {
    proof >> 32 << 32
}

fn prove(
    secret: &Secret,
    purpose: Purpose,
    client: SocketAddr,
    session: SessionId,
    issued_ms: u32,
) -> u64 {
    let address = match client.ip() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    let bits = address.to_bits();
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    let halves = [(bits >> 64) as u64, bits as u64];
    let rest = u64::from(client.port()) << 32 | u64::from(issued_ms);
    secret.prove(purpose, &[halves[0], halves[1], rest, session.0])
}

#[expect(clippy::cast_possible_truncation, reason = "the low half travels")]
const fn low_millis(uptime: Duration) -> u32 {
    uptime.as_millis() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 700);
    const SESSION: SessionId = SessionId(17);

    const LIFE: Duration = Duration::from_secs(30);

    #[test]
    fn a_cookie_is_good_for_its_client_alone() {
        let secret = Secret::new([1, 2]);
        let cookie = Cookie::issue(&secret, CLIENT, SESSION, LIFE);
        let other = SocketAddr::new(CLIENT.ip(), 701);
        assert!(cookie.is_genuine(&secret, CLIENT, SESSION));
        assert!(!cookie.is_genuine(&secret, CLIENT, SessionId(18)));
        assert!(!cookie.is_genuine(&secret, other, SESSION));
        assert!(!cookie.is_genuine(&Secret::new([3, 4]), CLIENT, SESSION));
    }

    #[test]
    fn a_server_knows_its_cookie_from_any_address() {
        let secret = Secret::new([1, 2]);
        let cookie = Cookie::issue(&secret, CLIENT, SESSION, LIFE);
        assert!(cookie.is_ours(&secret, SESSION));
        assert!(!cookie.is_ours(&secret, SessionId(18)));
        assert!(!cookie.is_ours(&Secret::new([3, 4]), SESSION));
    }

    #[test]
    fn a_cookie_is_good_for_a_while_only() {
        let given = Duration::from_secs(1000);
        let cookie = Cookie::issue(&Secret::new([1, 2]), CLIENT, SESSION, given);
        let last = LIFE.saturating_sub(Duration::from_millis(1));
        assert!(cookie.is_fresh(given, LIFE));
        assert!(cookie.is_fresh(given + last, LIFE));
        assert!(!cookie.is_fresh(given + LIFE, LIFE));
    }

    #[test]
    fn a_cookie_from_before_the_clock_wraps_opens_after_it() {
        let secret = Secret::new([1, 2]);
        let before = Duration::from_millis(u64::from(u32::MAX) - 5);
        let cookie = Cookie::issue(&secret, CLIENT, SESSION, before);
        assert!(cookie.is_fresh(before + Duration::from_secs(1), LIFE));
    }
}
