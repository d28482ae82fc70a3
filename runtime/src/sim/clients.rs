//! All clients of a world, and who of them is where.

use std::net::SocketAddr;

use crate::proto::random::Random;
use crate::sim::address::{SERVER, client_address, host_of};
use crate::sim::client::SimClient;
use crate::sim::options::Options;

/// The clients, by their numbers.
#[derive(Debug)]
pub(crate) struct Clients(Vec<SimClient>);

impl Clients {
    /// So many as the options say, each with chance of its own.
    pub(crate) fn new(options: &Options, mut chance: impl FnMut() -> Random) -> Self {
        let client = |number| SimClient::new(options, client_address(number), SERVER, chance());
        Self((0..options.clients).map(client).collect())
    }

    /// A client, if there is one of that number.
    pub(crate) fn find(&mut self, client: usize) -> Option<&mut SimClient> {
        self.0.get_mut(client)
    }

    /// A client that made calls.
    #[expect(
        clippy::indexing_slicing,
        reason = "events name only clients that made calls"
    )]
    pub(crate) fn get(&mut self, client: usize) -> &mut SimClient {
        &mut self.0[client]
    }

    /// Who is at the address now.
    pub(crate) fn at(&self, address: SocketAddr) -> Option<usize> {
        let client = host_of(address)?;
        let is_there = |c: &SimClient| c.address() == address;
        self.0.get(client).is_some_and(is_there).then_some(client)
    }

    /// What is left of calls that ended, if anything is.
    pub(crate) fn unrest(&self) -> Option<String> {
        let clients = self.0.iter().enumerate();
        let mut restless = clients.filter(|(_, client)| !client.is_at_rest());
        restless
            .next()
            .map(|(client, _)| format!("something of client {client} is left at rest"))
    }
}
