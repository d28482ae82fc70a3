//! `idlc explain`

use std::fmt::Write;

use idlc::diagnostic::Code;

use super::args::Explain;
use super::messages::{MessageOptions, Reporter};
use super::output::{Outcome, print};

/// Prints the page of each code, or without one the list of all.
pub(super) fn run(arguments: &Explain) -> Outcome {
    let mut reporter = Reporter::new(MessageOptions::default());
    let text = match text(&arguments.codes) {
        Ok(text) => text,
        Err(message) => {
            reporter.usage(message);
            return Outcome::Usage;
        }
    };
    match print(&text) {
        Ok(()) => Outcome::Fine,
        Err(error) => {
            reporter.failed(format!("cannot write to standard output: {error}"));
            Outcome::Findings
        }
    }
}

fn text(codes: &[String]) -> Result<String, String> {
    if codes.is_empty() {
        return Ok(list());
    }
    let pages = codes.iter().map(|name| match Code::from_name(name) {
        Some(code) => Ok(page(code)),
        None => Err(format!(
            "there is no code `{name}`: `idlc explain` lists all"
        )),
    });
    Ok(pages.collect::<Result<Vec<_>, _>>()?.join("\n"))
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
