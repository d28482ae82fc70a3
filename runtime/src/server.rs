//! The server as users hold it: several services on several addresses, served
//! by threads that run until it is shut down.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::address::Address;
use crate::auth_policy::AuthPolicy;
use crate::config::ServerConfig;
use crate::counters::{ServerCounters, ServerCounting};
use crate::driver::pace::Pace;
use crate::driver::serving::{Core, Listener, Watch};
use crate::driver::stream::Acceptor;
use crate::driver::streams::Streams;
use crate::driver::trains::Trains;
use crate::driver::udp::DatagramSocket;
use crate::driver::workers::Workers;
use crate::driver::{clock, entropy, resolve, route, serve_native, stream_loop, threads};
use crate::error::{DrainTimedOut, ServeError};
use crate::incident::{Incident, Observer};
use crate::proto::directory::Directory;
use crate::proto::{native, onc};
use crate::rpcbind::{
    Listening, Portmapper, Protocol, RPCBIND, Registered, Rpcbind, WhichRegistry, entries,
};
use crate::server_address::ServerAddress;
use crate::service::Service;

/// A running server. Dropping it shuts it down as [`shutdown`](Self::shutdown)
/// does, without saying how that went.
#[derive(Debug)]
pub struct Server {
    core: Arc<Core>,
    listeners: Vec<Arc<Listener>>,
    streams: Option<Arc<Streams>>,
    addresses: Vec<ServerAddress>,
    threads: Vec<JoinHandle<()>>,
    registered: Option<Registered>,
}

impl Server {
    /// To set up a server.
    #[must_use]
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }

    /// The first UDP or TCP port listened at, with the number that the system
    /// chose where 0 was asked for; port 0 of no address (`0.0.0.0:0`) for a
    /// server that has neither.
    ///
    /// It does not say how it is to be called: where a server listens in several
    /// ways, or not over UDP, ask [`addrs`](Self::addrs). An unspecified address
    /// (`0.0.0.0`) is what was asked for, not one that can be called.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        let mut found = self.addresses.iter().filter_map(ServerAddress::socket_addr);
        found.next().unwrap_or(SocketAddr::from(([0, 0, 0, 0], 0)))
    }

    /// All addresses listened at, in the order in which they were given. Each
    /// can be called as it is: `CalcClient::connect(&server.addrs()[0])`.
    #[must_use]
    pub fn addrs(&self) -> &[ServerAddress] {
        &self.addresses
    }

    /// What the server did so far.
    #[must_use]
    pub fn counters(&self) -> ServerCounters {
        self.core.counters.snapshot()
    }

    /// Blocks for as long as the server runs: what a program that only serves
    /// does at the end of `main`.
    pub fn wait(mut self) {
        self.join_threads();
    }

    /// Takes no new calls, waits for those that run, sends their replies, and
    /// stops. Copies of calls already executed are answered meanwhile.
    ///
    /// # Errors
    ///
    /// [`DrainTimedOut`] where handlers still run after
    /// [`ServerConfig::drain`]. Their threads cannot be stopped and go on;
    /// their replies go nowhere. The addresses may then be in use for a moment
    /// longer.
    pub fn shutdown(mut self) -> Result<(), DrainTimedOut> {
        self.stop()
    }

    fn stop(&mut self) -> Result<(), DrainTimedOut> {
        self.unregister();
        let running = self.drain();
        self.core.stopping.store(true, Ordering::Release);
        self.core.call_ended.notify_all();
        for listener in &self.listeners {
            listener.watch.close();
            listener.socket.wake_receivers();
        }
        if let Some(streams) = &self.streams {
            streams.watch.close();
            streams.selector.wake();
        }
        if running > 0 {
            self.core.workers.close();
            self.say_farewell();
            self.close_streams();
            // Those that run the handlers cannot be waited for.
            self.threads.clear();
            let waited = self.core.config.drain;
            return Err(DrainTimedOut { running, waited });
        }
        self.join_threads();
        self.core.workers.close_and_join();
        self.say_farewell();
        self.close_streams();
        Ok(())
    }

    fn close_streams(&self) {
        if let Some(streams) = &self.streams {
            streams.close();
        }
    }

    /// Tells the clients of the native form that nothing more will be executed,
    /// so that they need not find out.
    fn say_farewell(&self) {
        for listener in &self.listeners {
            listener.native().close();
            serve_native::flush(&self.core, listener, &mut Trains::default());
        }
    }

    /// Lets nobody find the server any more.
    fn unregister(&mut self) {
        if let Some(registered) = self.registered.take()
            && let Err(error) = registered.remove()
        {
            let observer = &self.core.observer;
            observer.tell(&Incident::NotUnregistered { error });
        }
    }

    /// Waits for the running calls; says how many are left.
    fn drain(&self) -> usize {
        self.core.draining.store(true, Ordering::Release);
        for listener in &self.listeners {
            listener.native().drain();
        }
        if let Some(streams) = &self.streams {
            streams.drain();
        }
        let mut onc = self.core.onc();
        onc.drain();
        let natives = || {
            self.listeners
                .iter()
                .map(|listener| listener.native().in_progress())
        };
        let streams = || self.streams.as_ref().map_or(0, |it| it.unfinished());
        let running =
            |onc: &onc::Responder| onc.in_progress() + natives().sum::<usize>() + streams();
        let (onc, _) = self
            .core
            .call_ended
            .wait_timeout_while(onc, self.core.config.drain, |onc| running(onc) > 0)
            .unwrap_or_else(PoisonError::into_inner);
        running(&onc)
    }

    /// Joining the threads also waits until the last replies are sent.
    fn join_threads(&mut self) {
        for thread in self.threads.drain(..) {
            // Handlers' panics end in `dispatch`, so there is nothing to be told.
            drop(thread.join());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.threads.is_empty() {
            // Whoever wants to know calls `shutdown`.
            let _ = self.stop();
        }
    }
}

