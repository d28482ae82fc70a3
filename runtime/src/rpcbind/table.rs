//! What a registry knows: at most so many addresses, each found by program,
//! version and transport. Who may ask or tell is not its affair.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::asker::SUPERUSER;
use super::netid::Protocol;
use super::registration::Registration;
use super::universal::UniversalAddress;
use crate::id::{Program, Version};

/// The longest name of a transport, and address, that is kept, in bytes. That
/// of a unix socket has at most 108.
const NETID_BYTES_MAX: usize = 32;
const ADDRESS_BYTES_MAX: usize = 128;

/// The addresses of programs.
#[derive(Debug)]
pub(crate) struct Table {
    entries: BTreeMap<Key, Place>,
    entries_max: usize,
}

type Key = (Program, Version, String);

#[derive(Debug)]
struct Place {
    address: String,
    owner: String,
}

impl Table {
    pub(crate) const fn new(entries_max: usize) -> Self {
        Self {
            entries: BTreeMap::new(),
            entries_max,
        }
    }

    /// Enters an address; says whether it is there now. It is not where another
    /// address is, the table is full, or what is to be entered is no address of
    /// its transport.
    pub(crate) fn set(&mut self, entry: Registration) -> bool {
        if !is_sound(&entry) {
            return false;
        }
        let is_full = self.entries.len() >= self.entries_max;
        let Registration {
            program,
            version,
            netid,
            address,
            owner,
        } = entry;
        let key = (program, version, netid);
        if let Some(place) = self.entries.get(&key) {
            return place.address == address;
        }
        if !is_full {
            self.entries.insert(key, Place { address, owner });
        }
        !is_full
    }

    /// Removes the transports of a version that `which` accepts, as far as they
    /// are the owner's; says whether there were any.
    pub(crate) fn unset(
        &mut self,
        program: Program,
        version: Version,
        owner: &str,
        which: impl Fn(&str) -> bool,
    ) -> bool {
        let before = self.entries.len();
        self.entries.retain(|(p, v, netid), place| {
            let is_meant = (*p, *v) == (program, version) && which(netid);
            let may_remove = owner == SUPERUSER || place.owner == owner;
            !(is_meant && may_remove)
        });
        self.entries.len() < before
    }

    /// The address of a version for a transport.
    pub(crate) fn exact(&self, program: Program, version: Version, netid: &str) -> Option<&str> {
        let key = (program, version, netid.to_owned());
        let place = self.entries.get(&key)?;
        Some(&place.address)
    }

    /// The same, or else that of another version: who calls it is told which it
    /// has.
    pub(crate) fn find(&self, program: Program, version: Version, netid: &str) -> Option<&str> {
        self.exact(program, version, netid).or_else(|| {
            let mut versions = self.of_program(program);
            let (_, place) = versions.find(|((_, _, n), _)| n == netid)?;
            Some(&place.address)
        })
    }

    /// All that there is, in order.
    pub(crate) fn list(&self) -> impl Iterator<Item = Registration> {
        let entries = self.entries.iter();
        entries.map(|((program, version, netid), place)| Registration {
            program: *program,
            version: *version,
            netid: netid.clone(),
            address: place.address.clone(),
            owner: place.owner.clone(),
        })
    }

    fn of_program(&self, program: Program) -> impl Iterator<Item = (&Key, &Place)> {
        let from = (program, Version(0), String::new());
        let entries = self.entries.range(from..);
        entries.take_while(move |((p, _, _), _)| *p == program)
    }
}

