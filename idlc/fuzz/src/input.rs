//! Bytes → an interface file, and the files that it may include.

use idlc::{CompileError, Config, Generated};

/// Begins the line in front of an included file, and is followed by its path.
/// To the compiler it would be a comment.
const MARK: &str = "//// ";

/// What is compiled.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    text: &'a [u8],
    config: Config,
}

impl<'a> Input<'a> {
    /// Cuts the bytes at lines such as `//// inner.x`: behind them is not the
    /// file itself but that which it may include by this name.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let mut config = Config::new();
        let mut included: Option<(String, String)> = None;
        let mut text_end = bytes.len();
        let mut at = 0;
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            if let Some(path) = line.strip_prefix(MARK.as_bytes()) {
                if let Some((path, text)) = included.take() {
                    config.include_text(path, text);
                } else {
                    text_end = at;
                }
                let path = String::from_utf8_lossy(path.trim_ascii_end());
                included = Some((path.into_owned(), String::new()));
            } else if let Some((_, text)) = &mut included {
                text.push_str(&String::from_utf8_lossy(line));
            }
            at += line.len();
        }
        if let Some((path, text)) = included {
            config.include_text(path, text);
        }
        Self {
            text: bytes.get(..text_end).unwrap_or(bytes),
            config,
        }
    }

    /// With everything that can be asked for.
    pub(crate) fn generate_all(&self) -> Result<Generated, CompileError> {
        let mut config = self.config.clone();
        config.serde(true).arbitrary(true).display(true);
        config.open_enums(["*"]).strings_as_bytes(["*"]);
        config.original_names(true).generate("fuzz.x", self.text)
    }

    pub(crate) fn generate(&self) -> Result<Generated, CompileError> {
        self.config.generate("fuzz.x", self.text)
    }
}
