//! What the caller decides about the generated code.

use crate::rust_name::Spelling;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;

/// What is generated, and what is added to it.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub(crate) struct Options {
    /// Clients for the interfaces of the file.
    pub client: bool,
    /// The traits and dispatch for servers.
    pub server: bool,
    /// `serde::{Serialize, Deserialize}` on every type.
    pub serde: bool,
    /// `arbitrary::Arbitrary` on every type.
    pub arbitrary: bool,
    /// `Display` on every type.
    pub display: bool,
    /// How the names of the file are spelled.
    pub spelling: Spelling,
    /// Enums that keep numbers without a name: the name in the file, or `*`.
    pub open_enums: Vec<String>,
    /// Strings that are bytes: a definition, `definition.field`, or `*`.
    pub strings_as_bytes: Vec<String>,
    /// Attributes for types: the name in the file, or `*` for all of them.
    pub type_attributes: Vec<(String, Attribute)>,
    /// Attributes for fields: `type.field` as in the file; either may be `*`.
    pub field_attributes: Vec<(String, Attribute)>,
    /// Where generated code finds the runtime (or, with neither client nor
    /// server, the encoding); `None` for `::idlc_runtime` (`::idlc_xdr`).
    pub crate_path: Option<RustPath>,
}

impl Default for Options {
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
            type_attributes: Vec::new(),
            field_attributes: Vec::new(),
            crate_path: None,
        }
    }
}

/// One or more Rust attributes: `#[derive(Foo)]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute(String);

/// The text is not a run of outer attributes.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a Rust attribute: write `#[…]`")]
pub(crate) struct NotAnAttribute(String);

impl Attribute {
    /// Reads `#[…]`, once or more.
    ///
    /// # Errors
    ///
    /// [`NotAnAttribute`] when the text is anything else.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAnAttribute> {
        let error = || NotAnAttribute(text.to_owned());
        let tokens: Vec<TokenTree> = TokenStream::from_str(text)
            .map_err(|_| error())?
            .into_iter()
            .collect();
        let is_attribute = |pair: &[TokenTree]| {
            matches!(pair, [TokenTree::Punct(hash), TokenTree::Group(group)]
                if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket)
        };
        if !tokens.is_empty() && tokens.chunks(2).all(is_attribute) {
            Ok(Self(text.to_owned()))
        } else {
            Err(error())
        }
    }

    /// The attribute as tokens.
    pub(super) fn tokens(&self) -> TokenStream {
        // It was tokens when it was made.
        TokenStream::from_str(&self.0).unwrap_or_default()
    }
}

/// A path of plain segments: `::nfs::NfsFh3`, `crate::types`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RustPath(String);

/// The text is not a path.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is not a Rust path: write `::some_crate::SomeType` or `crate::some_module::SomeType`"
)]
pub(crate) struct NotAPath(String);

impl RustPath {
    /// Reads a path of identifiers.
    ///
    /// # Errors
    ///
    /// [`NotAPath`] when the text is anything else.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAPath> {
        let segments = text.strip_prefix("::").unwrap_or(text);
        if segments.split("::").all(is_identifier) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAPath(text.to_owned()))
        }
    }

    /// The path as it was written.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_identifier(text: &str) -> bool {
    let text = text.strip_prefix("r#").unwrap_or(text);
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
        && text != "_"
        && letters.all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
}
