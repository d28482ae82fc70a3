//! From an interface file to a project.

use std::path::{Component, Path, PathBuf};

use idlc::{Config, scaffold};

use super::manifest::manifest;
use super::project::Project;
use crate::cli::args::Init;
use crate::cli::messages::Reporter;
use crate::cli::output::{Outcome, print};

/// Writes the project.
pub(in crate::cli) fn run(arguments: &Init) -> Outcome {
    let mut reporter = Reporter::new(arguments.messages);
    let outcome = init(arguments, &mut reporter);
    reporter.finish();
    outcome
}

fn init(arguments: &Init, reporter: &mut Reporter) -> Outcome {
    let names = match Names::of(arguments) {
        Ok(names) => names,
        Err(message) => {
            reporter.usage(message);
            return Outcome::Usage;
        }
    };
    let checkout = match arguments.path.as_deref().map(checkout).transpose() {
        Ok(checkout) => checkout,
        Err(message) => {
            reporter.usage(message);
            return Outcome::Usage;
        }
    };
    let checked = match Config::new().check_file(&arguments.file) {
        Ok(checked) => checked,
        Err(error) => {
            reporter.error(&error);
            return Outcome::Findings;
        }
    };
    reporter.warnings(&checked.warnings);
    let Some((_, source)) = checked.warnings.sources().main() else {
        reporter.failed(format!("`{}` has no text", arguments.file.display()));
        return Outcome::Findings;
    };
    let Some(sources) = scaffold(&checked.model, &names.library(), &names.module) else {
        let file = arguments.file.display();
        reporter.usage(format!(
            "`{file}` has no interface or program: there is nothing to serve or to call"
        ));
        return Outcome::Usage;
    };
    let folder = arguments.dir.clone();
    let folder = folder.unwrap_or_else(|| PathBuf::from(&names.package));
    let mut project = Project::new(&folder);
    project.add("Cargo.toml", manifest(&names.package, checkout.as_deref()));
    project.add("build.rs", build_script(&names.file));
    project.add(&names.file, source.text());
    for included in checked.warnings.sources().included() {
        let Some(place) = beside(&arguments.file, included.name()) else {
            reporter.usage(format!(
                "`{}` is included from outside the folder of `{}`: copy it there first",
                included.name(),
                arguments.file.display()
            ));
            return Outcome::Usage;
        };
        project.add(place, included.text());
    }
    project.add("src/lib.rs", library(&names));
    project.add("src/bin/server/main.rs", sources.server);
    project.add("src/bin/server/handlers.rs", sources.handlers);
    project.add("src/bin/client.rs", sources.client);
    deliver(&project, &folder, reporter)
}

/// Where a file lies, seen from the folder of the main file; `None` where that
/// leads out of the folder.
fn beside(main: &Path, included: &str) -> Option<PathBuf> {
    let folder = main.parent().unwrap_or(Path::new(""));
    let place = Path::new(included).strip_prefix(folder).ok()?;
    let stays = place
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    stays.then(|| place.to_owned())
}

fn deliver(project: &Project, folder: &Path, reporter: &mut Reporter) -> Outcome {
    if let Some(present) = project.present() {
        let message = format!("`{}` is there: it is not overwritten", present.display());
        reporter.usage(message);
        return Outcome::Usage;
    }
    if let Err((path, error)) = project.write() {
        reporter.failed(format!("cannot write `{}`: {error}", path.display()));
        return Outcome::Findings;
    }
    let said = format!(
        "a project is in `{}`; there, `cargo run --bin server` and, in another terminal,\n\
         `cargo run --bin client -- ADDRESS` with the address that the server prints\n",
        folder.display()
    );
    match print(&said) {
        Ok(()) => Outcome::Fine,
        Err(error) => {
            reporter.failed(format!("cannot write to standard output: {error}"));
            Outcome::Findings
        }
    }
}

/// What the programs name beside the library and its module.
const BESIDE: [&str; 5] = ["alloc", "core", "handlers", "idlc_runtime", "std"];

/// What the project and its parts are called.
struct Names {
    /// The package: `nfs-v3`.
    package: String,
    /// The interface file within the project: `nfs-v3.x`.
    file: String,
    /// The generated module: `nfs_v3`.
    module: String,
}

impl Names {
    fn of(arguments: &Init) -> Result<Self, String> {
        let name = arguments.file.file_name();
        let file = name.unwrap_or_default().to_string_lossy().into_owned();
        let outputs = Config::new()
            .out_dir("")
            .outputs(std::slice::from_ref(&arguments.file));
        let outputs = outputs.map_err(|error| error.to_string())?;
        let output = outputs.first().and_then(|output| output.file_stem());
        let module = output.unwrap_or_default().to_string_lossy().into_owned();
        if syn::parse_str::<syn::Ident>(&module).is_err() || BESIDE.contains(&module.as_str()) {
            return Err(format!(
                "`{file}` would become a module `{module}`, and that name is taken: rename it"
            ));
        }
        let package = arguments
            .name
            .clone()
            .unwrap_or_else(|| module.replace('_', "-"));
        if !is_package_name(&package) {
            return Err(format!(
                "`{package}` is no name for a package: use letters, digits, `-` and `_`, a \
                 letter first (--name)"
            ));
        }
        Ok(Self {
            package,
            file,
            module,
        })
    }

    /// The library of the package, as Rust names it.
    fn library(&self) -> String {
        self.package.replace('-', "_")
    }
}

/// Whether Cargo takes it, and Rust as the name of a crate.
fn is_package_name(name: &str) -> bool {
    let letters = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let krate = name.replace('-', "_");
    name.chars().all(letters)
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && syn::parse_str::<syn::Ident>(&krate).is_ok()
        && !BESIDE.contains(&krate.as_str())
        && !["idlc", "test"].contains(&krate.as_str())
}

/// A checkout, by a path that holds wherever the project is.
fn checkout(path: &Path) -> Result<PathBuf, String> {
    let shown = path.display();
    let absolute = path.canonicalize();
    let absolute = absolute.map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    for folder in ["runtime", "idlc"] {
        if !absolute.join(folder).join("Cargo.toml").is_file() {
            return Err(format!(
                "`{shown}` is no checkout of idlc: it has no `{folder}/Cargo.toml`"
            ));
        }
    }
    Ok(absolute)
}

fn build_script(file: &str) -> String {
    format!(
        "//! Compiles the interface.\n\n\
         fn main() {{\n    \
         idlc::Config::new().compile_or_exit([{file:?}]);\n\
         }}\n"
    )
}

fn library(names: &Names) -> String {
    let Names { file, module, .. } = names;
    format!(
        "//! What the client and the server share.\n\n\
         idlc_runtime::include_idl! {{\n    \
         /// What idlc made of `{file}`.\n    \
         pub mod {module};\n\
         }}\n"
    )
}
