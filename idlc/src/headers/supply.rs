//! Reading the files behind headers, and taking from them what is missing.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::library::{Item, Library, Part};
use super::lookup::{candidates, is_systems};
use super::name::Name;
use super::references::Names;
use crate::ast::Ast;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::parse::parse;
use crate::preprocess::{self, PassedInclude, Preprocessed, preprocess};
use crate::resolve::{self, Missing, is_well_known_constant, is_well_known_type};
use crate::source::{FILE_BYTES_MAX, FileId, Files, Source, Sources, Span};

/// How many files are read: far more than any real file needs.
const FILES_MAX: usize = 64;

/// What documentation calls the file of the types that nobody else defines.
const BUILT_IN_NAME: &str = "built-in.x";

/// Where to look.
pub(crate) struct Place<'a> {
    /// The file that was asked for.
    pub(crate) main: &'a Path,
    pub(crate) files: &'a mut dyn Files,
    pub(crate) preprocess: &'a preprocess::Options,
    pub(crate) resolve: &'a resolve::Options,
}

/// The headers of one compilation, and the files behind them as far as they
/// were needed.
pub(crate) struct Headers<'a> {
    place: Place<'a>,
    /// Not looked for yet.
    unread: VecDeque<PassedInclude>,
    /// Looked for, and not found.
    absent: Vec<PassedInclude>,
    /// In the order in which they were read.
    libraries: Vec<Library>,
    paths: HashSet<PathBuf>,
    has_built_in: bool,
    /// Names that the file or the caller defines, and those that were taken.
    defined: HashSet<Name>,
    /// What is wrong with the files that were read.
    findings: Sink,
}

impl<'a> Headers<'a> {
    /// The headers that a file names.
    pub(crate) fn new(place: Place<'a>, ast: &Ast, text: &Preprocessed) -> Self {
        let externs = place.resolve.extern_types.keys().cloned().map(Name::Type);
        let definitions = ast.definitions.iter().map(Names::of);
        let macros = text.constants.iter().chain(&text.passed_constants);
        let macros = macros.map(|constant| Name::Constant(constant.name.text.clone()));
        Self {
            unread: text.passed_includes.iter().cloned().collect(),
            absent: Vec::new(),
            libraries: Vec::new(),
            paths: HashSet::from([place.main.to_owned()]),
            has_built_in: false,
            defined: externs
                .chain(definitions.flat_map(|names| names.defined))
                .chain(macros)
                .collect(),
            findings: Sink::default(),
            place,
        }
    }

    /// Adds definitions of what is missing, as far as there are any. Answers
    /// whether there is anything new to be seen.
    pub(crate) fn supply(
        &mut self,
        missing: &Missing,
        ast: &mut Ast,
        text: &mut Preprocessed,
        sources: &mut Sources,
    ) -> bool {
        let types = missing.types.iter().cloned().map(Name::Type);
        let constants = missing.constants.iter().cloned().map(Name::Constant);
        // A name, and the file that needs it; `None` for the main one.
        let mut pending: VecDeque<(Name, Option<usize>)> =
            types.chain(constants).map(|name| (name, None)).collect();
        let known = (self.defined.len(), self.libraries.len(), self.absent.len());
        while let Some((name, needed_by)) = pending.pop_front() {
            if self.defined.contains(&name) {
                continue;
            }
            if let Some((library, needed)) = self.take(&name, needed_by, ast, text, sources) {
                pending.extend(needed.into_iter().map(|name| (name, Some(library))));
            }
        }
        text.passed_includes.clone_from(&self.absent);
        known != (self.defined.len(), self.libraries.len(), self.absent.len())
    }

    /// What is wrong with the files that were read: of interest where something
    /// is missing nonetheless.
    pub(crate) fn into_findings(self) -> Sink {
        self.findings
    }

