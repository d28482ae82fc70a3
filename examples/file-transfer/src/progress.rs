//! What a person sees while a file is sent: a bar on the terminal, if there is
//! one, and lines about what went wrong meanwhile.

use std::sync::atomic::{AtomicU64, Ordering};

use idlc_runtime::CallError;
use indicatif::{ProgressBar, ProgressStyle};

/// The progress of one transfer. Threads share it.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    counts: Counts,
}

/// What happened to blocks and calls.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Blocks that arrived.
    pub(crate) sent: AtomicU64,
    /// Blocks that the server had already.
    pub(crate) found: AtomicU64,
    /// Blocks that the server had, and its disk damaged.
    pub(crate) damaged: AtomicU64,
    /// Blocks that the server had from another file.
    pub(crate) differing: AtomicU64,
    /// Blocks that did not reach the disk as they were sent.
    pub(crate) not_as_sent: AtomicU64,
    /// Calls made again for want of an answer.
    pub(crate) calls_repeated: AtomicU64,
}

impl Progress {
    /// A bar on standard error, which draws nothing where that is no terminal.
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new(0);
        let template = "{msg:12} [{bar:32}] {bytes}/{total_bytes}  {bytes_per_sec}  {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self {
            bar,
            counts: Counts::default(),
        }
    }

    pub(crate) const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// What is done now, with so many bytes.
    pub(crate) fn start(&self, doing: &'static str, bytes: u64) {
        self.bar.set_length(bytes);
        self.bar.reset();
        self.bar.set_message(doing);
    }

    /// So many bytes are done.
    pub(crate) fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    /// A call was not answered, and is made again.
    pub(crate) fn repeat(&self, error: &CallError) {
        add(&self.counts.calls_repeated);
        self.say(&format!("called again: {error}"));
    }

    /// Says something beside the bar.
    #[expect(clippy::print_stderr, reason = "this is the command's own output")]
    pub(crate) fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// One more.
pub(crate) fn add(count: &AtomicU64) {
    // A count orders nothing else in memory.
    count.fetch_add(1, Ordering::Relaxed);
}

/// How many there are.
pub(crate) fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
