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

/// How long a cookie opens a session.
pub(crate) const COOKIE_LIFE: Duration = Duration::from_secs(30);

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

    /// Whether this server gave the cookie to this client not long ago.
    pub(crate) fn opens(
        &self,
        secret: &Secret,
        client: SocketAddr,
        session: SessionId,
        uptime: Duration,
    ) -> bool {
        self.is_fresh(uptime) && self.is_genuine(secret, client, session)
    }

    /// Whether this server gave the cookie for this session not long ago, to
    /// whatever address. Until it is old, the session may be opened from there.
    pub(crate) fn opens_somewhere(
        &self,
        secret: &Secret,
        session: SessionId,
        uptime: Duration,
    ) -> bool {
        let origin = prove_origin(secret, session, self.issued_ms);
        self.is_fresh(uptime) && high_half(self.proof) == high_half(origin)
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

    fn is_fresh(&self, uptime: Duration) -> bool {
        let age = low_millis(uptime).wrapping_sub(self.issued_ms);
        // Both ends are cut to milliseconds, so that a cookie of just its whole
        // life may be older than that.
        Duration::from_millis(age.into()) < COOKIE_LIFE
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

    #[test]
    fn a_cookie_opens_for_its_client_and_a_while_only() {
        let secret = Secret::new([1, 2]);
        let given = Duration::from_secs(1000);
        let cookie = Cookie::issue(&secret, CLIENT, SESSION, given);
        let opens = |client, session, after| cookie.opens(&secret, client, session, given + after);
        assert!(opens(CLIENT, SESSION, Duration::ZERO));
        let last = COOKIE_LIFE.saturating_sub(Duration::from_millis(1));
        assert!(opens(CLIENT, SESSION, last));
        assert!(!opens(CLIENT, SESSION, COOKIE_LIFE));
        assert!(!opens(CLIENT, SessionId(18), Duration::ZERO));
        let other = SocketAddr::new(CLIENT.ip(), 701);
        assert!(!opens(other, SESSION, Duration::ZERO));
        let restarted = Secret::new([3, 4]);
        assert!(!cookie.opens(&restarted, CLIENT, SESSION, given));
    }

    #[test]
    fn a_server_knows_its_cookie_from_any_address_while_it_opens() {
        let secret = Secret::new([1, 2]);
        let given = Duration::from_secs(1000);
        let cookie = Cookie::issue(&secret, CLIENT, SESSION, given);
        assert!(cookie.opens_somewhere(&secret, SESSION, given));
        assert!(!cookie.opens_somewhere(&secret, SESSION, given + COOKIE_LIFE));
        assert!(!cookie.opens_somewhere(&secret, SessionId(18), given));
        let restarted = Secret::new([3, 4]);
        assert!(!cookie.opens_somewhere(&restarted, SESSION, given));
    }

    #[test]
    fn a_cookie_from_before_the_clock_wraps_opens_after_it() {
        let secret = Secret::new([1, 2]);
        let before = Duration::from_millis(u64::from(u32::MAX) - 5);
        let cookie = Cookie::issue(&secret, CLIENT, SESSION, before);
        assert!(cookie.opens(&secret, CLIENT, SESSION, before + Duration::from_secs(1)));
    }
}
