//! What a user gives in addition for files that are refused by themselves.

use std::fs;
use std::path::{Path, PathBuf};

use idlc::Config;

/// `PREFIX FLAG…`
const TABLE: &str = include_str!("../../corpus/flags");

/// The flags for a file, by its path in the corpus; `None` if there are none.
pub(crate) fn flags(name: &str) -> Option<&'static str> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let mut rows = lines.filter_map(|line| line.split_once(' '));
    let (_, flags) = rows.find(|(prefix, _)| name.starts_with(prefix))?;
    Some(flags)
}

/// The file to compile, and the configuration that the flags ask for.
pub(crate) fn apply(file: &Path, flags: &str) -> (PathBuf, Config) {
    let mut config = Config::new();
    let mut file = file.to_owned();
    let words: Vec<&str> = flags.split_whitespace().collect();
    for pair in words.chunks(2) {
        let [flag, value] = pair else {
            panic!("a flag has no value: {flags}")
        };
        let (name, rest) = value.split_once('=').unwrap_or((value, "1"));
        match *flag {
            "-D" => config.define(name, rest),
            "--extern" => config.extern_type(name, rest),
            "--include" => {
                config.include_path(file.parent().unwrap());
                file = wrapped(&file, value);
                &mut config
            }
            _ => panic!("no flag of this table: {flag}"),
        };
    }
    (file, config)
}

/// A file that includes two others.
fn wrapped(file: &Path, first: &str) -> PathBuf {
    let name = file.file_name().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus-wrapped");
    fs::create_dir_all(&folder).unwrap();
    let wrapper = folder.join(name);
    let text = format!("#include <{first}>\n#include <{}>\n", name.display());
    fs::write(&wrapper, text).unwrap();
    wrapper
}
