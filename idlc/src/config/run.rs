//! [`Config`] at work.

use std::path::{Path, PathBuf};

use super::builder::Config;
use super::cargo::{Watched, warn};
use super::compile_error::CompileError;
use super::files::{outputs, read, write_if_changed};
use super::supply::Supply;
use crate::compile::{self, Checked, Generated, Job};
use crate::diagnostic::Code;

impl Config {
    /// Compiles text that needs no file; `name` is what diagnostics and
    /// documentation call it. Bytes are read as those of a file are: whatever
    /// is not UTF-8, in a comment, is taken for Latin-1.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, or with an option.
    ///
    /// ```
    /// let error = idlc::Config::new()
    ///     .generate("bad.x", "struct s { nothing x; };")
    ///     .unwrap_err();
    /// assert!(error.to_string().contains("there is no type `nothing`"));
    /// ```
    pub fn generate(&self, name: &str, text: impl AsRef<[u8]>) -> Result<Generated, CompileError> {
        let mut supply = Supply::texts_only(&self.settings.include_texts);
        let bytes = text.as_ref().to_vec();
        self.generate_bytes(Path::new(name), bytes, &mut supply)
    }

    /// Resolves text, read as by [`generate`](Self::generate), without
    /// generating anything.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, or with an option.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let checked = idlc::Config::new().check("size.x", "const SIZE = 0x10;")?;
    /// assert_eq!(checked.model.items.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn check(&self, name: &str, text: impl AsRef<[u8]>) -> Result<Checked, CompileError> {
        let mut supply = Supply::texts_only(&self.settings.include_texts);
        let bytes = text.as_ref().to_vec();
        self.check_bytes(Path::new(name), bytes, &mut supply)
    }

    /// Compiles a file and returns the module instead of writing it.
    ///
    /// # Errors
    ///
    /// As [`generate`](Self::generate), or the file cannot be read.
    pub fn generate_file(&self, path: impl AsRef<Path>) -> Result<Generated, CompileError> {
        let mut supply = Supply::new(&self.settings.include_texts);
        self.generate_with(path.as_ref(), &mut supply)
    }

    /// Resolves a file without generating anything.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check), or the file cannot be read.
    pub fn check_file(&self, path: impl AsRef<Path>) -> Result<Checked, CompileError> {
        let path = path.as_ref();
        let mut supply = Supply::new(&self.settings.include_texts);
        self.check_bytes(path, read(path)?, &mut supply)
    }

    /// Compiles files and writes a module for each: `proto/nfs-v3.x` becomes
    /// `nfs_v3.rs`. A module that is there already with the same text is left
    /// alone.
    ///
    /// Made for build scripts: it tells Cargo on standard output which files
    /// to watch, those that are included among them, and about warnings.
    ///
    /// # Errors
    ///
    /// What is wrong with all of the files; then none is written. Or a file
    /// cannot be read or written.
    pub fn compile<P: AsRef<Path>>(
        &self,
        files: impl IntoIterator<Item = P>,
    ) -> Result<(), CompileError> {
        let inputs: Vec<PathBuf> = files
            .into_iter()
            .map(|file| file.as_ref().to_owned())
            .collect();
        let mut watched = Watched::default();
        watched.watch(&inputs);
        let outputs = self.outputs(&inputs)?;
        let modules = self.generate_all(&inputs, &mut watched)?;
        for (output, module) in outputs.iter().zip(&modules) {
            warn(&module.warnings);
            write_if_changed(output, &module.rust)?;
        }
        Ok(())
    }

    /// Where [`compile`](Self::compile) writes the modules of these files.
    ///
    /// # Errors
    ///
    /// Two would be written to one place, or there is no folder to write to.
    pub fn outputs(&self, inputs: &[PathBuf]) -> Result<Vec<PathBuf>, CompileError> {
        outputs(inputs, &self.directory()?)
    }

    /// [`compile`](Self::compile) for the `main` of a build script: an error
    /// is written to standard error and ends the process.
    pub fn compile_or_exit<P: AsRef<Path>>(&self, files: impl IntoIterator<Item = P>) {
        if let Err(error) = self.compile(files) {
            exit_with(&error);
        }
    }

    fn generate_all(
        &self,
        inputs: &[PathBuf],
        watched: &mut Watched,
    ) -> Result<Vec<Generated>, CompileError> {
        let mut errors = Vec::new();
        let mut modules = Vec::with_capacity(inputs.len());
        for input in inputs {
            let mut supply = Supply::new(&self.settings.include_texts);
            match self.generate_with(input, &mut supply) {
                Ok(module) => modules.push(module),
                Err(error) => errors.push(error),
            }
            watched.watch(supply.read());
        }
        CompileError::all(errors)?;
        Ok(modules)
    }

    fn generate_with(
        &self,
        path: &Path,
        supply: &mut Supply<'_>,
    ) -> Result<Generated, CompileError> {
        self.generate_bytes(path, read(path)?, supply)
    }

    fn generate_bytes(
        &self,
        path: &Path,
        bytes: Vec<u8>,
        supply: &mut Supply<'_>,
    ) -> Result<Generated, CompileError> {
        let job = Job {
            path,
            bytes,
            files: supply,
            preprocess: self.settings.for_preprocess()?,
            resolve: &self.settings.for_resolve()?,
            allowed: self.settings.allowed()?,
        };
        Ok(compile::generate(job, &self.settings.for_codegen()?)?)
    }

    fn check_bytes(
        &self,
        path: &Path,
        bytes: Vec<u8>,
        supply: &mut Supply<'_>,
    ) -> Result<Checked, CompileError> {
        let job = Job {
            path,
            bytes,
            files: supply,
            preprocess: self.settings.for_preprocess()?,
            resolve: &self.settings.for_resolve()?,
            allowed: self.settings.allowed()?,
        };
        Ok(compile::check(job)?)
    }

    fn directory(&self) -> Result<PathBuf, CompileError> {
        let cargos = || std::env::var_os("OUT_DIR").map(PathBuf::from);
        self.out_dir.clone().or_else(cargos).ok_or_else(|| {
            CompileError::general(
                Code::BadOption,
                "there is no folder to write to: Cargo sets OUT_DIR for build scripts only; \
                 elsewhere, call `out_dir`",
            )
        })
    }
}

#[allow(
    clippy::print_stderr,
    clippy::exit,
    reason = "what its only caller is for, and says in its name"
)]
fn exit_with(error: &CompileError) -> ! {
    eprintln!("{error}");
    std::process::exit(1);
}
