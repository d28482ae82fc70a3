//! A registry of our own, for hosts where no rpcbind runs: the services of
//! RFC 1833 in versions 2, 3 and 4, to be added to a server.
//!
//! What it does not do: make calls for others (`CALLIT`, `INDIRECT`), by which
//! registries have been made to attack their neighbours.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::asker::{Asker, SUPERUSER};
use super::entries::{Listening, entries};
use super::netid::{Protocol, RPCBIND};
use super::protocol::{
    Pmap, PmapCall, PmapCallResult, PmapList, RPCBIND_V2, RPCBIND_V3, RPCBIND_V4, Rpcb, RpcbEntry,
    RpcbEntryList, RpcbEntryListPtr, RpcbList, RpcbRmtcallargs, RpcbRmtcallres, RpcbindV2,
    RpcbindV2Server, RpcbindV3, RpcbindV3Server, RpcbindV4, RpcbindV4Server,
};
use super::registration::Registration;
use super::table::Table;
use super::universal::UniversalAddress;
use crate::driver::clock;
use crate::id::{Program, Version};
use crate::service::{Context, Fault, Service};

/// How a [`Portmapper`] behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortmapperConfig {
    /// How many addresses it keeps; further ones are not registered. Default:
    /// 1,024.
    pub entries_max: usize,
    /// Whether callers on other hosts may list everything: a list is many times
    /// as long as the question, and whose address the question bears need not
    /// have asked it. Default: no.
    pub lists_for_all: bool,
}

impl Default for PortmapperConfig {
    fn default() -> Self {
        Self {
            entries_max: 1_024,
            lists_for_all: false,
        }
    }
}

/// A registry to be served where no rpcbind runs.
///
/// Everybody may ask where a program is. Registering and removing is for callers
/// on this host alone (others are answered `AUTH_TOOWEAK`), and so is listing
/// everything unless [`PortmapperConfig`] says otherwise. It makes no calls for
/// others.
///
/// Clones share what is registered.
///
/// ```no_run
/// use idlc_runtime::Server;
/// use idlc_runtime::rpcbind::Portmapper;
///
/// # fn main() -> Result<(), idlc_runtime::ServeError> {
/// let registry = Server::builder()
///     .udp("0.0.0.0:111")
///     .tcp("0.0.0.0:111")
///     .portmapper(&Portmapper::new())
///     .start()?;
/// # drop(registry);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Portmapper {
    table: Arc<Mutex<Table>>,
    config: PortmapperConfig,
}

impl Default for Portmapper {
    fn default() -> Self {
        Self::with_config(PortmapperConfig::default())
    }
}

impl Portmapper {
    /// An empty registry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty registry with other limits.
    #[must_use]
    pub fn with_config(config: PortmapperConfig) -> Self {
        Self {
            table: Arc::new(Mutex::new(Table::new(config.entries_max))),
            config,
        }
    }

    /// All that is registered.
    #[must_use]
    pub fn entries(&self) -> Vec<Registration> {
        self.table().list().collect()
    }

    /// Registers an address as the host's own: no caller can remove it. Says
    /// whether that was done: not where another one is registered for the same
    /// version and transport, or the registry is full.
    #[must_use]
    pub fn set(&self, entry: Registration) -> bool {
        let owner = SUPERUSER.to_owned();
        self.table().set(Registration { owner, ..entry })
    }

    /// Removes what is registered of a version, by whomever and for all
    /// transports.
    pub fn remove(&self, program: Program, version: Version) {
        self.table().unset(program, version, SUPERUSER, |_| true);
    }

    /// What serves it.
    pub(crate) fn services(&self) -> [Box<dyn Service>; 3] {
        [
            Box::new(RpcbindV2Server::new(self.clone())),
            Box::new(RpcbindV3Server::new(self.clone())),
            Box::new(RpcbindV4Server::new(self.clone())),
        ]
    }

