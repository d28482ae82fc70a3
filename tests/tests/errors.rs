//! What the compiler says about files that are wrong: `fixtures/err/NAME.x`
//! in, `fixtures/err/NAME.stderr` out. What NAME.x includes lies in the folder
//! NAME.
//!
//! `UPDATE_GOLDEN=1` writes what it says now. A report that is not there is a
//! failure, not an invitation.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod errors {
    mod answer;
    mod hostile;
    mod hostile_directives;
}

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use idlc::Config;
use idlc::diagnostic::{Code, Report};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/err")
}

fn inputs() -> Vec<PathBuf> {
    let mut inputs: Vec<PathBuf> = fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "x"))
        .collect();
    inputs.sort();
    inputs
}

/// All that is said about a file, which there must be.
fn reports(input: &Path) -> Vec<Report> {
    let name = input.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(input).unwrap();
    let mut config = Config::new();
    for included in files_in(&input.with_extension("")) {
        let path = included.strip_prefix(directory()).unwrap();
        config.include_text(path, fs::read_to_string(&included).unwrap());
    }
    match config.check(name, &text) {
        Ok(checked) => vec![checked.warnings],
        Err(error) => error.reports().to_vec(),
    }
}

/// The files of a folder, if there is one.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn rendered(reports: &[Report]) -> String {
    let pages: Vec<String> = reports.iter().map(ToString::to_string).collect();
    pages.join("\n\n") + "\n"
}

#[test]
fn every_wrong_file_is_reported_as_recorded() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for input in inputs() {
        let said = rendered(&reports(&input));
        let golden = input.with_extension("stderr");
        if update {
            fs::write(&golden, &said).unwrap();
        }
        let recorded = fs::read_to_string(&golden);
        if recorded.as_ref().is_ok_and(|recorded| *recorded == said) {
            continue;
        }
        let recorded = recorded.unwrap_or_else(|error| format!("({error})\n"));
        wrong.push(format!(
            "{}\n--- recorded\n{recorded}--- said\n{said}",
            input.display()
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_report_belongs_to_a_file() {
    for entry in fs::read_dir(directory()).unwrap() {
        let path = entry.unwrap().path();
        assert!(
            path.with_extension("x").exists(),
            "{} is alone",
            path.display()
        );
    }
}

#[test]
fn every_code_has_a_file() {
    // These are about files and options, and no text can have them: see the
    // tests of `Config` and of the command.
    let without_text = BTreeSet::from([
        Code::File,
        Code::NotUtf8,
        Code::FileTooLarge,
        Code::OutputClash,
        Code::BadOption,
        Code::Internal,
    ]);
    let shown: BTreeSet<Code> = inputs()
        .iter()
        .flat_map(|input| reports(input))
        .flat_map(|report| {
            let codes: Vec<Code> = report
                .diagnostics()
                .iter()
                .map(|found| found.code)
                .collect();
            codes
        })
        .collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !shown.contains(code) && !without_text.contains(code))
        .map(|code| code.as_str())
        .collect();
    assert!(missing.is_empty(), "no file shows {missing:?}");
}

#[test]
fn one_run_finds_five_errors_and_a_warning_each_with_both_places() {
    let input = directory().join("all_at_once.x");
    let reports = reports(&input);
    let [report] = &reports[..] else {
        panic!("{reports:?}");
    };
    let found = report.diagnostics();
    let mut codes: Vec<&str> = found.iter().map(|found| found.code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        ["E0201", "E0202", "E0405", "E0501", "E0502", "W0304"]
    );
    for found in found {
        assert!(found.primary.is_some(), "{found:?}");
        assert_eq!(found.secondary.len(), 1, "{found:?}");
    }
}
