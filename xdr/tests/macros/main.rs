//! The macros, as the compiler sees them: `macros.rs` is compiled alone, and
//! small programs against it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("macros-{name}"));
    fs::create_dir_all(&folder).expect("a folder under the target directory");
    folder
}

/// Compiles a library: what the compiler says on failure, a line an error.
fn compile(name: &str, file: &Path, folder: &Path, arguments: &[&str]) -> Result<(), Vec<String>> {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler)
        .args([
            "--edition=2024",
            "--crate-type=lib",
            "--emit=metadata",
            "--error-format=short",
        ])
        .args(["--crate-name", name, "-D", "warnings", "-L"])
        .arg(folder)
        .args(arguments)
        .arg("--out-dir")
        .arg(folder)
        .arg(file)
        .env("OUT_DIR", folder)
        .output()
        .expect("a Rust compiler");
    if output.status.success() {
        return Ok(());
    }
    let report = String::from_utf8_lossy(&output.stderr);
    let errors = report.lines().filter(|line| line.contains(": error"));
    Err(errors.map(str::to_owned).collect())
}

/// Compiles a program that uses the macros.
fn compile_program(name: &str, program: &str) -> Result<(), Vec<String>> {
    let folder = folder(name);
    let macros = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/macros.rs");
    compile("idlc_xdr", &macros, &folder, &[])?;

    let generated = "/// Adds one.\npub fn func1(arg1: i32) -> i32 {\n    arg1 + 1\n}\n";
    fs::write(folder.join("calc.rs"), generated).expect("a file in our folder");
    let file = folder.join("program.rs");
    fs::write(&file, program).expect("a file in our folder");
    compile("program", &file, &folder, &["--extern", "idlc_xdr"])
}

fn only_error(name: &str, program: &str) -> String {
    let errors = compile_program(name, program).expect_err("a program that is refused");
    let errors: Vec<_> = errors
        .iter()
        .filter(|line| !line.contains("aborting"))
        .collect();
    let [error] = errors.as_slice() else {
        panic!("{errors:#?}")
    };
    (*error).clone()
}

#[test]
fn the_matching_number_expands_to_nothing() {
    assert_eq!(
        compile_program("same", "idlc_xdr::generated_api!(1);"),
        Ok(())
    );
}

#[test]
fn a_newer_number_is_one_error_that_says_to_update() {
    let error = only_error("newer", "idlc_xdr::generated_api!(2);");
    assert!(error.contains("newer than the crates"), "{error}");
    assert!(error.contains("cargo update -p idlc-runtime"), "{error}");
    assert!(error.contains("generated API 2, understood: 1"), "{error}");
}

#[test]
fn an_older_number_is_one_error_that_says_to_generate_again() {
    let error = only_error("older", "idlc_xdr::generated_api!(0);");
    assert!(error.contains("generate it again"), "{error}");
}

#[test]
fn a_module_is_included_by_its_name() {
    let program = "idlc_xdr::include_idl!(calc);\npub fn two() -> i32 { calc::func1(1) }";
    assert_eq!(compile_program("name", program), Ok(()));
}

#[test]
fn a_module_is_included_as_public() {
    let program =
        "pub mod outer { idlc_xdr::include_idl!(pub calc); }\npub use outer::calc::func1;";
    assert_eq!(compile_program("public", program), Ok(()));
}

#[test]
fn a_module_is_included_with_its_documentation() {
    let program = "//! A program.\n#![deny(missing_docs)]\n\
        idlc_xdr::include_idl! {\n    /// The calculator.\n    pub mod calc;\n}";
    assert_eq!(compile_program("documented", program), Ok(()));
}

#[test]
fn a_module_that_was_not_generated_is_named() {
    let error = only_error("missing", "idlc_xdr::include_idl!(clac);");
    assert!(error.contains("clac.rs"), "{error}");
}
