//! `idlc gen`

use std::path::{Path, PathBuf};
use std::{fs, io};

use idlc::diagnostic::Report;
use idlc::{CompileError, Config, Dump};

use super::args::{Emit, Generate};
use super::messages::Reporter;
use super::output::{Outcome, print};

/// Where a module goes.
enum Destination {
    StandardOutput,
    File(PathBuf),
}

/// Generates from every file, if all of them can be.
pub(super) fn run(arguments: &Generate) -> Outcome {
    let mut reporter = Reporter::new(arguments.messages);
    let outcome = generate(arguments, &mut reporter);
    reporter.finish();
    outcome
}

fn generate(arguments: &Generate, reporter: &mut Reporter) -> Outcome {
    let config = arguments.config();
    let destinations = match destinations(&config, arguments) {
        Ok(destinations) => destinations,
        Err(refusal) => return refusal.report(reporter),
    };
    let mut modules = Vec::with_capacity(arguments.files.len());
    for file in &arguments.files {
        match emit(&config, file, arguments.emit) {
            Ok((text, warnings)) => {
                reporter.warnings(&warnings);
                modules.push(text);
            }
            Err(error) => reporter.error(&error),
        }
    }
    if modules.len() < arguments.files.len() {
        return Outcome::Findings;
    }
    let mut outcome = Outcome::Fine;
    for (destination, module) in destinations.iter().zip(&modules) {
        if let Err(error) = deliver(destination, module) {
            reporter.failed(error);
            outcome = Outcome::Findings;
        }
    }
    outcome
}

/// What is written for a file. No more is done than it takes.
fn emit(config: &Config, file: &Path, emit: Emit) -> Result<(String, Report), CompileError> {
    let dump = |what| {
        let dumped = config.dump_file(file, what)?;
        Ok((dumped.json, dumped.warnings))
    };
    match emit {
        Emit::Rust => {
            let generated = config.generate_file(file)?;
            Ok((generated.rust, generated.warnings))
        }
        Emit::X => {
            let checked = config.check_file(file)?;
            Ok((checked.model.to_classic(), checked.warnings))
        }
        Emit::Ast => dump(Dump::Ast),
        Emit::Model => dump(Dump::Model),
    }
}

/// Why nothing can be written as it was asked for.
enum Refusal {
    Usage(String),
    Clash(CompileError),
}

impl Refusal {
    fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    fn report(self, reporter: &mut Reporter) -> Outcome {
        match self {
            Self::Usage(message) => reporter.usage(message),
            Self::Clash(error) => reporter.error(&error),
        }
        Outcome::Usage
    }
}

fn destinations(config: &Config, arguments: &Generate) -> Result<Vec<Destination>, Refusal> {
    let files = &arguments.files;
    let names_a_file = arguments
        .output
        .as_deref()
        .is_some_and(|path| !is_folder(path));
    if let Some((what, output)) = one_file_only(arguments.emit)
        && (files.len() > 1 || !names_a_file)
    {
        let message =
            format!("`--emit {what}` takes one file and the name of another: `-o {output}`");
        return Err(Refusal::Usage(message));
    }
    let paths = match (&arguments.output, files.as_slice()) {
        (Some(output), [_]) if output.as_os_str() == "-" => {
            return Ok(vec![Destination::StandardOutput]);
        }
        (Some(output), _) if output.as_os_str() == "-" => {
            return Err(Refusal::usage(
                "standard output takes one file, not several",
            ));
        }
        (Some(output), [_]) if !is_folder(output) => vec![output.clone()],
        (Some(output), _) if !output.is_dir() => {
            let message = format!("`{}` is not a folder, or is not there", output.display());
            return Err(Refusal::usage(message));
        }
        (Some(output), _) => in_folder(config, files, output)?,
        (None, _) => in_folder(config, files, Path::new(""))?,
    };
    match paths.iter().find(|path| is_one_of(path, files)) {
        Some(path) => {
            let message = format!("`{}` is an input: it is not overwritten", path.display());
            Err(Refusal::usage(message))
        }
        None => Ok(paths.into_iter().map(Destination::File).collect()),
    }
}

/// What is no Rust has no name of its own in a folder.
fn one_file_only(emit: Emit) -> Option<(&'static str, &'static str)> {
    match emit {
        Emit::Rust => None,
        Emit::X => Some(("x", "OUT.x")),
        Emit::Ast => Some(("ast", "OUT.json")),
        Emit::Model => Some(("model", "OUT.json")),
    }
}

/// A folder that is there, or what is written like one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

fn in_folder(config: &Config, files: &[PathBuf], folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let paths = config.clone().out_dir(folder).outputs(files);
    paths.map_err(Refusal::Clash)
}

/// Whether a path leads to one of the inputs, by whatever name.
fn is_one_of(path: &Path, inputs: &[PathBuf]) -> bool {
    let Ok(path) = path.canonicalize() else {
        return false;
    };
    inputs
        .iter()
        .filter_map(|input| input.canonicalize().ok())
        .any(|input| input == path)
}

/// Writes a module, or says why not.
fn deliver(destination: &Destination, module: &str) -> Result<(), String> {
    match destination {
        Destination::StandardOutput => {
            print(module).map_err(|error| format!("cannot write to standard output: {error}"))
        }
        Destination::File(path) => write_if_changed(path, module)
            .map_err(|error| format!("cannot write `{}`: {error}", path.display())),
    }
}

/// A file that has the text already keeps its time, for `make`.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|present| present == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text)
}
