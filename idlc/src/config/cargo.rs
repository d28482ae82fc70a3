//! What a build script tells Cargo.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::diagnostic::Report;

/// The files that Cargo has been told to watch.
#[derive(Debug, Default)]
pub(super) struct Watched {
    /// By whatever name they were given, these are files that differ.
    files: HashSet<PathBuf>,
}

impl Watched {
    /// Tells Cargo to watch files, each once.
    pub(super) fn watch<P: AsRef<Path>>(&mut self, files: &[P]) {
        for file in files {
            let file = file.as_ref();
            // What is not there has no other name.
            let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
            if self.files.insert(real) {
                tell(&format!("rerun-if-changed={}", file.display()));
            }
        }
    }
}

/// Passes warnings on.
pub(super) fn warn(warnings: &Report) {
    for line in warnings.lines() {
        tell(&format!("warning={line}"));
    }
}

#[allow(clippy::print_stdout, reason = "how a build script talks to Cargo")]
fn tell(line: &str) {
    // A line break would begin a message of its own.
    println!("cargo::{}", line.replace(['\n', '\r'], " "));
}
