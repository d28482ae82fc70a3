//! The `idlc` command: a thin frontend to the library of the same name.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
