//! Messages over UDP, reliable and in order, without an interface file: what
//! calls are made of, for programs that speak a language of their own.
//!
//! An [`Endpoint`] is one UDP socket that sends to many peers and receives from
//! many. Messages have any size up to a limit. Those from one endpoint to
//! another arrive in the order in which they were sent, and none arrives twice
//! as long as the receiving program lives.
//!
//! ```
//! use idlc_runtime::message::Endpoint;
//!
//! let (alice, bob) = (Endpoint::bind("127.0.0.1:0")?, Endpoint::bind("127.0.0.1:0")?);
//! let to = bob.local_addr()?;
//! std::thread::scope(|scope| {
//!     scope.spawn(|| alice.send(to, b"returns when bob has taken it"));
//!     let (_from, message) = bob.recv()?;
//!     assert_eq!(message, b"returns when bob has taken it");
//!     std::io::Result::Ok(())
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It is not a queue that outlives its process, and there is no encryption: who
//! can read the packets can read the messages.

mod builder;
mod endpoint;
mod error;

pub use builder::EndpointBuilder;
pub use endpoint::Endpoint;
pub use error::SendError;