/// Sets up a [`Server`].
#[derive(Debug, Default)]
pub struct ServerBuilder {
    config: ServerConfig,
    addresses: Vec<Listen>,
    services: Vec<(Box<dyn Service>, Option<AuthPolicy>)>,
    observer: Observer,
    registry: Option<WhichRegistry>,
    portmappers: Vec<Portmapper>,
}

impl ServerBuilder {
    /// Listens at a UDP address; port 0 lets the system choose. May be called
    /// several times.
    #[must_use]
    pub fn udp(mut self, address: impl Into<Address>) -> Self {
        self.addresses.push(Listen::Udp(address.into()));
        self
    }

    /// Listens at a TCP port, for ONC RPC; port 0 lets the system choose. May be
    /// called several times.
    #[must_use]
    pub fn tcp(mut self, address: impl Into<Address>) -> Self {
        self.addresses.push(Listen::Tcp(address.into()));
        self
    }

    /// Listens at a unix socket, for ONC RPC. May be called several times.
    ///
    /// The file is made when the server starts, in the place of one that a dead
    /// server has left behind, and removed when it stops. Who may call is who may
    /// write to it: the umask decides, and the folder it is in.
    #[must_use]
    pub fn unix(mut self, path: impl Into<PathBuf>) -> Self {
        self.addresses.push(Listen::Unix(path.into()));
        self
    }

    /// Serves an interface. Several programs and versions may share a server.
    #[must_use]
    pub fn service(mut self, service: impl Service) -> Self {
        self.services.push((Box::new(service), None));
        self
    }

    /// [`service`](Self::service), for callers that the policy takes. For others
    /// that is [`ServerConfig::require_auth_sys`]'s affair.
    #[must_use]
    pub fn service_for(mut self, policy: AuthPolicy, service: impl Service) -> Self {
        self.services.push((Box::new(service), Some(policy)));
        self
    }

