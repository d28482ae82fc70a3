//! Names that have not the style of Rust, because they are to stay what they
//! are in the file.

use super::allow;
use crate::rust_name::Spelling;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// Why the compiler is not to ask for another style.
const REASON: &str = "spelled as in the file";

/// The lints about style that are left alone at one item.
#[derive(Debug, Clone)]
pub(in crate::codegen) struct Style {
    spelling: Spelling,
    lints: BTreeSet<Lint>,
}

/// A lint that a name can strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lint {
    Types,
    Values,
    Constants,
    /// An underscore in front says that something is not used.
    Underscore,
}

impl Style {
    /// None so far.
    pub(in crate::codegen) fn of(spelling: Spelling) -> Self {
        Self {
            spelling,
            lints: BTreeSet::new(),
        }
    }

    /// With the name of a type, a trait or a variant.
    pub(in crate::codegen) fn ty(self, name: &str) -> Self {
        let name = plain(name);
        let is_fine = name.starts_with(char::is_uppercase) && !name.contains('_');
        self.with(Lint::Types, !is_fine)
    }

    /// With the name of a field, a variable or a method.
    pub(in crate::codegen) fn value(self, name: &str) -> Self {
        let core = plain(name).trim_matches('_');
        let is_fine = !core.contains("__") && !core.contains(char::is_uppercase);
        self.used(name).with(Lint::Values, !is_fine)
    }

    /// With the name of a field or a variable that is used here.
    pub(in crate::codegen) fn used(self, name: &str) -> Self {
        self.with(Lint::Underscore, name.starts_with('_'))
    }

    /// With the name of a constant.
    pub(in crate::codegen) fn constant(self, name: &str) -> Self {
        self.with(Lint::Constants, name.contains(char::is_lowercase))
    }

    /// The attributes, if there is anything to be left alone.
    pub(in crate::codegen) fn allow(&self) -> TokenStream {
        let needed = self.spelling == Spelling::Original;
        let lints = self.lints.iter().map(|lint| match lint {
            Lint::Types => quote!(non_camel_case_types),
            Lint::Values => quote!(non_snake_case),
            Lint::Constants => quote!(non_upper_case_globals),
            Lint::Underscore => quote!(clippy::used_underscore_binding),
        });
        lints.map(|lint| allow(needed, &lint, REASON)).collect()
    }

    fn with(mut self, lint: Lint, needed: bool) -> Self {
        if needed {
            self.lints.insert(lint);
        }
        self
    }
}

fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}