    /// Lists the registry's own addresses.
    pub(crate) fn list_itself(&self, listening: &[Listening]) {
        let own = [&RPCBIND_V2, &RPCBIND_V3, &RPCBIND_V4];
        for interface in own {
            self.remove(interface.program, interface.version);
        }
        for entry in entries(&own, listening) {
            // A registry without room for itself answers all the same.
            let _ = self.set(entry);
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn register(&self, cx: &Context, entry: Registration) -> Result<bool, Fault> {
        let asker = Asker::of(cx);
        asker.must_be_local()?;
        let owner = asker.owner();
        Ok(entry.program != RPCBIND && self.table().set(Registration { owner, ..entry }))
    }

    fn unset(&self, cx: &Context, program: u32, version: u32, netid: &str) -> Result<bool, Fault> {
        let asker = Asker::of(cx);
        asker.must_be_local()?;
        let is_meant = |listed: &str| netid.is_empty() || listed == netid;
        let (program, version) = (Program(program), Version(version));
        Ok(self
            .table()
            .unset(program, version, &asker.owner(), is_meant))
    }

    fn address(&self, cx: &Context, wanted: &Rpcb, exactly: bool) -> String {
        let asker = Asker::of(cx);
        let (program, version) = (Program(wanted.r_prog), Version(wanted.r_vers));
        let (table, netid) = (self.table(), asker.netid(&wanted.r_netid));
        let found = if exactly {
            table.exact(program, version, netid)
        } else {
            table.find(program, version, netid)
        };
        let found = found.map(str::to_owned);
        drop(table);
        found
            .map(|address| asker.to_call(&address))
            .unwrap_or_default()
    }

    fn list(&self, cx: &Context) -> Result<Vec<Registration>, Fault> {
        if !self.config.lists_for_all {
            Asker::of(cx).must_be_local()?;
        }
        Ok(self.entries())
    }
}

fn rpcb_list(entries: &[Registration]) -> Vec<RpcbList> {
    let nodes = entries.iter().map(|entry| RpcbList {
        rpcb_map: entry.into(),
    });
    nodes.collect()
}

impl RpcbindV2 for Portmapper {
    fn pmapproc_set(&self, cx: &Context, mapping: Pmap) -> Result<bool, Fault> {
        self.register(cx, mapping.into())
    }

    fn pmapproc_unset(&self, cx: &Context, mapping: Pmap) -> Result<bool, Fault> {
        let remove = |netid| self.unset(cx, mapping.prog, mapping.vers, netid);
        let (udp, tcp) = (remove("udp")?, remove("tcp")?);
        Ok(udp || tcp)
    }

    fn pmapproc_getport(&self, _: &Context, mapping: Pmap) -> Result<u32, Fault> {
        let (program, version) = (Program(mapping.prog), Version(mapping.vers));
        let Some(protocol) = Protocol::of_number(mapping.prot) else {
            return Ok(0);
        };
        let netid = protocol.to_string();
        let table = self.table();
        let found = table.find(program, version, &netid).map(str::to_owned);
        drop(table);
        let address = found.and_then(|address| address.parse().ok());
        Ok(address.map_or(0, |a: UniversalAddress| a.port().into()))
    }

    fn pmapproc_dump(&self, cx: &Context) -> Result<Vec<PmapList>, Fault> {
        let entries = self.list(cx)?;
        let maps = entries.iter().filter_map(Registration::to_pmap);
        Ok(maps.map(|map| PmapList { map }).collect())
    }

    fn pmapproc_callit(&self, _: &Context, _: PmapCall) -> Result<PmapCallResult, Fault> {
        Err(Fault::ProcedureUnavailable)
    }
}

impl RpcbindV3 for Portmapper {
    fn rpcbproc_set(&self, cx: &Context, mapping: Rpcb) -> Result<bool, Fault> {
        self.register(cx, mapping.into())
    }

    fn rpcbproc_unset(&self, cx: &Context, mapping: Rpcb) -> Result<bool, Fault> {
        self.unset(cx, mapping.r_prog, mapping.r_vers, &mapping.r_netid)
    }

    fn rpcbproc_getaddr(&self, cx: &Context, mapping: Rpcb) -> Result<String, Fault> {
        Ok(self.address(cx, &mapping, false))
    }

    fn rpcbproc_dump(&self, cx: &Context) -> Result<Vec<RpcbList>, Fault> {
        Ok(rpcb_list(&self.list(cx)?))
    }

    fn rpcbproc_callit(&self, _: &Context, _: RpcbRmtcallargs) -> Result<RpcbRmtcallres, Fault> {
        Err(Fault::ProcedureUnavailable)
    }

    fn rpcbproc_gettime(&self, _: &Context) -> Result<u32, Fault> {
        Ok(clock::unix_seconds())
    }
}

impl RpcbindV4 for Portmapper {
    fn rpcbproc_set(&self, cx: &Context, mapping: Rpcb) -> Result<bool, Fault> {
        self.register(cx, mapping.into())
    }

    fn rpcbproc_unset(&self, cx: &Context, mapping: Rpcb) -> Result<bool, Fault> {
        self.unset(cx, mapping.r_prog, mapping.r_vers, &mapping.r_netid)
    }

    fn rpcbproc_getaddr(&self, cx: &Context, mapping: Rpcb) -> Result<String, Fault> {
        Ok(self.address(cx, &mapping, false))
    }

    fn rpcbproc_dump(&self, cx: &Context) -> Result<Vec<RpcbList>, Fault> {
        Ok(rpcb_list(&self.list(cx)?))
    }

    fn rpcbproc_bcast(&self, _: &Context, _: RpcbRmtcallargs) -> Result<RpcbRmtcallres, Fault> {
        Err(Fault::ProcedureUnavailable)
    }

    fn rpcbproc_gettime(&self, _: &Context) -> Result<u32, Fault> {
        Ok(clock::unix_seconds())
    }

    fn rpcbproc_getversaddr(&self, cx: &Context, mapping: Rpcb) -> Result<String, Fault> {
        Ok(self.address(cx, &mapping, true))
    }

    fn rpcbproc_indirect(&self, _: &Context, _: RpcbRmtcallargs) -> Result<RpcbRmtcallres, Fault> {
        Err(Fault::ProcedureUnavailable)
    }

    fn rpcbproc_getaddrlist(&self, cx: &Context, mapping: Rpcb) -> Result<RpcbEntryListPtr, Fault> {
        let asker = Asker::of(cx);
        let wanted = (Program(mapping.r_prog), Version(mapping.r_vers));
        let entries = self.entries().into_iter();
        let reached = entries
            .filter(|entry| (entry.program, entry.version) == wanted)
            .filter(|entry| asker.can_reach(&entry.address));
        let described = reached.filter_map(|entry| describe(asker, entry));
        let nodes = described.map(|rpcb_entry_map| RpcbEntryList { rpcb_entry_map });
        Ok(nodes.collect())
    }
}

/// An entry with what clients of version 4 are told of its transport.
fn describe(asker: Asker, entry: Registration) -> Option<RpcbEntry> {
    let protocol = entry.protocol()?;
    let family = if entry.netid.ends_with('6') {
        "inet6"
    } else {
        "inet"
    };
    Some(RpcbEntry {
        r_maddr: asker.to_call(&entry.address),
        r_nc_netid: entry.netid,
        r_nc_semantics: protocol.semantics(),
        r_nc_protofmly: family.to_owned(),
        r_nc_proto: protocol.to_string(),
    })
}
