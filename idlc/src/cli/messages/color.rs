//! Whether there are colours.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use super::options::Color;

/// Whether standard error gets colours.
pub(super) fn stderr_has_color(wanted: Color) -> bool {
    has_color(wanted, io::stderr().is_terminal(), |name| {
        std::env::var_os(name)
    })
}

/// What was asked for on the command line comes first, then a refusal, then a
/// demand: <https://no-color.org>, <https://bixense.com/clicolors>.
fn has_color(wanted: Color, terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let is_on = |name| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    match wanted {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        Color::Auto => terminal || is_on("CLICOLOR_FORCE"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colored(wanted: Color, terminal: bool, environment: &[(&str, &str)]) -> bool {
        has_color(wanted, terminal, |name| {
            let mut variables = environment.iter();
            let found = variables.find(|(variable, _)| *variable == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn a_terminal_has_colours_and_a_file_has_none() {
        assert!(colored(Color::Auto, true, &[]));
        assert!(!colored(Color::Auto, false, &[]));
    }

    #[test]
    fn the_environment_refuses_and_demands() {
        assert!(!colored(Color::Auto, true, &[("NO_COLOR", "1")]));
        assert!(colored(Color::Auto, true, &[("NO_COLOR", "")]));
        assert!(colored(Color::Auto, false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!colored(Color::Auto, false, &[("CLICOLOR_FORCE", "0")]));
        let both = [("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")];
        assert!(!colored(Color::Auto, true, &both));
    }

    #[test]
    fn the_command_line_has_the_last_word() {
        assert!(colored(Color::Always, false, &[("NO_COLOR", "1")]));
        assert!(!colored(Color::Never, true, &[("CLICOLOR_FORCE", "1")]));
    }
}
