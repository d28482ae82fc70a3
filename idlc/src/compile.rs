//! The whole line in one screen: text → preprocessed → syntax tree → model →
//! tokens → Rust.
//!
//! It touches neither the file system nor the environment.

use crate::codegen;
use crate::diagnostic::{Code, Diagnostic, Failed, Report, Sink};
use crate::format::format;
use crate::model::Model;
use crate::parse::parse;
use crate::preprocess::preprocess;
use crate::resolve::{self, resolve};
use crate::source::{FILE_BYTES_MAX, Sources};

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

/// Text → model.
pub(crate) fn check(name: &str, text: &str, options: &resolve::Options) -> Result<Checked, Report> {
    let (outcome, findings) = run(name, text, |sources, sink| model(sources, options, sink));
    match outcome {
        Ok(model) => Ok(Checked {
            model,
            warnings: findings,
        }),
        Err(Failed) => Err(findings),
    }
}

/// Text → Rust.
pub(crate) fn generate(
    name: &str,
    text: &str,
    options: &resolve::Options,
    output: &codegen::Options,
) -> Result<Generated, Report> {
    let (outcome, findings) = run(name, text, |sources, sink| {
        let model = model(sources, options, sink)?;
        let rust = rust(&model, output, sink)?;
        Ok((model, rust))
    });
    match outcome {
        Ok((model, rust)) => Ok(Generated {
            rust,
            model,
            warnings: findings,
        }),
        Err(Failed) => Err(findings),
    }
}

fn run<T>(
    name: &str,
    text: &str,
    line: impl FnOnce(&Sources, &mut Sink) -> Result<T, Failed>,
) -> (Result<T, Failed>, Report) {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let outcome = if text.len() > FILE_BYTES_MAX {
        sink.report(too_large(name, text.len()));
        Err(Failed)
    } else {
        sources.add(name, text);
        line(&sources, &mut sink)
    };
    (outcome, Report::new(sources, sink.into_diagnostics()))
}

fn model(sources: &Sources, options: &resolve::Options, sink: &mut Sink) -> Result<Model, Failed> {
    let (file, source) = sources.main().ok_or(Failed)?;
    let text = preprocess(source, file, sink);
    let text = sink.close_phase(text)?;
    let ast = parse(&text, sink);
    let ast = sink.close_phase(ast)?;
    let model = resolve(&ast, &text, source, options, sink);
    sink.close_phase(model)
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
