//! A bar on standard error, which draws nothing where that is no terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// The progress of one copy.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(doing: &'static str, bytes: u64) -> Self {
        let bar = ProgressBar::new(bytes);
        let template = "{msg:12} [{bar:32}] {bytes}/{total_bytes}  {bytes_per_sec}  {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(doing);
        Self { bar }
    }

    pub(crate) fn advance(&self, bytes: usize) {
        self.bar.inc(bytes as u64);
    }

    pub(crate) fn begin_anew(&self) {
        self.bar.set_position(0);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
