//! How clients are set up and their servers found.

use std::time::Duration;

use crate::address::Address;
use crate::client::{Client, Setup};
use crate::config::{ClientConfig, Retransmission};
use crate::driver::resolve;
use crate::error::ConnectError;
use crate::interface::Interface;
use crate::rpc::Credentials;
use crate::rpcbind::{ByRpcbind, PORT};

impl Client {
    /// A client with the default configuration and no credentials. Nothing is
    /// sent, unless rpcbind is to be asked where the server is: whether it is
    /// there, the first call shows.
    ///
    /// # Errors
    ///
    /// As for [`ClientBuilder::connect`].
    pub fn connect(
        interface: &'static Interface,
        server: impl Into<Address>,
    ) -> Result<Self, ConnectError> {
        Self::builder(interface).connect(server)
    }

    /// To set more than the defaults.
    #[must_use]
    pub fn builder(interface: &'static Interface) -> ClientBuilder {
        ClientBuilder {
            interface,
            config: ClientConfig::default(),
            credentials: Credentials::None,
            rpcbind_port: PORT,
        }
    }
}

/// Sets up a [`Client`].
#[derive(Debug, Clone)]
pub struct ClientBuilder {
    interface: &'static Interface,
    config: ClientConfig,
    credentials: Credentials,
    rpcbind_port: u16,
}

impl ClientBuilder {
    /// Who the calls say they are from, such as
    /// [`AuthSys::from_process`](crate::AuthSys::from_process). Default: nobody,
    /// `AUTH_NONE`.
    #[must_use]
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = credentials.into();
        self
    }

    /// The total time that each call may take. Default: see
    /// [`ClientConfig::deadline`].
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.config.deadline = Some(deadline);
        self
    }

    /// When unanswered calls are sent again.
    #[must_use]
    pub const fn retransmission(mut self, retransmission: Retransmission) -> Self {
        self.config.retransmission = retransmission;
        self
    }

    /// Everything that can be set at once.
    #[must_use]
    pub const fn config(mut self, config: ClientConfig) -> Self {
        self.config = config;
        self
    }

    /// At which port the rpcbind of a host is asked, where the server's address
    /// has no port of its own. Default: 111.
    #[must_use]
    pub const fn rpcbind_port(mut self, port: u16) -> Self {
        self.rpcbind_port = port;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ConnectError`] where the configuration cannot work, the address leads
    /// nowhere, or the system has no socket or no randomness to give; where the
    /// address has no port, also when no rpcbind answers or the program is not
    /// registered with it.
    pub fn connect(self, server: impl Into<Address>) -> Result<Client, ConnectError> {
        let Self {
            interface,
            config,
            credentials,
            rpcbind_port,
        } = self;
        let setup = Setup::new(interface, config, &credentials)?;
        let places = resolve::places(&server.into())?;
        let find = ByRpcbind {
            interface,
            port: rpcbind_port,
        };
        Client::new(setup, places, Some(Box::new(find)))
    }
}
