//! `%#include`: a file for the C compiler, kept in mind because it may be the
//! header that rpcgen makes of an interface file. It is not looked for here.

use std::path::PathBuf;

use super::directive::Directive;
use super::target::{Target, target};
use crate::source::Span;

/// A header that the C compiler includes.
#[derive(Debug, Clone)]
pub(crate) struct PassedInclude {
    /// As it is written: `rpcsvc/nis.h`.
    pub(crate) name: String,
    /// The folder of the file whose line it is.
    pub(crate) folder: PathBuf,
    /// The line, from its `#`.
    pub(crate) span: Span,
}

/// The header that an `include` directive names.
pub(super) fn passed_include(directive: &Directive<'_>, folder: PathBuf) -> Option<PassedInclude> {
    let (Target::Quoted(name) | Target::Bracketed(name)) = target(directive.rest)?;
    Some(PassedInclude {
        name: name.to_owned(),
        folder,
        span: directive.span,
    })
}
