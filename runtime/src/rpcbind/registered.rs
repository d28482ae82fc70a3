//! A server's entries in the registry, from its start to its end.

use std::net::SocketAddr;
use std::time::Duration;

use super::registration::Registration;
use super::registry::Rpcbind;
use crate::error::RpcbindError;

/// How long a shutdown waits for each answer of the registry.
const REMOVE: Duration = Duration::from_secs(2);

/// Where a server registers.
#[derive(Debug)]
pub(crate) enum WhichRegistry {
    /// With the registry of this host.
    Local,
    /// With this one.
    Given(Rpcbind),
}

/// What a server has registered.
#[derive(Debug)]
pub(crate) struct Registered {
    registry: Rpcbind,
    entries: Vec<Registration>,
}

impl Registered {
    /// Registers all entries, in place of what a predecessor left behind; or
    /// none, where that is not possible.
    pub(crate) fn register(
        which: WhichRegistry,
        entries: Vec<Registration>,
    ) -> Result<Self, RpcbindError> {
        let registry = match which {
            WhichRegistry::Local => Rpcbind::local()?,
            WhichRegistry::Given(registry) => registry,
        };
        // All are removed before any is set: version 2 removes all protocols of
        // a version at once.
        for entry in &entries {
            registry.unset(entry.program, entry.version, &entry.netid)?;
        }
        let mut registered = Self {
            registry,
            entries: Vec::new(),
        };
        for entry in entries {
            if let Err(error) = registered.set(entry) {
                // The first error is the one to tell.
                let _ = registered.remove();
                return Err(error);
            }
        }
        Ok(registered)
    }

    /// Removes what is still there as it was registered: a successor may have
    /// registered in its place.
    pub(crate) fn remove(&self) -> Result<(), RpcbindError> {
        let registry = self.registry.with_deadline(REMOVE);
        let listed = registry.dump()?;
        for entry in &self.entries {
            if listed.iter().any(|listed| is_same(entry, listed)) {
                registry.unset(entry.program, entry.version, &entry.netid)?;
            }
        }
        Ok(())
    }

    fn set(&mut self, entry: Registration) -> Result<(), RpcbindError> {
        if self.registry.set(&entry)? {
            self.entries.push(entry);
            return Ok(());
        }
        let why = self.why_not(&entry);
        let Registration {
            program,
            version,
            netid,
            address,
            ..
        } = entry;
        Err(RpcbindError::NotSet {
            server: self.registry.server().clone(),
            program,
            version,
            netid,
            address,
            why,
        })
    }

    /// What the registry has in an entry's place.
    fn why_not(&self, entry: &Registration) -> String {
        let listed = self.registry.dump().unwrap_or_default();
        match listed
            .into_iter()
            .find(|listed| is_in_place_of(entry, listed))
        {
            Some(Registration { address, owner, .. }) => {
                format!("it has {address}, which only {owner:?} may remove")
            }
            None => "it does not say why".to_owned(),
        }
    }
}

fn is_in_place_of(entry: &Registration, listed: &Registration) -> bool {
    (entry.program, entry.version) == (listed.program, listed.version)
        && entry.netid == listed.netid
}

/// Version 2 lists ports alone.
fn is_same(entry: &Registration, listed: &Registration) -> bool {
    let port = |entry: &Registration| entry.socket_addr().map(|a| a.port());
    let is_port = |a: SocketAddr| a.ip().is_unspecified();
    is_in_place_of(entry, listed)
        && (entry.address == listed.address
            || listed.socket_addr().is_some_and(is_port) && port(entry) == port(listed))
}
