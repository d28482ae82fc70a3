//! A server of files: the procedures of NFS 3 and of MOUNT 3 and 1, answered with
//! a file system in memory.
//!
//! Who calls is who `AUTH_SYS` says, unproven; whoever says nothing is *nobody*
//! (65534), and so is the superuser if [`Rules::root_squash`] says so. Permission
//! bits then mean what they mean on a local disk, but for the owner, who may read
//! and write its file in any case: a client that has opened a file and then taken
//! its own permission away must be able to go on (RFC 1813 §4.4).
#![expect(
    clippy::result_large_err,
    reason = "what a failure tells beside its status is as large as the protocol has it"
)]

mod attributes;
mod content;
mod convert;
mod handle;
mod listing;
mod mounts;
mod naming;
mod procedures;
mod request;
mod rules;
mod shared;

pub use rules::Rules;
pub use shared::FileServer;