    /// Takes the definition of a name. Answers which file had it, and what it
    /// needs.
    fn take(
        &mut self,
        name: &Name,
        needed_by: Option<usize>,
        ast: &mut Ast,
        text: &mut Preprocessed,
        sources: &mut Sources,
    ) -> Option<(usize, Vec<Name>)> {
        let (at, part) = self.find(name, needed_by, sources)?;
        let belonging = self.libraries.get_mut(at).and_then(Library::take_text);
        if let Some(belonging) = belonging {
            text.append(belonging);
        }
        match part.item {
            Item::Definition(definition) => ast.definitions.push(definition),
            Item::Macro(constant) => text.passed_constants.push(constant),
            Item::Nothing => {}
        }
        self.defined.extend(part.names.defined);
        Some((at, part.names.needed))
    }

    /// Looks in the file that needs the name, then in all that were read, then
    /// in those that were not.
    fn find(
        &mut self,
        name: &Name,
        needed_by: Option<usize>,
        sources: &mut Sources,
    ) -> Option<(usize, Part)> {
        if let Some(at) = needed_by {
            let own = self.libraries.get_mut(at)?.take(name);
            if own.is_some() || is_well_known(name) {
                return own.map(|part| (at, part));
            }
        }
        let mut at = 0;
        loop {
            while let Some(library) = self.libraries.get_mut(at) {
                if let Some(part) = library.take(name) {
                    return Some((at, part));
                }
                at += 1;
            }
            if !self.read_next(sources) {
                return None;
            }
        }
    }

    /// Reads one more file; answers whether there was one.
    fn read_next(&mut self, sources: &mut Sources) -> bool {
        while let Some(include) = self.unread.pop_front() {
            if self.libraries.len() >= FILES_MAX {
                break;
            }
            if self.read(&include, sources) {
                return true;
            }
        }
        let is_new = !self.has_built_in;
        if is_new {
            self.has_built_in = true;
            let file = sources.add(BUILT_IN_NAME, include_str!("built_in.x"));
            self.library(Path::new(""), file, sources);
        }
        is_new
    }

    /// Reads the file behind a header, if it is there and was not read before.
    fn read(&mut self, include: &PassedInclude, sources: &mut Sources) -> bool {
        let candidates = candidates(include, &self.place.preprocess.include_path);
        for path in candidates {
            if self.paths.contains(&path) {
                return false;
            }
            match self.place.files.read(&path) {
                Ok(None) => {}
                Ok(Some(bytes)) => {
                    self.paths.insert(path.clone());
                    return self.add(&path, bytes, include.span, sources);
                }
                Err(error) => {
                    let message = format!("cannot read `{}`: {error}", path.display());
                    let diagnostic = Diagnostic::at(Code::File, include.span, message);
                    self.findings.report(diagnostic);
                    return false;
                }
            }
        }
        if !is_systems(&include.name) {
            self.absent.push(include.clone());
        }
        false
    }

    fn add(&mut self, path: &Path, bytes: Vec<u8>, at: Span, sources: &mut Sources) -> bool {
        if bytes.len() > FILE_BYTES_MAX {
            let message = format!(
                "`{}` is too large: at most {FILE_BYTES_MAX} bytes are read",
                path.display()
            );
            let diagnostic = Diagnostic::at(Code::FileTooLarge, at, message);
            self.findings.report(diagnostic);
            return false;
        }
        let name = path.to_string_lossy().into_owned();
        let source = Arc::new(Source::from_bytes(name, bytes));
        let file = sources.include(source, at);
        self.library(path, file, sources)
    }

    /// Reads a file that is among the sources. Definitions that are wrong are
    /// left out, and all of a file whose directives are.
    fn library(&mut self, path: &Path, file: FileId, sources: &mut Sources) -> bool {
        let Place {
            files,
            preprocess: options,
            ..
        } = &mut self.place;
        let mut sink = Sink::default();
        let text = preprocess(path, file, options, &mut **files, sources, &mut sink);
        let text = text.and_then(|text| sink.close_phase(text));
        let is_read = text.is_ok();
        if let Ok(mut text) = text {
            let ast = parse(&text, &mut sink);
            self.unread
                .extend(std::mem::take(&mut text.passed_includes));
            self.libraries.push(Library::new(ast, text));
        }
        self.findings.append_errors(sink);
        is_read
    }
}

fn is_well_known(name: &Name) -> bool {
    match name {
        Name::Type(name) => is_well_known_type(name),
        Name::Constant(name) => is_well_known_constant(name),
    }
}
