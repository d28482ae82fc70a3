//! What the command says about findings, in each of its formats.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

const TWICE: &str =
    "/* ö */ union u switch (int i) {\ncase 1: int a;\n/* ö */ case 1: int b;\n};\n";

/// Runs the command on a file `u.x` in a folder of its own; its exit code and
/// standard error.
fn run(
    folder: &str,
    text: &str,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> (i32, String) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("u.x"), text).unwrap();
    let output: Output = Command::new(env!("CARGO_BIN_EXE_idlc"))
        .args(arguments)
        .current_dir(&path)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said)
}

fn json_lines(said: &str) -> Vec<Value> {
    said.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn people_get_pages_and_are_told_where_there_is_more() {
    let (code, said) = run("human", TWICE, &["check", "u.x"], &[]);
    assert_eq!(code, 1);
    assert!(
        said.starts_with("error[E0405]: two cases for 1\n --> u.x:3:14\n"),
        "{said}"
    );
    assert!(
        said.ends_with("\n\n`idlc explain E0405` says more\n"),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

#[test]
fn short_is_one_line_for_each_finding() {
    let text = format!("enum e {{ A = 1, B = 1 }};\nstruct s {{ missing m; }};\n{TWICE}");
    let (code, said) = run(
        "short",
        &text,
        &["check", "u.x", "gone.x", "--message-format=short"],
        &[],
    );
    assert_eq!(code, 1);
    let lines: Vec<&str> = said.lines().collect();
    let [warning, undefined, twice, gone] = lines[..] else {
        panic!("not four lines: {said}");
    };
    assert!(warning.starts_with("u.x:1:17: warning[W0304]: "), "{said}");
    assert_eq!(
        undefined,
        "u.x:2:12: error[E0201]: there is no type `missing`"
    );
    assert_eq!(twice, "u.x:5:14: error[E0405]: two cases for 1");
    assert!(
        gone.starts_with("error[E0001]: cannot read `gone.x`: "),
        "{said}"
    );
}

#[test]
fn json_has_every_place_in_characters_and_in_bytes() {
    let (code, said) = run(
        "json",
        TWICE,
        &["gen", "u.x", "-o", "-", "--message-format", "json"],
        &[],
    );
    assert_eq!(code, 1);
    let again = TWICE.rfind("1:").unwrap();
    let first = TWICE.find("1:").unwrap();
    assert_eq!(
        json_lines(&said),
        [json!({
            "code": "E0405",
            "severity": "error",
            "message": "two cases for 1",
            "labels": [
                {
                    "file": "u.x", "line": 3, "column": 14, "end_line": 3, "end_column": 15,
                    "byte_start": again, "byte_end": again + 1,
                    "is_primary": true, "text": "again here", "included_at": [],
                },
                {
                    "file": "u.x", "line": 2, "column": 6, "end_line": 2, "end_column": 7,
                    "byte_start": first, "byte_end": first + 1,
                    "is_primary": false, "text": "first here", "included_at": [],
                },
            ],
            "help": [],
        })]
    );
}

#[test]
fn json_has_the_directives_that_lead_to_a_place() {
    let folder = "json_included";
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("a.x"), "\n#include \"b.x\"\n").unwrap();
    fs::write(path.join("b.x"), "struct s { missing m; };\n").unwrap();
    let format = "--message-format=json";
    let (_, said) = run(folder, "#include \"a.x\"\n", &["check", "u.x", format], &[]);
    let [finding] = &json_lines(&said)[..] else {
        panic!("not one finding: {said}");
    };
    let label = &finding["labels"][0];
    assert_eq!(label["file"], "b.x");
    let directive = |file: &str, line: u32, start: u32| {
        json!({
            "file": file, "line": line, "column": 1, "end_line": line, "end_column": 15,
            "byte_start": start, "byte_end": start + 14,
        })
    };
    assert_eq!(
        label["included_at"],
        json!([directive("a.x", 2, 1), directive("u.x", 1, 0)])
    );
}

#[test]
fn json_is_said_about_files_options_and_the_command_line_too() {
    let format = "--message-format=json";
    for (arguments, exit, code) in [
        (["check", "gone.x", format].as_slice(), 1, json!("E0001")),
        (
            &["u.x", "-o", "no/such/folder.rs", format],
            1,
            json!("E0001"),
        ),
        (
            &["check", "u.x", "--extern", "a=not a path", format],
            1,
            json!("E0005"),
        ),
        (&["u.x", "-o", "u.x", format], 2, json!(null)),
    ] {
        let (status, said) = run("json_general", "const A = 1;", arguments, &[]);
        assert_eq!(status, exit, "{arguments:?}: {said}");
        let [message] = &json_lines(&said)[..] else {
            panic!("{arguments:?}: {said}");
        };
        assert_eq!(message["code"], code, "{said}");
        assert_eq!(message["severity"], "error");
        assert_eq!(message["labels"], json!([]));
    }
}

#[test]
fn a_program_gets_every_finding_where_a_person_gets_fifty() {
    let text = "struct s { missing m; };\n".replace("s {", "s# {");
    let text: String = (0..60).map(|i| text.replace('#', &i.to_string())).collect();
    let count = |format: &str| {
        let arguments = ["check", "u.x", "--message-format", format];
        let (_, said) = run(&format!("many_{format}"), &text, &arguments, &[]);
        said.matches("E0201").count()
    };
    assert_eq!(count("short"), 60);
    assert_eq!(count("json"), 60);
    // With the one of `idlc explain`.
    assert_eq!(count("human"), 51);
}

#[test]
fn people_are_told_once_who_includes_a_file() {
    let folder = "included_once";
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&path).unwrap();
    let text = "struct s# { missing m; };\n";
    let text: String = (0..50).map(|i| text.replace('#', &i.to_string())).collect();
    fs::write(path.join("a.x"), text).unwrap();
    let (_, said) = run(folder, "#include \"a.x\"\n", &["check", "u.x"], &[]);
    assert_eq!(said.matches("error[E0201]").count(), 50);
    assert_eq!(
        said.matches("note: included at u.x:1\n").count(),
        1,
        "{said}"
    );
}

#[test]
fn colours_are_given_where_they_are_asked_for() {
    let colored = |test, arguments: &[&str], environment: &[(&str, &str)]| {
        let arguments = [&["check", "u.x"], arguments].concat();
        run(test, TWICE, &arguments, environment)
            .1
            .contains('\u{1b}')
    };
    assert!(colored("always", &["--color", "always"], &[]));
    assert!(colored("forced", &[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(
        "refused",
        &[],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!colored(
        "never",
        &["--color", "never"],
        &[("CLICOLOR_FORCE", "1")]
    ));
    assert!(!colored(
        "not_in_json",
        &["--color", "always", "--message-format", "json"],
        &[]
    ));
}
