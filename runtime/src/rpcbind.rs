//! rpcbind, also known as the port mapper (RFC 1833): the registry of a host
//! in which programs say at which addresses they are.
//!
//! [`Rpcbind`] asks the registry of a host, in the newest version that it
//! speaks; [`UniversalAddress`] is an address as the registry writes it.
//! [`Portmapper`] is a registry of our own, for hosts that have none. The
//! stubs in [`protocol`] are what idlc makes of `rpcbind.x`.
//!
//! ```no_run
//! use idlc_runtime::rpcbind::{Protocol, Rpcbind};
//! use idlc_runtime::{Program, Version};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let registry = Rpcbind::connect("fileserver")?;
//! let port = registry.port_of(Program(100_003), Version(3), Protocol::Udp)?;
//! for entry in registry.dump()? {
//!     println!("{entry}");
//! }
//! # let _ = port;
//! # Ok(())
//! # }
//! ```

mod asker;
mod entries;
mod host;
mod lookup;
mod netid;
mod older;
mod portmapper;
/// What idlc makes of `rpcbind.x`: the protocol as it is, in all versions.
pub mod protocol;
mod registered;
mod registration;
mod registry;
mod table;
mod universal;

pub(crate) use entries::{Listening, entries};
pub(crate) use lookup::ByRpcbind;
pub(crate) use netid::PORT;
pub use netid::Protocol;
pub(crate) use netid::RPCBIND;
pub use portmapper::{Portmapper, PortmapperConfig};
pub(crate) use registered::{Registered, WhichRegistry};
pub use registration::Registration;
pub use registry::Rpcbind;
pub use universal::{NotUniversal, UniversalAddress};
