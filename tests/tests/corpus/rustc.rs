//! Compiles the accepted modules, in one crate. Those that fail are taken out,
//! and the rest is tried again: an error in one may hide those of others.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::corpus::verdict::Verdict;

/// Finds out which of the accepted modules are not compiled.
pub(crate) fn check(verdicts: &mut [(String, Verdict)]) {
    let project = Project::new();
    loop {
        let failed = project.check(verdicts);
        if failed.is_empty() {
            return;
        }
        for (index, message) in failed {
            verdicts.get_mut(index).unwrap().1 = Verdict::NotCompiled { message };
        }
    }
}

/// What flags refer to: a type that takes no room on the wire, and the
/// `device_error4` of RFC 7862.
const GIVEN: &str = "
use idlc_runtime::xdr::{Decode, DecodeError, Encode, Layout, Reader, Sink, Size};
#[derive(Debug, Clone, PartialEq)]
pub struct Nothing;
impl Layout for Nothing { const SIZE: Size = Size::Fixed(0); }
impl Encode for Nothing { fn encode<'a, S: Sink<'a>>(&'a self, _: &mut S) {} }
impl<'a> Decode<'a> for Nothing {
    fn decode(_: &mut Reader<'a>) -> Result<Self, DecodeError> { Ok(Self) }
}
pub type DeviceError4 = ([u8; 16], u32, u32);
";

/// The accepted modules by the names that flags know them by, as far as these
/// differ within a package: `libnfs`, `mount`.
fn by_package(verdicts: &[(String, Verdict)]) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut packages: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (index, (name, verdict)) in verdicts.iter().enumerate() {
        let plain = |name: &str| name.replace('-', "_");
        if let Some((package, _)) = name.split_once('/')
            && verdict.is_accepted()
        {
            let file = Path::new(name).file_stem().unwrap().to_str().unwrap();
            let files = packages.entry(plain(package)).or_default();
            files.entry(plain(file)).or_insert(index);
        }
    }
    packages
}

/// A crate whose modules are named after their index: `m17`.
struct Project(PathBuf);

impl Project {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus-crate");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(folder.join("src")).unwrap();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let runtime = workspace.join("runtime").canonicalize().unwrap();
        let manifest = format!(
            "[package]\nname = \"corpus\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nidlc-runtime = {{ path = \"{}\" }}\n\n[workspace]\n",
            runtime.display()
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        Self(folder)
    }

    /// The modules that are not compiled, with the first error of each.
    fn check(&self, verdicts: &[(String, Verdict)]) -> BTreeMap<usize, String> {
        let mut modules = GIVEN.to_owned();
        for (index, (_, verdict)) in verdicts.iter().enumerate() {
            if let Verdict::Accepted { rust, .. } = verdict {
                fs::write(self.0.join(format!("src/m{index}.rs")), rust).unwrap();
                writeln!(modules, "pub mod m{index};").unwrap();
            }
        }
        for (package, files) in by_package(verdicts) {
            writeln!(modules, "pub mod {package} {{").unwrap();
            for (file, index) in files {
                writeln!(modules, "    pub use crate::m{index} as {file};").unwrap();
            }
            writeln!(modules, "}}").unwrap();
        }
        fs::write(self.0.join("src/lib.rs"), modules).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--message-format=short"])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.with_extension("target"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let failed = failed(&said);
        let explained = output.status.success() || !failed.is_empty();
        assert!(explained, "cargo failed for another reason:\n{said}");
        failed
    }
}

/// Takes apart lines like `src/m17.rs:3:5: error[E0412]: cannot find …`.
fn failed(said: &str) -> BTreeMap<usize, String> {
    let mut failed = BTreeMap::new();
    for line in said.lines() {
        let module = line
            .strip_prefix("src/m")
            .and_then(|rest| rest.split_once(".rs:"))
            .and_then(|(index, rest)| Some((index.parse().ok()?, rest)));
        if let Some((index, message)) = module
            && message.contains(": error")
        {
            failed.entry(index).or_insert_with(|| message.to_owned());
        }
    }
    failed
}
