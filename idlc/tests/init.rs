//! `idlc init`: what it writes builds without a warning and runs at once, and
//! it overwrites nothing.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const CALC: &str = "interface Calc { int add(int a, int b); };\n";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// An empty folder for a test.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("init")
        .join(test);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

fn idlc(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_idlc"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[track_caller]
fn said(output: &Output, code: i32) -> String {
    let all = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8(all).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// Builds a project with the packages of the workspace, without the network;
/// the folder of its programs.
fn build(project: &Path, target: &Path) -> PathBuf {
    fs::copy(workspace().join("Cargo.lock"), project.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--quiet"])
        .current_dir(project)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "-D warnings")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .unwrap();
    said(&output, 0);
    target.join("debug")
}

/// A server that ends with the test.
struct Served {
    process: Child,
    address: String,
}

impl Served {
    fn start(program: &Path) -> Self {
        let mut process = Command::new(program)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = process.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line
            .trim_end()
            .strip_prefix("a server listens at ")
            .unwrap()
            .to_owned();
        Self { process, address }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has ended already if that fails.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_project_builds_without_a_warning_and_runs() {
    let fixtures = workspace().join("fixtures/ok").canonicalize().unwrap();
    let checkout = workspace().canonicalize().unwrap();
    let folder = folder("runs");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("init-target");
    for (name, clients) in [
        ("interface", 1),
        ("program", 2),
        ("prelude", 1),
        ("method_names", 1),
        ("argument_names", 1),
        ("every_type", 1),
        ("null_only", 1),
    ] {
        let file = fixtures.join(name).with_extension("x");
        let arguments = [
            "init",
            file.to_str().unwrap(),
            name,
            "--name",
            &format!("made-of-{name}"),
            "--path",
            checkout.to_str().unwrap(),
        ];
        said(&idlc(&folder, &arguments), 0);
        let project = folder.join(name);
        let formatted = Command::new(env!("CARGO"))
            .args(["fmt", "--check"])
            .current_dir(&project)
            .output()
            .unwrap();
        said(&formatted, 0);
        let programs = build(&project, &target);
        let server = Served::start(&programs.join("server"));
        let client = Command::new(programs.join("client"))
            .arg(&server.address)
            .output()
            .unwrap();
        let answers = said(&client, 0).matches("the server answers").count();
        assert_eq!(answers, clients, "{name}");
    }
}

#[test]
fn nothing_is_overwritten_and_then_nothing_written() {
    let folder = folder("overwrite");
    fs::write(folder.join("calc.x"), CALC).unwrap();
    fs::create_dir_all(folder.join("calc/src")).unwrap();
    fs::write(folder.join("calc/src/lib.rs"), "// mine\n").unwrap();
    let output = idlc(&folder, &["init", "calc.x"]);
    let message = said(&output, 2);
    assert!(message.contains("lib.rs` is there"), "{message}");
    assert_eq!(
        fs::read_to_string(folder.join("calc/src/lib.rs")).unwrap(),
        "// mine\n"
    );
    assert!(!folder.join("calc/Cargo.toml").exists());
}

#[test]
fn the_project_is_named_after_its_file_and_has_a_copy() {
    let folder = folder("names");
    fs::write(folder.join("Calc-v2.x"), CALC).unwrap();
    said(&idlc(&folder, &["init", "Calc-v2.x"]), 0);
    let text = |path: &str| fs::read_to_string(folder.join("calc-v2").join(path)).unwrap();
    assert_eq!(text("Calc-v2.x"), CALC);
    assert!(text("Cargo.toml").contains("name = \"calc-v2\"\n"));
    assert!(text("build.rs").contains("[\"Calc-v2.x\"]"));
    assert!(text("src/lib.rs").contains("pub mod calc_v2;"));
    assert!(text("src/bin/server/handlers.rs").contains("Err(Fault::ProcedureUnavailable)"));
}

#[test]
fn what_makes_no_project_is_refused() {
    let folder = folder("refused");
    for (file, text, more, code, reason) in [
        ("types.x", "const A = 1;", "--name=a", 2, "no interface"),
        ("bad.x", "const A = B;", "--name=a", 1, "E0202"),
        ("calc.x", CALC, "--name=4x", 2, "no name for a package"),
        ("calc.x", CALC, "--name=std", 2, "no name for a package"),
        ("type.x", CALC, "--name=a", 2, "rename it"),
        ("calc.x", CALC, "--path=.", 2, "no checkout of idlc"),
    ] {
        fs::write(folder.join(file), text).unwrap();
        let message = said(&idlc(&folder, &["init", file, more]), code);
        assert!(message.contains(reason), "{message}");
        assert!(!folder.join("a").exists() && !folder.join("calc").exists());
    }
}