    /// Registers every service with the rpcbind of this host, so that clients
    /// find it by its program's number. What a predecessor that was killed has
    /// left there is replaced; a shutdown removes it. The registry has room for
    /// one address of each transport: the first that is given here.
    ///
    /// Where no rpcbind runs, the server does not start.
    #[must_use]
    pub fn register(mut self) -> Self {
        self.registry = Some(WhichRegistry::Local);
        self
    }

    /// As [`register`](Self::register), with a registry that is not at the
    /// usual place.
    #[must_use]
    pub fn register_with(mut self, registry: Rpcbind) -> Self {
        self.registry = Some(WhichRegistry::Given(registry));
        self
    }

    /// Serves a registry, in versions 2, 3 and 4, for hosts where no rpcbind
    /// runs: clients look for it at port 111. It lists itself.
    #[must_use]
    pub fn portmapper(mut self, portmapper: &Portmapper) -> Self {
        let services = portmapper.services();
        self.services
            .extend(services.map(|service| (service, None)));
        self.portmappers.push(portmapper.clone());
        self
    }

    /// Sets the numbers.
    #[must_use]
    pub const fn config(mut self, config: ServerConfig) -> Self {
        self.config = config;
        self
    }

    /// Calls `listen` when something goes wrong that no caller is told of, to
    /// be logged. It runs on the server's threads.
    #[must_use]
    pub fn on_incident(mut self, listen: impl Fn(&Incident) + Send + Sync + 'static) -> Self {
        self.observer = Observer::new(listen);
        self
    }

    /// Adds a last service and starts: `Server::builder().udp(…).serve(…)?`.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub fn serve(self, service: impl Service) -> Result<Server, ServeError> {
        self.service(service).start()
    }

    /// Starts the threads of the server.
    ///
    /// # Errors
    ///
    /// [`ServeError`] where there is nothing to serve or nowhere to listen, an
    /// address cannot be bound, two services have the same program and
    /// version, a thread cannot be started, or the server is to be registered
    /// and cannot be.
    pub fn start(self) -> Result<Server, ServeError> {
        let Self {
            config,
            addresses,
            services,
            observer,
            registry,
            portmappers,
        } = self;
        config.check().map_err(ServeError::Config)?;
        if services.is_empty() {
            return Err(ServeError::Config(
                "there is no service: add one with `service`",
            ));
        }
        if addresses.is_empty() {
            return Err(ServeError::Config(
                "there is no address: add one with `udp`, `tcp` or `unix`",
            ));
        }
        let (services, policies): (Vec<_>, Vec<_>) = services.into_iter().unzip();
        let mut interfaces: Vec<_> = services.iter().map(|service| service.interface()).collect();
        let policies = policies
            .into_iter()
            .map(|policy| policy.unwrap_or_else(|| config.auth_policy()));
        let taken = interfaces.iter().copied().zip(policies);
        let directory = Arc::new(Directory::new(taken)?);
        let core = Arc::new(Core {
            onc: Mutex::new(onc::Responder::new(Arc::clone(&directory), &config)),
            directory,
            call_ended: Condvar::new(),
            workers: Workers::new(config.workers_max, config.queue_max),
            pace: Pace::new(),
            counters: ServerCounting::default(),
            stopping: AtomicBool::new(false),
            draining: AtomicBool::new(false),
            config,
            services,
            observer,
        });
        // All addresses are bound before anything is served on one of them.
        let mut bound = Bound::default();
        for address in &addresses {
            bound.bind(address, &core.config)?;
        }
        let Bound {
            listeners,
            acceptors,
            addresses,
        } = bound;
        let streams = if acceptors.is_empty() {
            None
        } else {
            let streams = Streams::new(&core, acceptors).map_err(ServeError::Selector)?;
            Some(Arc::new(streams))
        };
        let mut server = Server {
            core,
            listeners,
            streams,
            addresses,
            threads: Vec::new(),
            registered: None,
        };
        server.start_threads().map_err(ServeError::Thread)?;
        let listening = server.listening();
        for portmapper in portmappers {
            portmapper.list_itself(&listening);
        }
        if let Some(registry) = registry {
            interfaces.retain(|interface| interface.program != RPCBIND);
            let entries = entries(&interfaces, &listening);
            server.registered = Some(Registered::register(registry, entries)?);
        }
        Ok(server)
    }
}

