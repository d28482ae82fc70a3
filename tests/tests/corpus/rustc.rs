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
        let mut modules = String::new();
        for (index, (_, verdict)) in verdicts.iter().enumerate() {
            if let Verdict::Accepted { rust, .. } = verdict {
                fs::write(self.0.join(format!("src/m{index}.rs")), rust).unwrap();
                writeln!(modules, "pub mod m{index};").unwrap();
            }
        }
        fs::write(self.0.join("src/lib.rs"), modules).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--message-format=short"])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.join("target"))
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
