//! What the caller asked for, checked.

use crate::codegen::{self, Attribute, RustPath};
use crate::diagnostic::Code;
use crate::resolve;

use super::compile_error::CompileError;

/// The settings of a [`Config`](crate::Config) as they were given.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) client: bool,
    pub(super) server: bool,
    pub(super) serde: bool,
    pub(super) runtime_path: Option<String>,
    /// A type's name in the file, and attributes.
    pub(super) type_attributes: Vec<(String, String)>,
    /// `struct.field` as in the file, and attributes.
    pub(super) field_attributes: Vec<(String, String)>,
    /// A type's name in the file, and its path in Rust.
    pub(super) extern_types: Vec<(String, String)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            client: true,
            server: true,
            serde: false,
            runtime_path: None,
            type_attributes: Vec::new(),
            field_attributes: Vec::new(),
            extern_types: Vec::new(),
        }
    }
}

impl Settings {
    /// What the resolver needs to know.
    pub(super) fn for_resolve(&self) -> Result<resolve::Options, CompileError> {
        let mut options = resolve::Options::default();
        for (name, path) in &self.extern_types {
            let path = RustPath::parse(path).map_err(|error| bad("extern_type", &error))?;
            options
                .extern_types
                .insert(name.clone(), path.as_str().to_owned());
        }
        Ok(options)
    }

    /// What the generator needs to know.
    pub(super) fn for_codegen(&self) -> Result<codegen::Options, CompileError> {
        let runtime_path = self.runtime_path.as_deref().map(RustPath::parse);
        Ok(codegen::Options {
            client: self.client,
            server: self.server,
            serde: self.serde,
            type_attributes: attributes("type_attribute", &self.type_attributes)?,
            field_attributes: attributes("field_attribute", &self.field_attributes)?,
            crate_path: runtime_path
                .transpose()
                .map_err(|error| bad("runtime_path", &error))?,
        })
    }
}

fn attributes(
    option: &str,
    given: &[(String, String)],
) -> Result<Vec<(String, Attribute)>, CompileError> {
    given
        .iter()
        .map(|(name, text)| {
            let attribute = Attribute::parse(text).map_err(|error| bad(option, &error))?;
            Ok((name.clone(), attribute))
        })
        .collect()
}

fn bad(option: &str, error: &dyn std::error::Error) -> CompileError {
    CompileError::general(Code::BadOption, format!("{option}: {error}"))
}
