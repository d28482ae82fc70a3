//! `idlc gen`

use std::path::{Path, PathBuf};
use std::{fs, io};

use idlc::Config;

use super::args::{Emit, Generate};
use super::output::{Outcome, failed, print, show_error, show_warnings, usage};

/// Where a module goes.
enum Destination {
    StandardOutput,
    File(PathBuf),
}

/// Generates from every file, if all of them can be.
pub(super) fn run(arguments: &Generate) -> Outcome {
    let config = arguments.config();
    let destinations = match destinations(&config, arguments) {
        Ok(destinations) => destinations,
        Err(outcome) => return outcome,
    };
    let mut modules = Vec::with_capacity(arguments.files.len());
    for file in &arguments.files {
        match config.generate_file(file) {
            Ok(module) => {
                show_warnings(&module.warnings);
                modules.push(match arguments.emit {
                    Emit::Rust => module.rust,
                    Emit::X => module.model.to_classic(),
                });
            }
            Err(error) => show_error(&error),
        }
    }
    if modules.len() < arguments.files.len() {
        return Outcome::Findings;
    }
    let mut outcome = Outcome::Fine;
    for (destination, module) in destinations.iter().zip(&modules) {
        if deliver(destination, module) != Outcome::Fine {
            outcome = Outcome::Findings;
        }
    }
    outcome
}

fn destinations(config: &Config, arguments: &Generate) -> Result<Vec<Destination>, Outcome> {
    let files = &arguments.files;
    let names_a_file = arguments
        .output
        .as_deref()
        .is_some_and(|path| !is_folder(path));
    if arguments.emit == Emit::X && (files.len() > 1 || !names_a_file) {
        return Err(usage(
            "`--emit x` takes one file and the name of another: `-o OUT.x`",
        ));
    }
    let paths = match (&arguments.output, files.as_slice()) {
        (Some(output), [_]) if output.as_os_str() == "-" => {
            return Ok(vec![Destination::StandardOutput]);
        }
        (Some(output), _) if output.as_os_str() == "-" => {
            return Err(usage("standard output takes one file, not several"));
        }
        (Some(output), [_]) if !is_folder(output) => vec![output.clone()],
        (Some(output), _) if !output.is_dir() => {
            let message = format!("`{}` is not a folder, or is not there", output.display());
            return Err(usage(message));
        }
        (Some(output), _) => in_folder(config, files, output)?,
        (None, _) => in_folder(config, files, Path::new(""))?,
    };
    match paths.iter().find(|path| is_one_of(path, files)) {
        Some(path) => {
            let message = format!("`{}` is an input: it is not overwritten", path.display());
            Err(usage(message))
        }
        None => Ok(paths.into_iter().map(Destination::File).collect()),
    }
}

/// A folder that is there, or what is written like one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

fn in_folder(config: &Config, files: &[PathBuf], folder: &Path) -> Result<Vec<PathBuf>, Outcome> {
    let paths = config.clone().out_dir(folder).outputs(files);
    paths.map_err(|error| {
        show_error(&error);
        Outcome::Usage
    })
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

fn deliver(destination: &Destination, module: &str) -> Outcome {
    match destination {
        Destination::StandardOutput => print(module),
        Destination::File(path) => match write_if_changed(path, module) {
            Ok(()) => Outcome::Fine,
            Err(error) => failed(format!("cannot write `{}`: {error}", path.display())),
        },
    }
}

/// A file that has the text already keeps its time, for `make`.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|present| present == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text)
}
