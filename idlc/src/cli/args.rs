//! What may be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use idlc::Config;
use idlc::diagnostic::{Code, Severity};

use super::messages::MessageOptions;

/// An IDL compiler: rpcgen for Rust.
///
/// Reads ONC RPC interface files (.x) and writes Rust modules for the crate
/// idlc-runtime. `idlc FILE.x` is short for `idlc gen FILE.x`.
#[derive(Debug, Parser)]
#[command(
    name = "idlc",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Exit codes: 0 fine, 1 findings, 2 usage."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) generate: Generate,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Generate a Rust module from each file
    #[command(name = "gen")]
    Generate(Generate),
    /// Say what is wrong with files, and which program numbers derive from
    /// names; generate nothing
    Check(Check),
    /// Say what the code of a finding means, with an example; without a code,
    /// list all
    Explain(Explain),
    /// Write a Cargo project for a file: a server to be filled in and a client
    Init(Init),
}

#[derive(Debug, Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(super) struct Generate {
    /// Interface files
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Where to write: a file, or with several inputs a folder, or `-` for
    /// standard output. By default FILE.x becomes FILE.rs in the current
    /// folder, as rpcgen does it
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
    /// Generate neither clients nor servers: only constants, types and their
    /// encoding
    #[arg(long, conflicts_with_all = ["no_client", "no_server"])]
    types_only: bool,
    /// Generate no clients
    #[arg(long)]
    no_client: bool,
    /// Generate nothing for servers
    #[arg(long)]
    no_server: bool,
    /// What to write
    #[arg(long, value_enum, default_value_t = Emit::Rust, value_name = "WHAT")]
    pub(super) emit: Emit,
    /// Derive serde's Serialize and Deserialize
    #[arg(long)]
    serde: bool,
    /// Derive `arbitrary::Arbitrary`
    #[arg(long)]
    arbitrary: bool,
    /// Implement `Display`, with the names of the file
    #[arg(long)]
    display: bool,
    /// Spell names as the file does
    #[arg(long)]
    original_names: bool,
    /// Keep numbers that have no name as values of the enum NAME of the file
    /// (`*`: of all)
    #[arg(long, value_name = "NAME")]
    open_enum: Vec<String>,
    /// Make strings bytes: those of a definition, one as DEFINITION.FIELD, or
    /// all (`*`)
    #[arg(long, value_name = "NAME")]
    string_as_bytes: Vec<String>,
    /// Add attributes to the type NAME of the file (`*`: to all)
    #[arg(long, value_name = "NAME=ATTRIBUTE", value_parser = pair)]
    type_attribute: Vec<(String, String)>,
    /// Add attributes to a field, named as in the file
    #[arg(long, value_name = "STRUCT.FIELD=ATTRIBUTE", value_parser = pair)]
    field_attribute: Vec<(String, String)>,
    /// The path where the generated module finds the runtime
    #[arg(long, value_name = "PATH")]
    runtime_path: Option<String>,
    #[command(flatten)]
    names: Names,
    #[command(flatten)]
    pub(super) messages: MessageOptions,
}

/// What is written for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Emit {
    /// A Rust module
    Rust,
    /// The equivalent classic .x, for C's rpcgen
    X,
    /// The syntax tree as JSON: what the file says
    Ast,
    /// The model as JSON: what the file means
    Model,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Interface files
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    names: Names,
    #[command(flatten)]
    pub(super) messages: MessageOptions,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Codes as they are printed: E0405
    #[arg(value_name = "CODE")]
    pub(super) codes: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The interface file; the project gets a copy
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Where the project is made; by default in a folder of its name
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// The name of the package; by default that of the file
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Take idlc's crates from a checkout, instead of by their version
    #[arg(long, value_name = "CHECKOUT")]
    pub(super) path: Option<PathBuf>,
    #[command(flatten)]
    pub(super) messages: MessageOptions,
}

/// What files leave to whoever compiles them.
#[derive(Debug, Args)]
struct Names {
    /// Look for included files in DIR, behind the folder of the file that
    /// includes them; may be repeated
    #[arg(short = 'I', long = "include-path", value_name = "DIR")]
    include_path: Vec<PathBuf>,
    /// Define a macro before the first line; without a value it is 1
    #[arg(short = 'D', long = "define", value_name = "NAME[=VALUE]", value_parser = definition)]
    define: Vec<(String, String)>,
    /// Leave a macro undefined at the first line, `RPC_HDR` and `RPC_XDR`
    /// included; stronger than -D
    #[arg(short = 'U', long = "undefine", value_name = "NAME")]
    undefine: Vec<String>,
    /// Supply a type: NAME of the file is the Rust type at PATH
    #[arg(long = "extern", value_name = "NAME=PATH", value_parser = pair)]
    extern_types: Vec<(String, String)>,
    /// Allow what a warning is about: W0407; may be repeated
    #[arg(short = 'A', long = "allow", value_name = "CODE", value_parser = warning)]
    allow: Vec<Code>,
}

impl Generate {
    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config
            .client(!self.no_client && !self.types_only)
            .server(!self.no_server && !self.types_only)
            .serde(self.serde)
            .arbitrary(self.arbitrary)
            .display(self.display)
            .original_names(self.original_names)
            .open_enums(&self.open_enum)
            .strings_as_bytes(&self.string_as_bytes);
        for (name, attribute) in &self.type_attribute {
            config.type_attribute(name, attribute);
        }
        for (name, attribute) in &self.field_attribute {
            config.field_attribute(name, attribute);
        }
        if let Some(path) = &self.runtime_path {
            config.runtime_path(path);
        }
        self.names.apply(&mut config);
        config
    }
}

impl Check {
    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        self.names.apply(&mut config);
        config
    }
}

impl Names {
    fn apply(&self, config: &mut Config) {
        for directory in &self.include_path {
            config.include_path(directory);
        }
        for (name, value) in &self.define {
            config.define(name, value);
        }
        for name in &self.undefine {
            config.undefine(name);
        }
        for (name, path) in &self.extern_types {
            config.extern_type(name, path);
        }
        for warning in &self.allow {
            config.allow(*warning);
        }
    }
}

/// `NAME` or `NAME=VALUE`, where the value may be empty.
#[allow(
    clippy::unnecessary_wraps,
    reason = "clap's parsers may fail; names are checked by the library"
)]
fn definition(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').unwrap_or((text, "1"));
    Ok((name.to_owned(), value.to_owned()))
}

/// The code of a warning.
fn warning(text: &str) -> Result<Code, String> {
    match Code::from_name(text) {
        Some(code) if code.severity() == Severity::Warning => Ok(code),
        Some(_) => Err("it is an error, and only warnings can be allowed".to_owned()),
        None => Err("there is no such code: `idlc explain` lists all".to_owned()),
    }
}

/// `NAME=VALUE`, where the value may have more equals signs.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_options_do_not_contradict_each_other() {
        super::Cli::command().debug_assert();
    }
}
