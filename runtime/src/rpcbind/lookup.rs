//! Where a client's program is, by asking the rpcbind of its host.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::netid::Protocol;
use super::registration::Registration;
use super::registry::Rpcbind;
use crate::address::Transport;
use crate::client::Find;
use crate::error::{ConnectError, RpcbindError};
use crate::id::{Program, Version};
use crate::interface::Interface;
use crate::server_address::ServerAddress;

/// So many programs are told of where one is not found.
const TOLD_MAX: usize = 20;

/// Asks the rpcbind at this port of every host.
pub(crate) struct ByRpcbind {
    pub(crate) interface: &'static Interface,
    pub(crate) port: u16,
}

impl Find for ByRpcbind {
    /// By the transport itself, which is the one that answers for it.
    fn find(
        &self,
        host: IpAddr,
        transport: Transport,
        deadline: Duration,
    ) -> Result<ServerAddress, ConnectError> {
        let address = SocketAddr::new(host, self.port);
        let (protocol, rpcbind) = match transport {
            Transport::OncTcp => (Protocol::Tcp, ServerAddress::Tcp(address)),
            _ => (Protocol::Udp, ServerAddress::Udp(address)),
        };
        let not_asked = |error| ConnectError::Rpcbind(Box::new(error));
        let registry = Rpcbind::at(rpcbind, deadline).map_err(not_asked)?;
        let (program, version) = (self.interface.program, self.interface.version);
        let found = registry.address_of(program, version, protocol);
        match found.map_err(not_asked)? {
            Some(address) if protocol == Protocol::Tcp => Ok(ServerAddress::Tcp(address)),
            Some(address) => Ok(ServerAddress::Udp(address)),
            None => Err(ConnectError::NotRegistered {
                program,
                version,
                transport: protocol.netid(address),
                rpcbind: registry.server().clone(),
                registered: in_words(program, registry.dump()),
            }),
        }
    }
}

/// What there is instead: of the program, or else which programs.
fn in_words(program: Program, listed: Result<Vec<Registration>, RpcbindError>) -> String {
    let listed = match listed {
        Ok(listed) => listed,
        Err(error) => return format!("what it does not tell ({error})"),
    };
    let of_program = listed.iter().filter(|entry| entry.program == program);
    let others: Vec<_> = of_program
        .map(|Registration { version, netid, .. }| format!("version {version} for {netid}"))
        .take(TOLD_MAX)
        .collect();
    if !others.is_empty() {
        return others.join(", ");
    }
    let mut programs = BTreeMap::<Program, Version>::new();
    for entry in &listed {
        programs.entry(entry.program).or_insert(entry.version);
    }
    let told = programs.keys().take(TOLD_MAX).map(Program::to_string);
    match told.collect::<Vec<_>>().join(", ") {
        told if told.is_empty() => "nothing".to_owned(),
        told if programs.len() > TOLD_MAX => format!("only others: {told} and more"),
        told => format!("only others: {told}"),
    }
}
