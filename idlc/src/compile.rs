//! The whole line in one screen: text → preprocessed → syntax tree → model →
//! tokens → Rust.
//!
//! It touches neither the file system nor the environment: what included files
//! say is asked of a [`Files`].

use std::collections::BTreeSet;
use std::path::Path;

use crate::ast::Ast;
use crate::codegen;
use crate::diagnostic::{Code, Diagnostic, Failed, Report, Sink};
use crate::foreign::recognise;
use crate::format::format;
use crate::headers::{self, Headers};
#[cfg(feature = "cli")]
use crate::json;
use crate::lint;
use crate::model::Model;
use crate::parse::parse;
use crate::preprocess::{self, Preprocessed, code, preprocess};
use crate::resolve::{self, Resolved, resolve};
use crate::source::{FILE_BYTES_MAX, FileId, Files, Source, Sources};

/// What a file means: the outcome of [`Config::check`](crate::Config::check).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Checked {
    /// The resolved file.
    pub model: Model,
    /// Warnings; never errors.
    pub warnings: Report,
}

/// The Rust of a file: the outcome of
/// [`Config::generate`](crate::Config::generate).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Generated {
    /// The text of a Rust module, formatted.
    pub rust: String,
    /// What it was generated from.
    pub model: Model,
    /// Warnings; never errors.
    pub warnings: Report,
}

/// Which of the compiler's forms of a file is asked for.
#[cfg(feature = "cli")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dump {
    /// The syntax tree: what the file says.
    Ast,
    /// The model: what the file means.
    Model,
}

/// A file as JSON: the outcome of
/// [`Config::dump_file`](crate::Config::dump_file).
#[cfg(feature = "cli")]
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Dumped {
    /// The JSON, in the form of `docs/json.md`.
    pub json: String,
    /// Warnings; never errors.
    pub warnings: Report,
}

/// What is compiled, and what the caller has to say about its meaning.
pub(crate) struct Job<'a> {
    /// Where the file is, for what it includes; its name in all that is said
    /// about it.
    pub(crate) path: &'a Path,
    pub(crate) bytes: Vec<u8>,
    pub(crate) files: &'a mut dyn Files,
    pub(crate) preprocess: &'a preprocess::Options,
    pub(crate) resolve: &'a resolve::Options,
    /// Warnings that are not to be given.
    pub(crate) allowed: &'a BTreeSet<Code>,
}

/// Text → model.
pub(crate) fn check(job: Job<'_>) -> Result<Checked, Report> {
    let mut findings = Findings::new(job.allowed);
    match model(job, &mut findings) {
        Ok(model) => Ok(Checked {
            model,
            warnings: findings.into_report(),
        }),
        Err(Failed) => Err(findings.into_report()),
    }
}

/// Text → Rust.
pub(crate) fn generate(job: Job<'_>, output: &codegen::Options) -> Result<Generated, Report> {
    let mut findings = Findings::new(job.allowed);
    let outcome = model(job, &mut findings).and_then(|model| {
        let rust = rust(&model, output, &mut findings.sink)?;
        Ok((model, rust))
    });
    match outcome {
        Ok((model, rust)) => Ok(Generated {
            rust,
            model,
            warnings: findings.into_report(),
        }),
        Err(Failed) => Err(findings.into_report()),
    }
}

/// Text → JSON.
#[cfg(feature = "cli")]
pub(crate) fn dump(mut job: Job<'_>, what: Dump) -> Result<Dumped, Report> {
    let mut findings = Findings::new(job.allowed);
    let outcome = match what {
        Dump::Ast => syntax(&mut job, &mut findings)
            .map(|(ast, text)| json::ast(&ast, &text, &findings.sources)),
        Dump::Model => {
            model(job, &mut findings).map(|model| json::model(&model, &findings.sources))
        }
    };
    match outcome {
        Ok(Ok(json)) => Ok(Dumped {
            json,
            warnings: findings.into_report(),
        }),
        Ok(Err(error)) => {
            let internal = Diagnostic::general(Code::Internal, error.to_string());
            findings.sink.report(internal);
            Err(findings.into_report())
        }
        Err(Failed) => Err(findings.into_report()),
    }
}

