//! Finds and runs programs that may not be installed.

use std::path::PathBuf;
use std::process::{Command, Output};

/// Whether all programs are there.
pub(crate) fn all_installed(programs: &[&str]) -> bool {
    let missing: Vec<_> = programs
        .iter()
        .filter(|program| find(program).is_none())
        .collect();
    only_if(missing.is_empty(), &format!("{missing:?}"))
}

/// Whether what a test needs is there. If not, the test is to return: it says
/// what it skips, and where nothing may be skipped it fails.
pub(crate) fn only_if(installed: bool, what: &str) -> bool {
    let required = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(installed || !required, "not installed, but CI=true: {what}");
    if !installed {
        println!("skipped: not installed: {what}");
    }
    installed
}

/// A command for an installed program.
pub(crate) fn command(program: &str) -> Command {
    Command::new(find(program).unwrap_or_else(|| panic!("{program} is not installed")))
}

/// Runs a command that is to succeed; returns what it printed.
pub(crate) fn run(command: &mut Command) -> String {
    let output = output(command);
    let printed = printed(&output);
    assert!(
        output.status.success(),
        "{command:?}: {}\n{printed}",
        output.status
    );
    printed
}

/// Runs a command to its end.
pub(crate) fn output(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"))
}

/// What a command printed, on both streams.
pub(crate) fn printed(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Looks where a shell would, and where administrators' programs are.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")])
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
