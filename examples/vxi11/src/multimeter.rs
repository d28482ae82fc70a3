//! An instrument: a multimeter that measures what it is told to. It speaks as
//! IEEE 488.2 has it: commands between semicolons, and an answer to each that ends
//! in a question mark.

use std::collections::VecDeque;

/// How many errors it remembers.
const ERRORS_MAX: usize = 20;

/// What it says of itself: maker, model, serial number, version.
const IDENTITY: &str = concat!("idlc,Simulated Multimeter,0,", env!("CARGO_PKG_VERSION"));

/// The bit of the status byte that says that there are errors.
const ERRORS_WAIT: u8 = 0x04;

/// A multimeter.
#[derive(Debug, Clone)]
pub struct Multimeter {
    volts: f64,
    errors: VecDeque<&'static str>,
}

impl Multimeter {
    /// One that measures so many volts.
    #[must_use]
    pub const fn new(volts: f64) -> Self {
        Self {
            volts,
            errors: VecDeque::new(),
        }
    }

    /// Does what a message says; returns the answers, without a line's end, if
    /// anything was asked.
    pub fn execute(&mut self, message: &[u8]) -> Option<String> {
        let text = String::from_utf8_lossy(message);
        let commands = text.split(';').map(str::trim);
        let answers: Vec<_> = commands
            .filter(|command| !command.is_empty())
            .filter_map(|command| self.execute_one(&command.to_ascii_uppercase()))
            .collect();
        (!answers.is_empty()).then(|| answers.join(";"))
    }

    /// The status byte.
    #[must_use]
    pub fn status(&self) -> u8 {
        if self.errors.is_empty() {
            0
        } else {
            ERRORS_WAIT
        }
    }

    fn execute_one(&mut self, command: &str) -> Option<String> {
        match command {
            "*IDN?" => Some(IDENTITY.to_owned()),
            "*OPC?" => Some("1".to_owned()),
            "*STB?" => Some(self.status().to_string()),
            "*RST" => None,
            "*CLS" => {
                self.errors.clear();
                None
            }
            "MEAS:VOLT?" | "MEASURE:VOLTAGE?" => Some(format!("{:+.6E}", self.volts)),
            "SYST:ERR?" | "SYSTEM:ERROR?" => {
                let error = self.errors.pop_front();
                Some(error.unwrap_or("0,\"No error\"").to_owned())
            }
            _ => {
                if self.errors.len() < ERRORS_MAX {
                    self.errors.push_back("-113,\"Undefined header\"");
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_answered_and_commands_are_not() {
        let mut meter = Multimeter::new(1.5);
        assert_eq!(meter.execute(b"*rst\n"), None);
        assert_eq!(
            meter.execute(b"*opc?;meas:volt?"),
            Some("1;+1.500000E0".to_owned())
        );
        assert!(meter.execute(b"*IDN?").unwrap().starts_with("idlc,"));
    }

    #[test]
    fn what_is_not_understood_can_be_asked_for() {
        let mut meter = Multimeter::new(0.0);
        assert_eq!(meter.execute(b"make:coffee?"), None);
        assert_eq!(meter.status(), ERRORS_WAIT);
        let asked = meter.execute(b"SYST:ERR?;SYST:ERR?").unwrap();
        assert_eq!(asked, "-113,\"Undefined header\";0,\"No error\"");
        assert_eq!(meter.status(), 0);
    }
}
