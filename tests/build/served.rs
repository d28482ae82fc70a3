//! A server for every fixture that has procedures: its golden file, and
//! handlers that answer whatever a test says. The handlers are those that
//! `idlc init` writes, with another answer.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Fixtures that are generated without a server.
const WITHOUT_SERVER: [&str; 1] = ["types_only"];

/// Fixtures whose golden file shows options that change what handlers look like:
/// they are generated anew, without. What travels is the same.
const WITHOUT_OPTIONS: [&str; 2] = ["original_names", "string_bytes"];

/// Golden files that others name.
const NAMED_BY_OTHERS: [&str; 1] = ["structs"];

/// What the handlers of `idlc init` answer, also where the file has a `Fault` of
/// its own, and what they answer here.
const ANSWERS: [&str; 2] = [
    "Err(::idlc_runtime::Fault::ProcedureUnavailable)",
    "Err(Fault::ProcedureUnavailable)",
];
const ANSWER: &str = "crate::interop::every_fixture::served::answer()";

/// Writes `served.rs`: a module for each fixture, and a table of their services.
pub(crate) fn write() -> Result<(), Box<dyn Error>> {
    let fixtures = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../fixtures/ok");
    println!("cargo::rerun-if-changed={}", fixtures.display());
    let mut modules = String::new();
    let mut table = String::new();
    for path in interface_files(&fixtures)? {
        let name = path.file_stem().and_then(|name| name.to_str());
        let name = name.ok_or("a fixture without a name")?;
        let services = services(&path, name)?;
        if services.is_some() || NAMED_BY_OTHERS.contains(&name) {
            let module = module(&path, name)?;
            let module = module.to_str().ok_or("a path that is not UTF-8")?;
            writeln!(modules, "pub mod {name} {{ include!({module:?}); }}")?;
        }
        if let Some(services) = services {
            modules.push_str(&services);
            writeln!(table, "    ({name:?}, {name}_services::services),")?;
        }
    }
    let text = format!("{modules}pub const SERVED: &[(&str, Services)] = &[\n{table}];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("served.rs"), text)?;
    Ok(())
}

fn interface_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "x") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The Rust of a fixture: its golden file, if that can be used as it is.
fn module(path: &Path, name: &str) -> Result<PathBuf, Box<dyn Error>> {
    if !WITHOUT_OPTIONS.contains(&name) {
        return Ok(path.with_extension("rs"));
    }
    let module = Path::new(&env::var("OUT_DIR")?).join(format!("{name}.rs"));
    fs::write(&module, idlc::Config::new().generate_file(path)?.rust)?;
    Ok(module)
}

/// The handlers of a fixture, and a function that returns what serves them.
fn services(path: &Path, name: &str) -> Result<Option<String>, Box<dyn Error>> {
    let mut config = idlc::Config::new();
    if name == "external" {
        config.extern_type("point", "super::structs::Point");
    }
    let model = config.check_file(path)?.model;
    let scaffold = idlc::scaffold(&model, "super", name);
    let Some(scaffold) = scaffold.filter(|_| !WITHOUT_SERVER.contains(&name)) else {
        return Ok(None);
    };
    // What opens a module is no part of it.
    let items = scaffold.handlers.find("use super::").ok_or("no import")?;
    let mut handlers = scaffold.handlers.clone().split_off(items);
    for answer in ANSWERS {
        handlers = handlers.replace(answer, ANSWER);
    }
    let lines = scaffold.server.lines().map(str::trim);
    let import = lines
        .clone()
        .find(|line| line.starts_with("use handlers::"))
        .ok_or("no handlers")?;
    let mut made = String::new();
    for service in lines.filter_map(|line| line.strip_prefix(".service(")?.strip_suffix(')')) {
        write!(made, "std::sync::Arc::new({service}), ")?;
    }
    Ok(Some(format!(
        "mod {name}_handlers {{ {handlers} }}\n\
         mod {name}_services {{\n    \
         use super::{{{name}, {name}_handlers as handlers}};\n    {import}\n    \
         pub fn services() -> Vec<std::sync::Arc<dyn idlc_runtime::Service>> {{ vec![{made}] }}\n}}\n"
    )))
}
