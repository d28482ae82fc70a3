//! Files that are included: read once, counted as often as they are used.

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::blank::blank;
use super::scan::scan;
use crate::source::{Files, Source};

/// A file and where its comments are.
#[derive(Debug, Clone)]
pub(super) struct Loaded {
    pub(super) source: Arc<Source>,
    pub(super) scanned: Rc<Scanned>,
}

/// What can be said of a file before its directives are read.
#[derive(Debug)]
pub(super) struct Scanned {
    /// The text with blank comments.
    pub(super) code: String,
    pub(super) comments: Vec<Range<usize>>,
    /// Where a comment begins that has no end.
    pub(super) unterminated: Option<usize>,
}

/// A text with blanks in place of comments.
pub(crate) fn code(text: &str) -> String {
    blank(text, &scan(text).comments)
}

impl Loaded {
    pub(super) fn new(source: Arc<Source>) -> Self {
        let found = scan(source.text());
        let scanned = Rc::new(Scanned {
            code: blank(source.text(), &found.comments),
            comments: found.comments,
            unterminated: found.unterminated,
        });
        Self { source, scanned }
    }
}

/// Reads files, each once.
pub(super) struct Loader<'a> {
    files: &'a mut dyn Files,
    /// `None` of what is not there.
    known: HashMap<PathBuf, Option<Loaded>>,
}

impl<'a> Loader<'a> {
    pub(super) fn new(files: &'a mut dyn Files) -> Self {
        Self {
            files,
            known: HashMap::new(),
        }
    }

    /// The file at a path; `None` if there is none.
    pub(super) fn load(&mut self, path: &Path) -> io::Result<Option<Loaded>> {
        if let Some(known) = self.known.get(path) {
            return Ok(known.clone());
        }
        let bytes = self.files.read(path)?;
        let name = path.to_string_lossy().into_owned();
        let source = bytes.map(|bytes| Arc::new(Source::from_bytes(name, bytes)));
        let loaded = source.map(Loaded::new);
        self.known.insert(path.to_owned(), loaded.clone());
        Ok(loaded)
    }
}
