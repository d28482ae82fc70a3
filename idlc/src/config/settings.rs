//! What the caller asked for, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::codegen::{self, Attribute, RustPath};
use crate::diagnostic::{Code, Severity};
use crate::rust_name::Spelling;
use crate::{preprocess, resolve};

use super::compile_error::CompileError;

/// The settings of a [`Config`](crate::Config) as they were given.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub(super) struct Settings {
    pub(super) client: bool,
    pub(super) server: bool,
    pub(super) serde: bool,
    pub(super) arbitrary: bool,
    pub(super) display: bool,
    pub(super) spelling: Spelling,
    /// Definitions, `definition.field`, or `*`.
    pub(super) strings_as_bytes: Vec<String>,
    /// Enums by their names in the file, or `*`.
    pub(super) open_enums: Vec<String>,
    pub(super) runtime_path: Option<String>,
    /// A type's name in the file, and attributes.
    pub(super) type_attributes: Vec<(String, String)>,
    /// `struct.field` as in the file, and attributes.
    pub(super) field_attributes: Vec<(String, String)>,
    /// A type's name in the file, and its path in Rust.
    pub(super) extern_types: Vec<(String, String)>,
    /// Warnings that are not to be given.
    pub(super) allow: BTreeSet<Code>,
    /// Macros, and where to look for files.
    pub(super) preprocess: preprocess::Options,
    /// Files that are not in the file system, by path.
    pub(super) include_texts: BTreeMap<PathBuf, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            client: true,
            server: true,
            serde: false,
            arbitrary: false,
            display: false,
            spelling: Spelling::Rust,
            open_enums: Vec::new(),
            strings_as_bytes: Vec::new(),
            runtime_path: None,
            type_attributes: Vec::new(),
            field_attributes: Vec::new(),
            extern_types: Vec::new(),
            allow: BTreeSet::new(),
            preprocess: preprocess::Options::default(),
            include_texts: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// What the preprocessor needs to know.
    pub(super) fn for_preprocess(&self) -> Result<&preprocess::Options, CompileError> {
        let options = &self.preprocess;
        for (name, value) in &options.define {
            check_macro("define", name)?;
            if value.contains(['\n', '\r']) {
                let message = format!("define: the value of `{name}` has more than one line");
                return Err(CompileError::general(Code::BadOption, message));
            }
        }
        for name in &options.undefine {
            check_macro("undefine", name)?;
        }
        Ok(options)
    }

    /// The warnings that are not to be given.
    pub(super) fn allowed(&self) -> Result<&BTreeSet<Code>, CompileError> {
        let mut codes = self.allow.iter();
        match codes.find(|code| code.severity() == Severity::Error) {
            None => Ok(&self.allow),
            Some(code) => {
                let code = code.as_str();
                let message =
                    format!("allow: {code} is an error, and only warnings can be allowed");
                Err(CompileError::general(Code::BadOption, message))
            }
        }
    }

    /// What the resolver needs to know.
    pub(super) fn for_resolve(&self) -> Result<resolve::Options, CompileError> {
        let mut options = resolve::Options {
            spelling: self.spelling,
            ..resolve::Options::default()
        };
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
            arbitrary: self.arbitrary,
            display: self.display,
            spelling: self.spelling,
            open_enums: self.open_enums.clone(),
            strings_as_bytes: self.strings_as_bytes.clone(),
            type_attributes: attributes("type_attribute", &self.type_attributes)?,
            field_attributes: attributes("field_attribute", &self.field_attributes)?,
            crate_path: runtime_path
                .transpose()
                .map_err(|error| bad("runtime_path", &error))?,
        })
    }
}

fn check_macro(option: &str, name: &str) -> Result<(), CompileError> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let begins_well = name.starts_with(|first: char| !first.is_ascii_digit());
    if begins_well && name.chars().all(is_part) && name != "defined" {
        return Ok(());
    }
    let message = format!("{option}: `{name}` is not the name of a macro");
    Err(CompileError::general(Code::BadOption, message))
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
