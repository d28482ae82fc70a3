//! The interface files that Debian's rpcsvc-proto installs: real input, read
//! and compiled together as one crate that forgives no warning.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::foreign::{only_if, run};

const FILES: [&str; 10] = [
    "bootparam_prot",
    "key_prot",
    "mount",
    "nfs_prot",
    "nlm_prot",
    "rquota",
    "rstat",
    "rusers",
    "sm_inter",
    "spray",
];

#[test]
fn debians_interface_files_compile_together_without_a_warning() {
    let installed = Path::new("/usr/include/rpcsvc");
    if !only_if(installed.is_dir(), "rpcsvc-proto") {
        return;
    }
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("debian");
    fs::create_dir_all(folder.join("src")).unwrap();
    let mut lib = String::from("//! Debian's interface files.\n#![deny(warnings, missing_docs)]\n");
    for name in FILES {
        writeln!(lib, "/// What idlc makes of `{name}.x`.\npub mod {name};").unwrap();
    }
    fs::write(folder.join("src/lib.rs"), lib).unwrap();
    let inputs = FILES.map(|name| installed.join(name).with_extension("x"));
    idlc::Config::new()
        .out_dir(folder.join("src"))
        .compile(inputs)
        .unwrap();
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

fn manifest(repository: &Path) -> String {
    let runtime = repository.join("runtime");
    let runtime = runtime.display();
    format!(
        "[package]\nname = \"debian\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nidlc-runtime = {{ path = \"{runtime}\" }}\n\n[workspace]\n"
    )
}
