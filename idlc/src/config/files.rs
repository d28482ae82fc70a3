//! Reading interface files and writing modules.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::compile_error::CompileError;
use crate::diagnostic::Code;
use crate::rust_name::Spelling;
use crate::source::FILE_BYTES_MAX;

/// An interface file as it is stored.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CompileError> {
    let bytes = read_bytes(path).map_err(|error| cannot("read", path, &error))?;
    if bytes.len() > FILE_BYTES_MAX {
        let message = format!(
            "`{}` is too large: at most {FILE_BYTES_MAX} bytes are read",
            path.display()
        );
        return Err(CompileError::general(Code::FileTooLarge, message));
    }
    Ok(bytes)
}

/// At most one byte more than may be.
pub(super) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let limit = FILE_BYTES_MAX as u64 + 1;
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes a file unless it has that text already: a build script that leaves
/// it alone leaves all that depends on it alone.
pub(super) fn write_if_changed(path: &Path, text: &str) -> Result<(), CompileError> {
    if fs::read(path).is_ok_and(|present| present == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text).map_err(|error| cannot("write", path, &error))
}

/// Where each input is written: the name of its file as that of a Rust
/// module. No two may be the same.
pub(super) fn outputs(inputs: &[PathBuf], directory: &Path) -> Result<Vec<PathBuf>, CompileError> {
    let mut taken: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    let mut outputs = Vec::with_capacity(inputs.len());
    for input in inputs {
        let output = directory.join(module_file(input));
        if let Some(first) = taken.insert(output.clone(), input) {
            return Err(clash(first, input, &output));
        }
        outputs.push(output);
    }
    Ok(outputs)
}

/// `proto/nfs-v3.x` → `nfs_v3.rs`
fn module_file(input: &Path) -> String {
    let stem = input.file_stem().unwrap_or_default().to_string_lossy();
    let name = Spelling::Rust.value_name(&stem);
    format!("{}.rs", name.trim_start_matches("r#"))
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> CompileError {
    let message = format!("cannot {what} `{}`: {error}", path.display());
    CompileError::general(Code::File, message)
}

fn clash(first: &Path, second: &Path, output: &Path) -> CompileError {
    let message = format!(
        "`{}` and `{}` would both be written to `{}`: rename one",
        first.display(),
        second.display(),
        output.display()
    );
    CompileError::general(Code::OutputClash, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_becomes_that_of_a_module() {
        for (input, output) in [
            ("proto/calc.x", "calc.rs"),
            ("nfs-v3.x", "nfs_v3.rs"),
            ("4.1.x", "n4_1.rs"),
            ("type.x", "type.rs"),
        ] {
            assert_eq!(module_file(Path::new(input)), output);
        }
    }

    #[test]
    fn two_inputs_for_one_output_are_refused() {
        let inputs = ["a/calc.x", "b/calc.x"].map(PathBuf::from);
        let error = outputs(&inputs, Path::new("out")).unwrap_err();
        assert!(error.to_string().contains("E0004"), "{error}");
    }
}
