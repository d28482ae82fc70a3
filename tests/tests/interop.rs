//! Programs that nobody here wrote: C stubs made by rpcgen on libtirpc,
//! rpcbind and rpcinfo. They run where those are installed, say what they skipped, and
//! with `CI=true` skip nothing.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests may be as blunt as tests"
)]

idlc_runtime::include_idl! {
    /// What idlc makes of the file that rpcgen reads too.
    mod types;
}

idlc_runtime::include_idl! {
    /// A file with everything that an `interface` can say.
    mod features;
}

mod interop {
    mod broadcast;
    mod c;
    mod c_calls_rust;
    mod classic;
    mod credentials;
    mod debian;
    pub(crate) mod every_fixture;
    mod features;
    mod foreign;
    mod ganesha;
    mod nfs_client;
    mod nfs_server;
    mod portmapper;
    mod registration;
    mod rpcbind;
    mod rpcinfo;
    mod rust_calls_c;
    mod sample;
    mod seen;
    mod vxi11;
    mod world;
}
