//! NFS version 3 (RFC 1813): a client of files, and a server that keeps them in
//! memory. What is on the wire, `idlc` made of `nfs.x` and `mount.x`.
//!
//! - [`fs`] is a file system in memory, and knows no RPC.
//! - [`server`] answers the procedures of both protocols with it.
//! - [`client`] lists, reads and writes what any server of NFS 3 has.

mod answer;
pub mod client;
pub mod fs;
mod sattr;
pub mod server;

idlc_runtime::include_idl! {
    /// What idlc made of `nfs.x`.
    pub mod nfs;
}

idlc_runtime::include_idl! {
    /// What idlc made of `mount.x`.
    pub mod mount;
}
