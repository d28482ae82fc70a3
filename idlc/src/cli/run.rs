//! From arguments to an exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use super::args::{Cli, Command};
use super::output::Outcome;
use super::{check, explain, generate, init};

/// Runs the command with its arguments, the program's name first.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return help_or_usage(&error),
    };
    let outcome = match &cli.command {
        Some(Command::Generate(arguments)) => generate::run(arguments),
        Some(Command::Check(arguments)) => check::run(arguments),
        Some(Command::Explain(arguments)) => explain::run(arguments),
        Some(Command::Init(arguments)) => init::run(arguments),
        None => generate::run(&cli.generate),
    };
    match outcome {
        Outcome::Fine => ExitCode::SUCCESS,
        Outcome::Findings => ExitCode::from(1),
        Outcome::Usage => ExitCode::from(2),
    }
}

/// `--help` and `--version` are errors to clap, but not to us.
fn help_or_usage(error: &clap::Error) -> ExitCode {
    // There is nobody left to tell if the terminal is gone.
    let _ = error.print();
    if error.use_stderr() {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}
