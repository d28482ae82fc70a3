//! `idlc explain`

use std::fmt::Write;

use idlc::diagnostic::Code;

use super::args::Explain;
use super::output::{Outcome, print, usage};

/// Prints the page of each code, or without one the list of all.
pub(super) fn run(arguments: &Explain) -> Outcome {
    if arguments.codes.is_empty() {
        return print(&list());
    }
    let mut pages = Vec::with_capacity(arguments.codes.len());
    for name in &arguments.codes {
        match Code::from_name(name) {
            Some(code) => pages.push(page(code)),
            None => {
                let message = format!("there is no code `{name}`: `idlc explain` lists all");
                return usage(message);
            }
        }
    }
    print(&pages.join("\n"))
}

/// A line for each code.
fn list() -> String {
    let mut lines = String::new();
    for &code in Code::ALL {
        // Writing to a string does not fail.
        let _ = writeln!(lines, "{}  {}", code.as_str(), code.title());
    }
    lines
}

/// The page, with the code before its heading.
fn page(code: Code) -> String {
    let text = code.explanation().trim_start_matches("# ");
    format!("# {}: {text}", code.as_str())
}
