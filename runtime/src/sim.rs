//! A seeded world in which the protocol, and your own service, can be tested:
//! clients, a server that crashes and restarts, and a network that loses,
//! duplicates, delays and so reorders datagrams, all on virtual time.
//!
//! It runs the very state machines that the drivers run on sockets, and no
//! thread, socket or clock. The same [`Options`] give the same run, down to
//! the last datagram, so that a failure is repeated by its seed.
//!
//! ```
//! use std::time::Instant;
//! use idlc_runtime::sim::{Options, World};
//! use idlc_runtime::{xdr, Context, Interface, Procedure, ProcedureInfo, Program, Refusal, Service, Version};
//!
//! static ECHO: Interface = Interface {
//!     name: "Echo",
//!     program: Program(0x2000_0001),
//!     version: Version(1),
//!     procedures: &[ProcedureInfo { name: "echo", number: Procedure(1) }],
//! };
//!
//! struct Echo;
//! impl Service for Echo {
//!     fn interface(&self) -> &'static Interface { &ECHO }
//!     fn dispatch(
//!         &self, _: &Context, _: Procedure, arguments: &mut xdr::Reader<'_>, result: &mut xdr::Writer,
//!     ) -> Result<(), Refusal> {
//!         let number: u32 = arguments.field("number")?;
//!         xdr::Encode::encode(&number, result);
//!         Ok(())
//!     }
//! }
//!
//! let options = Options { seed: 7, loss_per_mille: 300, ..Options::default() };
//! let mut world = World::new(options, Instant::now(), vec![Box::new(Echo)]);
//! let call = world.call(0, &ECHO, Procedure(1), &42_u32);
//! world.run();
//! assert_eq!(world.result::<u32>(call).unwrap(), 42);
//! assert_eq!(world.executions(call), 1);
//! ```

mod address;
mod amplification;
mod buffers;
mod client;
mod clients;
mod engine;
mod event;
mod journal;
mod network;
mod options;
mod order;
mod plan;
mod promises;
mod schedule;
mod server;
mod trace;
mod watch;
mod world;

pub use journal::CallId;
pub use options::{Bandwidth, Options, Partitions, Transport};
pub use plan::{CallPlan, Ordered};
pub use trace::{Direction, Happening, TraceEntry};
pub use world::World;
