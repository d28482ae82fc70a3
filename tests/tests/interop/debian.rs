//! The interface files that Debian's packages install: real input, read and
//! compiled together as one crate that forgives no warning.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::foreign::{all_installed, command, only_if, output, run};

/// Everything of Debian's that installs interface files.
const PACKAGES: [&str; 3] = ["rpcsvc-proto", "libtirpc-dev", "libnsl-dev"];

#[test]
fn debians_interface_files_compile_together_without_a_warning() {
    if !all_installed(&["dpkg"]) {
        return;
    }
    let inputs = installed();
    // One of each package.
    for name in ["rusers.x", "rpcb_prot.x", "nis_callback.x"] {
        if !only_if(inputs.iter().any(|input| input.ends_with(name)), name) {
            return;
        }
    }
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("debian");
    fs::create_dir_all(folder.join("src")).unwrap();
    let mut config = idlc::Config::new();
    config.out_dir(folder.join("src"));
    let mut lib = String::from("//! Debian's interface files.\n#![deny(warnings, missing_docs)]\n");
    for output in config.outputs(&inputs).unwrap() {
        let name = output.file_stem().unwrap().to_str().unwrap();
        writeln!(lib, "/// What idlc makes of `{name}.x`.\npub mod {name};").unwrap();
    }
    fs::write(folder.join("src/lib.rs"), lib).unwrap();
    config.compile(inputs).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest(&repository)).unwrap();
    // The versions that were fetched for this workspace, so that no network is
    // needed.
    fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    run(Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTFLAGS", "-D warnings")
        .current_dir(&folder));
}

/// The interface files of those packages that are installed.
fn installed() -> Vec<PathBuf> {
    // It fails where one is not, and lists the others nonetheless.
    let listed = output(command("dpkg").arg("--listfiles").args(PACKAGES));
    let listed = String::from_utf8(listed.stdout).unwrap();
    let is_interface = |file: &PathBuf| file.extension().is_some_and(|it| it == "x");
    let files = listed.lines().map(PathBuf::from);
    files.filter(is_interface).collect()
}

fn manifest(repository: &Path) -> String {
    let runtime = repository.join("runtime");
    let runtime = runtime.display();
    format!(
        "[package]\nname = \"debian\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nidlc-runtime = {{ path = \"{runtime}\" }}\n\n[workspace]\n"
    )
}
