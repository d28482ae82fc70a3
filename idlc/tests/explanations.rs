//! The page of every code: its wrong example has that code and no other, and
//! its right example is right.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use idlc::Config;
use idlc::diagnostic::{Code, Report};

/// These are about files and options, and no text can have them: see the tests
/// of `Config` and of the command.
const WITHOUT_TEXT: [Code; 7] = [
    Code::File,
    Code::NotUtf8,
    Code::FileTooLarge,
    Code::OutputClash,
    Code::BadOption,
    Code::Internal,
    Code::IncludeLimit,
];

/// The text of the block that a page shows under a word alone on its line.
fn example(code: Code, word: &str) -> Option<&'static str> {
    let (_, behind) = code
        .explanation()
        .split_once(&format!("\n{word}:\n\n```c\n"))?;
    Some(behind.split_once("```\n").unwrap().0)
}

/// The codes that a text has as the file `example.x`, alone in its folder.
fn codes(folder: &str, text: &str) -> BTreeSet<&'static str> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("example.x");
    fs::write(&file, text).unwrap();
    let found = |report: &Report| {
        let codes = report.diagnostics().iter().map(|found| found.code.as_str());
        codes.collect::<Vec<_>>()
    };
    match Config::new().generate_file(&file) {
        Ok(generated) => found(&generated.warnings).into_iter().collect(),
        Err(error) => error.reports().iter().flat_map(found).collect(),
    }
}

#[test]
fn the_wrong_example_of_a_page_has_its_code_and_no_other() {
    for &code in Code::ALL {
        match example(code, "Wrong") {
            Some(text) => assert_eq!(
                codes("explained_wrong", text),
                BTreeSet::from([code.as_str()]),
                "{}",
                code.as_str()
            ),
            None => assert!(
                WITHOUT_TEXT.contains(&code),
                "{} has no example",
                code.as_str()
            ),
        }
    }
}

#[test]
fn the_right_example_of_a_page_compiles_without_a_word() {
    for &code in Code::ALL {
        let right = example(code, "Right");
        let wrong = example(code, "Wrong");
        assert_eq!(right.is_some(), wrong.is_some(), "{}", code.as_str());
        assert_ne!(right.unwrap_or("right"), wrong.unwrap_or("wrong"));
        assert_eq!(
            codes("explained_right", right.unwrap_or_default()),
            BTreeSet::new(),
            "{}",
            code.as_str()
        );
    }
}

#[test]
fn every_page_has_a_heading_and_something_below() {
    for &code in Code::ALL {
        let page = code.explanation();
        assert!(page.starts_with("# "), "{}", code.as_str());
        assert!(page.ends_with('\n') && page.lines().count() > 3);
        assert!(!code.title().is_empty() && !code.title().ends_with('.'));
        let widest = page.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(82), "{} is too wide", code.as_str());
    }
}

#[test]
fn every_page_belongs_to_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/explanation");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            Code::from_name(name).is_some(),
            "{} is alone",
            path.display()
        );
    }
}
