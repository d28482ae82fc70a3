//! Asking the compiler about a text, without the patience to wait for ever.

use std::time::{Duration, Instant};

use idlc::Config;

/// Generous, for builds without optimisation on machines that do other
/// things: what these tests are after takes minutes, or forever.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What is said about a text: the empty string if it is accepted without a
/// word.
pub(super) fn said(text: &str) -> String {
    said_by(&Config::new(), text)
}

/// The same, of a compiler that was told something.
pub(super) fn said_by(config: &Config, text: &str) -> String {
    let began = Instant::now();
    let said = match config.check("hostile.x", text) {
        Ok(checked) => checked.warnings.to_string(),
        Err(error) => error.to_string(),
    };
    let took = began.elapsed();
    assert!(took < ANSWER_WITHIN, "took {took:?}");
    said
}

/// `count` lines, made from their numbers.
pub(super) fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}
