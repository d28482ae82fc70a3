//! `idlc check`

use std::fmt::Write;
use std::path::Path;

use idlc::Config;
use idlc::model::{Interface, Item, Model};

use super::args::Check;
use super::messages::Reporter;
use super::output::{Outcome, print};

/// Checks every file, also behind one with errors.
pub(super) fn run(arguments: &Check) -> Outcome {
    let config = arguments.config();
    let mut reporter = Reporter::new(arguments.messages);
    let mut outcome = Outcome::Fine;
    for file in &arguments.files {
        let found = check(&config, file, &mut reporter);
        if outcome == Outcome::Fine {
            outcome = found;
        }
    }
    reporter.finish();
    outcome
}

fn check(config: &Config, file: &Path, reporter: &mut Reporter) -> Outcome {
    match config.check_file(file) {
        Ok(checked) => {
            reporter.warnings(&checked.warnings);
            match print(&derived_numbers(&checked.model, file)) {
                Ok(()) => Outcome::Fine,
                Err(error) => {
                    reporter.failed(format!("cannot write to standard output: {error}"));
                    Outcome::Findings
                }
            }
        }
        Err(error) => {
            reporter.error(&error);
            Outcome::Findings
        }
    }
}

/// A line for each program number that the file does not give: whoever calls
/// it from another language must be told.
fn derived_numbers(model: &Model, file: &Path) -> String {
    let mut lines = String::new();
    for item in &model.items {
        if let Item::Interface(interface) = item
            && interface.program_is_derived
        {
            // Writing to a string does not fail.
            let _ = writeln!(lines, "{}", derived_number(interface, file));
        }
    }
    lines
}

fn derived_number(interface: &Interface, file: &Path) -> String {
    format!(
        "{}:{}: interface {} is program {:#010x} (derived from its name), version {}",
        file.display(),
        interface.docs.line,
        interface.name,
        interface.program,
        interface.version,
    )
}
