//! Reliable file transfer, as an example of the end-to-end argument: what a
//! transport can promise, and what only the two ends can find out.
//!
//! ```text
//! file-transfer serve FOLDER 0.0.0.0:4050
//! file-transfer send FILE HOST:4050
//! file-transfer link --drop 5% 127.0.0.1:4060 HOST:4050    a bad network, to try it on
//! ```
#![allow(clippy::print_stdout, reason = "a command says what it did")]

use std::process::ExitCode;

use clap::Parser;

mod commands;
mod damage;
mod disk;
mod journal;
mod layout;
mod link;
mod partial;
mod persist;
mod progress;
mod send;
mod source;
mod store;
#[cfg(test)]
mod testing;

idlc_runtime::include_idl! {
    /// What idlc made of `transfer.x`.
    pub mod transfer;
}

#[expect(clippy::print_stderr, reason = "where a command says what went wrong")]
fn main() -> ExitCode {
    match commands::Command::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
