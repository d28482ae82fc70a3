//! The names that generated Rust has for what the file names its own way.
//!
//! A mapping and nothing more: each function is pure and knows one name (or the
//! names of one enum). Whether two names of a file meet after the mapping is
//! for the resolver to find out.

mod keyword;
mod original;
mod word;

use crate::model::{Interface, InterfaceForm};
use word::words;

/// How the names of a file are spelled in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Spelling {
    /// As Rust has it: `nfs_fh3` is `NfsFh3`.
    #[default]
    Rust,
    /// As the file has it.
    Original,
}

impl Spelling {
    /// The name of a type: `nfs_fh3` → `NfsFh3`.
    #[must_use]
    pub(crate) fn type_name(self, name: &str) -> String {
        match self {
            Self::Rust => keyword::escape(camel(&words(name))),
            Self::Original => original::item(name),
        }
    }

    /// The name of a field, an argument or a procedure: `dirListing` →
    /// `dir_listing`, `type` → `r#type`, `self` → `self_`.
    #[must_use]
    pub(crate) fn value_name(self, name: &str) -> String {
        match self {
            Self::Rust => keyword::escape(snake(&words(name))),
            Self::Original => original::value(name),
        }
    }

    /// The name of a constant: `MaxNameLen` → `MAX_NAME_LEN`.
    #[must_use]
    pub(crate) fn constant_name(self, name: &str) -> String {
        match self {
            Self::Rust => snake(&words(name)).to_ascii_uppercase(),
            Self::Original => original::item(name),
        }
    }

    /// The names of an enum's variants, one for each enumerator in order.
    ///
    /// A name loses a leading run of words that spells the enum's own name
    /// (`enum color { COLOR_RED }` → `Red`), unless that would leave two equal
    /// names, or one that is no identifier: then all of them stay whole.
    #[must_use]
    pub(crate) fn variant_names(self, enum_name: &str, enumerators: &[&str]) -> Vec<String> {
        match self {
            Self::Rust => variant_names(enum_name, enumerators),
            Self::Original => enumerators
                .iter()
                .map(|name| original::value(name))
                .collect(),
        }
    }

    /// The name of a value of an enum that is a constant beside its variants.
    #[must_use]
    pub(crate) fn alias_name(self, name: &str) -> String {
        match self {
            Self::Rust => self.constant_name(name),
            Self::Original => original::value(name),
        }
    }

    /// The names of what is generated for `interface`.
    #[must_use]
    pub(crate) fn interface_names(self, interface: &Interface) -> InterfaceNames {
        match interface.form {
            InterfaceForm::Interface => self.service_names(&interface.name, ""),
            InterfaceForm::Program { .. } => self.version_names(&interface.name, interface.version),
        }
    }

    /// The names of what is generated for a version of a program.
    #[must_use]
    pub(crate) fn version_names(self, program: &str, version: u32) -> InterfaceNames {
        self.service_names(program, &format!("V{version}"))
    }

    fn service_names(self, name: &str, version: &str) -> InterfaceNames {
        let words = words(name);
        let (service, description) = match self {
            Self::Rust => (camel(&words), snake(&words)),
            Self::Original => (name.to_owned(), name.to_owned()),
        };
        let apart = if version.is_empty() { "" } else { "_" };
        let service = match self {
            Self::Rust => service + version,
            Self::Original => service + apart + version,
        };
        let description = (description + apart + version).to_ascii_uppercase();
        InterfaceNames {
            client: format!("{service}Client"),
            server: format!("{service}Server"),
            description: match self {
                Self::Rust => description,
                Self::Original => original::item(&description),
            },
            service: match self {
                Self::Rust => keyword::escape(service),
                Self::Original => original::item(&service),
            },
        }
    }
}

/// The names of what is generated for one interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InterfaceNames {
    /// The trait that a server implements: `Calc`, `NfsProgramV3`.
    pub service: String,
    /// The client: `CalcClient`.
    pub client: String,
    /// What serves the trait: `CalcServer`.
    pub server: String,
    /// The description of the interface: `CALC`, `NFS_PROGRAM_V3`.
    pub description: String,
}

fn variant_names(enum_name: &str, enumerators: &[&str]) -> Vec<String> {
    let owner = words(enum_name).concat();
    let whole: Vec<Vec<String>> = enumerators.iter().map(|name| words(name)).collect();
    let short: Vec<&[String]> = whole
        .iter()
        .map(|name| without_owner(&owner, name))
        .collect();
    if are_distinct_identifiers(&short) {
        short.into_iter().map(variant).collect()
    } else {
        whole.iter().map(|name| variant(name)).collect()
    }
}

fn variant(words: &[String]) -> String {
    keyword::escape(camel(words))
}

/// `name` without the words at its beginning that spell `owner`.
fn without_owner<'a>(owner: &str, name: &'a [String]) -> &'a [String] {
    let mut rest = owner;
    for (at, word) in name.iter().enumerate() {
        if rest.is_empty() {
            return name.get(at..).unwrap_or_default();
        }
        match rest.strip_prefix(word.as_str()) {
            Some(shorter) => rest = shorter,
            None => return name,
        }
    }
    // Nothing would be left.
    name
}

fn are_distinct_identifiers(names: &[&[String]]) -> bool {
    let mut seen = std::collections::HashSet::new();
    names.iter().all(|name| {
        let starts_like_one = name
            .first()
            .is_some_and(|word| !word.starts_with(|first: char| first.is_ascii_digit()));
        starts_like_one && seen.insert(camel(name))
    })
}

/// `["nfs", "fh3"]` → `NfsFh3`. Two words that meet with digits keep an
/// underscore between them: `v1_2` is not `v12`.
fn camel(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let mut letters = word.chars();
        let Some(first) = letters.next() else {
            continue;
        };
        if first.is_ascii_digit() && name.ends_with(|last: char| last.is_ascii_digit()) {
            name.push('_');
        }
        name.push(first.to_ascii_uppercase());
        name.push_str(letters.as_str());
    }
    word::starting_with_a_letter(name, 'N')
}

fn snake(words: &[String]) -> String {
    word::starting_with_a_letter(words.join("_"), 'n')
}

#[cfg(test)]
mod tests;
