//! A file as JSON, for the command.

use std::path::Path;

use super::builder::Config;
use super::compile_error::CompileError;
use super::files::read;
use super::supply::Supply;
use crate::compile::{self, Dump, Dumped, Job};

impl Config {
    /// Writes what a file says, or what it means, as JSON. Its form is described
    /// in `docs/json.md` and stable.
    ///
    /// A syntax tree needs no more than a file that can be read: its names may
    /// be undefined.
    ///
    /// # Errors
    ///
    /// As [`check_file`](Self::check_file).
    pub fn dump_file(&self, path: impl AsRef<Path>, what: Dump) -> Result<Dumped, CompileError> {
        let path = path.as_ref();
        let job = Job {
            path,
            bytes: read(path)?,
            files: &mut Supply::new(&self.settings.include_texts),
            preprocess: self.settings.for_preprocess()?,
            resolve: &self.settings.for_resolve()?,
            allowed: self.settings.allowed()?,
        };
        Ok(compile::dump(job, what)?)
    }
}
