//! What may be asked for.

use clap::{Args, ValueEnum};

/// How findings are shown.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(in crate::cli) struct MessageOptions {
    /// How findings are written to standard error
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        help_heading = "Messages"
    )]
    pub(super) message_format: Format,
    /// When to use colours. `auto`: on a terminal, unless `NO_COLOR` is set;
    /// elsewhere if `CLICOLOR_FORCE` is
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        help_heading = "Messages"
    )]
    pub(super) color: Color,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the lines of the file, for people
    #[default]
    Human,
    /// One line each: `FILE:LINE:COLUMN: error[E0405]: MESSAGE`
    Short,
    /// One JSON object each, on a line of its own
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// Where they can be seen and are not refused
    #[default]
    Auto,
    /// Wherever it goes
    Always,
    /// Nowhere
    Never,
}
