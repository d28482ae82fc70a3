//! A client of files: `nfs ls nfs://host/path`, `cat`, `cp`, `mkdir`, `rm`, `stat`.
#![allow(clippy::print_stdout, reason = "a command says what it did")]

use std::error::Error;
use std::io;
use std::process::ExitCode;

use clap::Parser;
use nfs::client::ClientError;

mod commands;
mod copy;
mod progress;
mod text;

#[expect(clippy::print_stderr, reason = "where a command says what went wrong")]
fn main() -> ExitCode {
    match commands::Command::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads what we print has read enough, as `head` does.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    matches!(
        error.downcast_ref(),
        Some(ClientError::Local(error)) if error.kind() == io::ErrorKind::BrokenPipe
    )
}