impl Server {
    /// Where the server can be found, for the registry.
    fn listening(&self) -> Vec<Listening> {
        let is_dual = route::is_dual_stack();
        let addresses = self.addresses.iter().filter_map(|address| match address {
            ServerAddress::Udp(address) => Some((Protocol::Udp, *address)),
            ServerAddress::Tcp(address) => Some((Protocol::Tcp, *address)),
            ServerAddress::Unix(_) => None,
        });
        addresses
            .map(|(protocol, address)| Listening {
                protocol,
                address,
                is_dual,
            })
            .collect()
    }

    /// Starts the threads of all listeners. Where that fails, dropping the
    /// server stops those that were started before.
    fn start_threads(&mut self) -> io::Result<()> {
        for listener in &self.listeners {
            for _ in 0..self.core.config.receivers {
                self.threads
                    .push(threads::start_receiver(&self.core, listener)?);
            }
            self.threads
                .push(threads::start_timer(&self.core, listener)?);
        }
        if let Some(streams) = &self.streams {
            for _ in 0..self.core.config.receivers {
                self.threads.push(stream_loop::start_receiver(streams)?);
            }
            self.threads.push(stream_loop::start_timer(streams)?);
        }
        Ok(())
    }
}

/// Where a server is to listen.
#[derive(Debug)]
enum Listen {
    Udp(Address),
    Tcp(Address),
    Unix(PathBuf),
}

/// Sockets that listen, and where.
#[derive(Debug, Default)]
struct Bound {
    listeners: Vec<Arc<Listener>>,
    acceptors: Vec<Acceptor>,
    addresses: Vec<ServerAddress>,
}

impl Bound {
    fn bind(&mut self, address: &Listen, config: &ServerConfig) -> Result<(), ServeError> {
        let (address, acceptor) = match address {
            Listen::Udp(address) => {
                let (listener, bound) = bind_udp(resolve::resolve_udp(address)?, config)?;
                self.listeners.push(listener);
                self.addresses.push(bound.into());
                return Ok(());
            }
            Listen::Tcp(address) => {
                let address = resolve::resolve_tcp(address)?;
                (ServerAddress::Tcp(address), Acceptor::tcp(address))
            }
            Listen::Unix(path) => (ServerAddress::Unix(path.clone()), Acceptor::unix(path)),
        };
        let bound = acceptor.and_then(|acceptor| Ok((acceptor.address()?, acceptor)));
        let (bound, acceptor) = bound.map_err(|error| ServeError::Bind { address, error })?;
        self.acceptors.push(acceptor);
        self.addresses.push(bound);
        Ok(())
    }
}

/// A socket that listens at a UDP port, and which port that is.
fn bind_udp(
    address: SocketAddr,
    config: &ServerConfig,
) -> Result<(Arc<Listener>, SocketAddr), ServeError> {
    let failed = |error| ServeError::Bind {
        address: address.into(),
        error,
    };
    let socket = DatagramSocket::bind(address).map_err(failed)?;
    let bound = socket.local_addr().map_err(failed)?;
    let now = clock::now();
    let mut numbers = config.native;
    // What is under way must fit where the system keeps it until it is received.
    numbers.window = numbers.window.min(window(&socket));
    let secret = entropy::secret().map_err(ServeError::Random)?;
    let listener = Listener {
        socket,
        native: Mutex::new(native::Responder::new(now, numbers, secret)),
        watch: Watch::new(now),
    };
    Ok((Arc::new(listener), bound))
}

/// How many bytes may be under way to a socket: a quarter of its buffer.
fn window(socket: &DatagramSocket) -> u32 {
    u32::try_from(socket.receive_buffer_bytes() / 4).unwrap_or(u32::MAX)
}
