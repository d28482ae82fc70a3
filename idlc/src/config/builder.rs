//! [`Config`].

use std::path::{Path, PathBuf};

use super::compile_error::CompileError;
use super::files::{outputs, read, write_if_changed};
use super::settings::Settings;
use crate::compile::{self, Checked, Generated};
use crate::diagnostic::{Code, Report};

/// Compiles interface files, in a build script or anywhere else.
///
/// In a build script:
///
/// ```no_run
/// // in the `main` of build.rs
/// idlc::Config::new()
///     .type_attribute("*", "#[derive(Hash)]")
///     .extern_type("netobj", "::lock_types::NetObj")
///     .compile_or_exit(["proto/calc.x", "proto/lock.x"]);
/// ```
///
/// and in the crate, `idlc_runtime::include_idl!("calc");`.
///
/// Names of types and fields are always those of the interface file, not
/// those they have in Rust.
#[derive(Debug, Clone, Default)]
pub struct Config {
    out_dir: Option<PathBuf>,
    settings: Settings,
}

impl Config {
    /// The defaults: clients and servers, no serde, output to Cargo's
    /// `OUT_DIR`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes modules to this folder, which must exist. By default that is
    /// `OUT_DIR`, which Cargo sets for build scripts.
    pub fn out_dir(&mut self, directory: impl Into<PathBuf>) -> &mut Self {
        self.out_dir = Some(directory.into());
        self
    }

    /// Whether to generate clients. Default: yes.
    pub fn client(&mut self, yes: bool) -> &mut Self {
        self.settings.client = yes;
        self
    }

    /// Whether to generate the traits that servers implement, and what serves
    /// them. Default: yes.
    pub fn server(&mut self, yes: bool) -> &mut Self {
        self.settings.server = yes;
        self
    }

    /// Generates neither clients nor servers: only constants, types, and how
    /// they are encoded, which need `idlc-xdr` alone.
    pub fn types_only(&mut self) -> &mut Self {
        self.client(false).server(false)
    }

    /// Derives serde's `Serialize` and `Deserialize` for every type. Default:
    /// no. The crate that includes the module must depend on serde.
    pub fn serde(&mut self, yes: bool) -> &mut Self {
        self.settings.serde = yes;
        self
    }

    /// Where the generated module finds the runtime: by default
    /// `::idlc_runtime`.
    pub fn runtime_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.settings.runtime_path = Some(path.into());
        self
    }

    /// Adds attributes to a type, or with the name `*` to all types.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let generated = idlc::Config::new()
    ///     .type_attribute("point", "#[derive(PartialOrd)]")
    ///     .generate("point.x", "struct point { int x; int y; };")?;
    /// assert!(generated.rust.contains("PartialOrd"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn type_attribute(
        &mut self,
        name: impl Into<String>,
        attribute: impl Into<String>,
    ) -> &mut Self {
        let attributes = &mut self.settings.type_attributes;
        attributes.push((name.into(), attribute.into()));
        self
    }

    /// Adds attributes to a field, named `struct.field`; either part may be
    /// `*`.
    pub fn field_attribute(
        &mut self,
        name: impl Into<String>,
        attribute: impl Into<String>,
    ) -> &mut Self {
        let attributes = &mut self.settings.field_attributes;
        attributes.push((name.into(), attribute.into()));
        self
    }

    /// Supplies a type: the file's `name` is the Rust type at `rust_path`.
    ///
    /// The type need not be defined in the file; if it is, nothing is
    /// generated for it. The Rust type must implement `idlc_xdr`'s `Encode`
    /// and `Decode`, as generated types do.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let generated = idlc::Config::new()
    ///     .extern_type("fhandle", "crate::nfs::Fhandle")
    ///     .generate("mount.x", "struct export { fhandle root; };")?;
    /// assert!(generated.rust.contains("crate::nfs::Fhandle"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn extern_type(
        &mut self,
        name: impl Into<String>,
        rust_path: impl Into<String>,
    ) -> &mut Self {
        let types = &mut self.settings.extern_types;
        types.push((name.into(), rust_path.into()));
        self
    }

    /// Compiles text that needs no file; `name` is what diagnostics and
    /// documentation call it.
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
    pub fn generate(&self, name: &str, text: &str) -> Result<Generated, CompileError> {
        let resolve = self.settings.for_resolve()?;
        let codegen = self.settings.for_codegen()?;
        Ok(compile::generate(name, text, &resolve, &codegen)?)
    }

    /// Resolves text without generating anything.
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
    pub fn check(&self, name: &str, text: &str) -> Result<Checked, CompileError> {
        Ok(compile::check(name, text, &self.settings.for_resolve()?)?)
    }

    /// Compiles a file and returns the module instead of writing it.
    ///
    /// # Errors
    ///
    /// As [`generate`](Self::generate), or the file cannot be read.
    pub fn generate_file(&self, path: impl AsRef<Path>) -> Result<Generated, CompileError> {
        let path = path.as_ref();
        self.generate(&path.to_string_lossy(), &read(path)?)
    }

    /// Resolves a file without generating anything.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check), or the file cannot be read.
    pub fn check_file(&self, path: impl AsRef<Path>) -> Result<Checked, CompileError> {
        let path = path.as_ref();
        self.check(&path.to_string_lossy(), &read(path)?)
    }

    /// Compiles files and writes a module for each: `proto/nfs-v3.x` becomes
    /// `nfs_v3.rs`. A module that is there already with the same text is left
    /// alone.
    ///
    /// Made for build scripts: it tells Cargo on standard output which files
    /// to watch, and about warnings.
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
        for input in &inputs {
            tell_cargo(&format!("rerun-if-changed={}", input.display()));
        }
        let outputs = self.outputs(&inputs)?;
        let modules = self.generate_all(&inputs)?;
        for (output, module) in outputs.iter().zip(&modules) {
            warn_cargo(&module.warnings);
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

    fn generate_all(&self, inputs: &[PathBuf]) -> Result<Vec<Generated>, CompileError> {
        let mut errors = Vec::new();
        let mut modules = Vec::with_capacity(inputs.len());
        for input in inputs {
            match self.generate_file(input) {
                Ok(module) => modules.push(module),
                Err(error) => errors.push(error),
            }
        }
        CompileError::all(errors)?;
        Ok(modules)
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

#[allow(clippy::print_stdout, reason = "how a build script talks to Cargo")]
fn tell_cargo(line: &str) {
    // A line break would begin a message of its own.
    println!("cargo::{}", line.replace(['\n', '\r'], " "));
}

fn warn_cargo(warnings: &Report) {
    for line in warnings.lines() {
        tell_cargo(&format!("warning={line}"));
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
