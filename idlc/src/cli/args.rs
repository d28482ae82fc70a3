//! What may be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use idlc::Config;

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
    /// What to write: Rust, or the equivalent classic .x for C's rpcgen
    #[arg(long, value_enum, default_value_t = Emit::Rust, value_name = "WHAT")]
    pub(super) emit: Emit,
    /// Derive serde's Serialize and Deserialize
    #[arg(long)]
    serde: bool,
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
}

/// What is written for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Emit {
    /// A Rust module
    Rust,
    /// A classic interface file
    X,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Interface files
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    names: Names,
}

/// What files may leave to others.
#[derive(Debug, Args)]
struct Names {
    /// Supply a type: NAME of the file is the Rust type at PATH
    #[arg(long = "extern", value_name = "NAME=PATH", value_parser = pair)]
    extern_types: Vec<(String, String)>,
}

impl Generate {
    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config
            .client(!self.no_client && !self.types_only)
            .server(!self.no_server && !self.types_only)
            .serde(self.serde);
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
        for (name, path) in &self.extern_types {
            config.extern_type(name, path);
        }
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