/// Whether an entry is short, and its address one of its transport with a port.
fn is_sound(entry: &Registration) -> bool {
    let is_short = (1..=NETID_BYTES_MAX).contains(&entry.netid.len())
        && (1..=ADDRESS_BYTES_MAX).contains(&entry.address.len());
    let is_address = |protocol: Protocol| {
        let address: Result<UniversalAddress, _> = entry.address.parse();
        address
            .map(SocketAddr::from)
            .is_ok_and(|address| address.port() > 0 && protocol.netid(address) == entry.netid)
    };
    is_short && entry.protocol().is_none_or(is_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALC: Program = Program(7);
    const V1: Version = Version(1);

    fn entry(version: u32, netid: &str, address: &str, owner: &str) -> Registration {
        Registration {
            program: CALC,
            version: Version(version),
            netid: netid.to_owned(),
            address: address.to_owned(),
            owner: owner.to_owned(),
        }
    }

    fn lines(table: &Table) -> Vec<String> {
        table.list().map(|entry| entry.to_string()).collect()
    }

    #[test]
    fn the_first_address_stays_until_it_is_removed() {
        let mut table = Table::new(9);
        assert!(table.set(entry(1, "udp", "127.0.0.1.0.7", "a")));
        assert!(table.set(entry(1, "udp", "127.0.0.1.0.7", "b")));
        assert!(!table.set(entry(1, "udp", "127.0.0.1.0.8", "a")));
        assert!(table.set(entry(1, "tcp", "127.0.0.1.0.8", "a")));
        assert_eq!(
            lines(&table),
            ["7 1 tcp 127.0.0.1.0.8 a", "7 1 udp 127.0.0.1.0.7 a"]
        );
    }

    #[test]
    fn only_the_owner_and_the_superuser_remove() {
        let mut table = Table::new(9);
        for netid in ["udp", "tcp"] {
            assert!(table.set(entry(1, netid, "127.0.0.1.0.7", "a")));
        }
        let is_udp = |netid: &str| netid == "udp";
        assert!(!table.unset(CALC, V1, "b", |_| true));
        assert!(!table.unset(CALC, Version(2), "a", |_| true));
        assert!(table.unset(CALC, V1, "a", is_udp));
        assert!(!table.unset(CALC, V1, "a", is_udp));
        assert!(table.unset(CALC, V1, SUPERUSER, |_| true));
        assert_eq!(lines(&table), [""; 0]);
    }

    #[test]
    fn another_version_is_better_than_none() {
        let mut table = Table::new(9);
        assert!(table.set(entry(2, "udp", "127.0.0.1.0.7", "a")));
        assert_eq!(table.find(CALC, V1, "udp"), Some("127.0.0.1.0.7"));
        assert_eq!(table.exact(CALC, V1, "udp"), None);
        assert_eq!(table.find(CALC, V1, "tcp"), None);
        assert_eq!(table.find(Program(6), V1, "udp"), None);
        assert_eq!(table.find(Program(8), V1, "udp"), None);
    }

    #[test]
    fn what_is_no_address_of_its_transport_is_not_entered() {
        let mut table = Table::new(9);
        let long = "x".repeat(129);
        for (netid, address) in [
            ("udp", "127.0.0.1:7"),
            ("udp", "127.0.0.1.0.0"),
            ("udp", "::1.0.7"),
            ("tcp6", "127.0.0.1.0.7"),
            ("udp", ""),
            ("", "127.0.0.1.0.7"),
            ("local", long.as_str()),
            (long.as_str(), "x"),
        ] {
            assert!(
                !table.set(entry(1, netid, address, "a")),
                "{netid} {address}"
            );
        }
        assert!(table.set(entry(1, "local", "/run/calc.sock", "a")));
    }

    #[test]
    fn a_full_table_takes_nothing_more() {
        let mut table = Table::new(2);
        assert!(table.set(entry(1, "udp", "127.0.0.1.0.7", "a")));
        assert!(table.set(entry(2, "udp", "127.0.0.1.0.7", "a")));
        assert!(!table.set(entry(3, "udp", "127.0.0.1.0.7", "a")));
        assert!(table.set(entry(2, "udp", "127.0.0.1.0.7", "a")));
        assert!(table.unset(CALC, V1, "a", |_| true));
        assert!(table.set(entry(3, "udp", "127.0.0.1.0.7", "a")));
    }
}
