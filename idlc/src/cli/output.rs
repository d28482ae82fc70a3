//! What goes to the terminal.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use idlc::CompileError;
use idlc::diagnostic::Report;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Fine,
    Findings,
    Usage,
}

/// Shows errors.
pub(super) fn show_error(error: &CompileError) {
    say(&error.render(stderr_has_color()));
}

/// Shows warnings, if there are any.
pub(super) fn show_warnings(warnings: &Report) {
    if !warnings.is_empty() {
        say(&warnings.render(stderr_has_color()));
    }
}

/// Says that the command cannot be meant as it was written.
pub(super) fn usage(message: impl Display) -> Outcome {
    say(&format!("error: {message}"));
    Outcome::Usage
}

/// Says that a file cannot be used.
pub(super) fn failed(message: impl Display) -> Outcome {
    say(&format!("error: {message}"));
    Outcome::Findings
}

/// Writes results to standard output.
pub(super) fn print(text: &str) -> Outcome {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Outcome::Fine,
        // A reader that has seen enough, as `head` has, is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Fine,
        Err(error) => failed(format!("cannot write to standard output: {error}")),
    }
}

/// Writes to standard error. If that fails there is nobody to tell.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Colours are for terminals, and for those who have not said no:
/// <https://no-color.org>.
fn stderr_has_color() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stderr().is_terminal() && !refused
}