/// What was found, and the text that it is about.
struct Findings<'a> {
    sources: Sources,
    sink: Sink,
    allowed: &'a BTreeSet<Code>,
}

impl<'a> Findings<'a> {
    fn new(allowed: &'a BTreeSet<Code>) -> Self {
        Self {
            sources: Sources::default(),
            sink: Sink::default(),
            allowed,
        }
    }

    fn into_report(self) -> Report {
        let mut diagnostics = self.sink.into_diagnostics();
        diagnostics.retain(|diagnostic| !self.allowed.contains(&diagnostic.code));
        Report::new(self.sources, diagnostics)
    }
}

fn model(mut job: Job<'_>, findings: &mut Findings<'_>) -> Result<Model, Failed> {
    let (ast, text) = syntax(&mut job, findings)?;
    let place = headers::Place {
        main: job.path,
        files: job.files,
        preprocess: job.preprocess,
        resolve: job.resolve,
    };
    let Findings { sources, sink, .. } = findings;
    let model = meaning(ast, text, place, sources, sink);
    let model = sink.close_phase(model)?;
    lint::check(&model, sink);
    Ok(model)
}

fn syntax(job: &mut Job<'_>, findings: &mut Findings<'_>) -> Result<(Ast, Preprocessed), Failed> {
    let Findings { sources, sink, .. } = findings;
    let bytes = std::mem::take(&mut job.bytes);
    let main = sources.add_main(source(job.path, bytes, sink)?);
    let read = read(main, job, sources, sink);
    if read.is_err() {
        say_if_foreign(main, sources, sink);
    }
    read
}

fn read(
    main: FileId,
    job: &mut Job<'_>,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Result<(Ast, Preprocessed), Failed> {
    let text = preprocess(job.path, main, job.preprocess, job.files, sources, sink)?;
    let text = sink.close_phase(text)?;
    let ast = parse(&text, sink);
    let ast = sink.close_phase(ast)?;
    Ok((ast, text))
}

/// Of a file in another language, that is all that need be said.
fn say_if_foreign(main: FileId, sources: &Sources, sink: &mut Sink) {
    let text = sources.get(main).map(|main| code(main.text()));
    let diagnostic = text.and_then(|text| recognise(&text, main));
    if let Some(diagnostic) = diagnostic {
        *sink = Sink::default();
        sink.report(diagnostic);
    }
}

/// What a file means, with what it leaves to others: looked for where a name
/// has no definition, and then all is resolved again.
fn meaning(
    mut ast: Ast,
    mut text: Preprocessed,
    place: headers::Place<'_>,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Model {
    let options = place.resolve;
    let mut headers = Headers::new(place, &ast, &text);
    loop {
        let mut found = Sink::default();
        let Resolved { model, missing } = resolve(&ast, &text, sources, options, &mut found);
        let is_complete = missing.is_empty();
        if is_complete || !headers.supply(&missing, &mut ast, &mut text, sources) {
            sink.append(found);
            if !is_complete {
                sink.append(headers.into_findings());
            }
            return model;
        }
    }
}

fn source(path: &Path, bytes: Vec<u8>, sink: &mut Sink) -> Result<Source, Failed> {
    let name = path.to_string_lossy().into_owned();
    if bytes.len() > FILE_BYTES_MAX {
        sink.report(too_large(&name, bytes.len()));
        return Err(Failed);
    }
    Ok(Source::from_bytes(name, bytes))
}

fn rust(model: &Model, output: &codegen::Options, sink: &mut Sink) -> Result<String, Failed> {
    let tokens = codegen::generate(model, output);
    let rust = format(tokens).map(|rust| codegen::header(model) + &rust);
    let rust = rust.unwrap_or_else(|error| {
        sink.report(Diagnostic::general(Code::Internal, error.to_string()));
        String::new()
    });
    sink.close_phase(rust)
}

fn too_large(name: &str, length: usize) -> Diagnostic {
    Diagnostic::general(
        Code::FileTooLarge,
        format!("`{name}` has {length} bytes; at most {FILE_BYTES_MAX} are read"),
    )
}
