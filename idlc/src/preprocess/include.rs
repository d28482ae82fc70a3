//! `#include`: which file it means, and whether it may be read.

use std::path::{Path, PathBuf};

use super::directive::Directive;
use super::limits::{BYTES_MAX, DEPTH_MAX, INCLUDES_MAX};
use super::loader::Loaded;
use super::reader::{OpenFile, Reader};
use super::target::{Target, target};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FILE_BYTES_MAX, FileId, Span};

impl Reader<'_> {
    /// Reads the file that a directive names. What keeps it from being read is
    /// reported, once for all if it is a limit.
    pub(super) fn include(&mut self, directive: &Directive<'_>) -> Option<FileId> {
        if self.is_exhausted {
            return None;
        }
        let Some(target) = target(directive.rest) else {
            self.sink.report(no_target(directive.span));
            return None;
        };
        self.includes += 1;
        if self.includes > INCLUDES_MAX {
            let message = format!("more than {INCLUDES_MAX} files are included");
            return self.exhausted(Code::IncludeLimit, directive.span, message);
        }
        let (path, loaded) = self.find(target, directive.span)?;
        self.check(&path, &loaded, directive.span)?;
        let open = OpenFile {
            path,
            macros_version: self.macros.version(),
            included_at: Some(directive.span),
        };
        let source = std::sync::Arc::clone(&loaded.source);
        let file = self.sources.include(source, directive.span);
        self.read(file, &loaded, open);
        Some(file)
    }

    /// The first of the places where the file is.
    fn find(&mut self, target: Target<'_>, span: Span) -> Option<(PathBuf, Loaded)> {
        let folders = self.folders(target);
        let (Target::Quoted(name) | Target::Bracketed(name)) = target;
        for folder in &folders {
            let path = folder.join(name);
            match self.loader.load(&path) {
                Ok(Some(loaded)) => return Some((path, loaded)),
                Ok(None) => {}
                Err(error) => {
                    let message = format!("cannot read `{}`: {error}", path.display());
                    self.sink.report(Diagnostic::at(Code::File, span, message));
                    return None;
                }
            }
        }
        self.sink.report(match target {
            Target::Quoted(name) => not_found(span, name, &folders),
            Target::Bracketed(name) => not_read(span, name),
        });
        None
    }

    /// Where a file is looked for: in quotes, first in the folder of the file
    /// that includes it.
    fn folders(&self, target: Target<'_>) -> Vec<PathBuf> {
        let own = match target {
            Target::Quoted(_) => self.open.last().and_then(|open| open.path.parent()),
            Target::Bracketed(_) => None,
        };
        let path = self.include_path.iter().map(PathBuf::as_path);
        own.into_iter().chain(path).map(Path::to_owned).collect()
    }

    /// Whether a file may be read now.
    fn check(&mut self, path: &Path, loaded: &Loaded, span: Span) -> Option<()> {
        let bytes = loaded.source.text().len();
        if bytes > FILE_BYTES_MAX {
            let message = format!(
                "`{}` is too large: at most {FILE_BYTES_MAX} bytes are read",
                path.display()
            );
            return self.exhausted(Code::FileTooLarge, span, message);
        }
        if self.bytes.saturating_add(bytes) > BYTES_MAX {
            let message = format!("all files together have more than {BYTES_MAX} bytes");
            return self.exhausted(Code::IncludeLimit, span, message);
        }
        if self.open.len() >= DEPTH_MAX {
            let message = format!(
                "files are included more than {DEPTH_MAX} deep: {}",
                self.chain(0, path)
            );
            return self.exhausted(Code::IncludeLimit, span, message);
        }
        // A file that finds the macros as it found them before does again what
        // it did before.
        let version = self.macros.version();
        let is_cycle = |open: &OpenFile| open.path == path && open.macros_version == version;
        if let Some(first) = self.open.iter().position(is_cycle) {
            self.report_cycle(first, path, span);
            return None;
        }
        Some(())
    }

    fn report_cycle(&mut self, first: usize, path: &Path, span: Span) {
        let chain = self.chain(first, path);
        let message = format!("`{}` includes itself: {chain}", path.display());
        let mut diagnostic = Diagnostic::at(Code::IncludeCycle, span, message)
            .label("it is being read already")
            .help(
                "put the file between `#ifndef NAME`, `#define NAME` and `#endif`, so that it is \
                 read once",
            );
        for open in self.open.iter().skip(first + 1) {
            if let Some(at) = open.included_at {
                let text = format!("includes `{}`", open.path.display());
                diagnostic = diagnostic.and(at, text);
            }
        }
        self.sink.report(diagnostic);
    }

    /// The files from one that is open to one that it should not include.
    fn chain(&self, first: usize, last: &Path) -> String {
        /// How many are named at either end.
        const NAMED_MAX: usize = 4;
        let open = self.open.iter().skip(first);
        let mut names: Vec<String> = open
            .map(|open| open.path.as_path())
            .chain([last])
            .map(|path| format!("`{}`", path.display()))
            .collect();
        if names.len() > 2 * NAMED_MAX {
            let end = names.len() - NAMED_MAX;
            names.splice(NAMED_MAX..end, ["…".to_owned()]);
        }
        names.join(" → ")
    }

    /// Nothing more is included: a bomb has many ends.
    fn exhausted<T>(&mut self, code: Code, span: Span, message: String) -> Option<T> {
        self.is_exhausted = true;
        let diagnostic = Diagnostic::at(code, span, message);
        self.sink.report(diagnostic);
        None
    }
}

fn no_target(span: Span) -> Diagnostic {
    Diagnostic::at(Code::BadDirective, span, "`#include` needs a file")
        .help("write `#include \"file.x\"`, or `<file.x>` for one on the include path")
}

fn not_found(span: Span, name: &str, folders: &[PathBuf]) -> Diagnostic {
    let folders: Vec<String> = folders
        .iter()
        .map(|folder| match folder.to_string_lossy() {
            name if name.is_empty() => "`.`".to_owned(),
            name => format!("`{name}`"),
        })
        .collect();
    Diagnostic::at(
        Code::IncludeNotFound,
        span,
        format!("`{name}` is not found"),
    )
    .label(format!("looked for in {}", folders.join(", ")))
    .help(
        "name its folder with `.include_path(\"folder\")` in a build script, or `-I folder`; \
         write `%#include` if it is for a C compiler only",
    )
}

fn not_read(span: Span, name: &str) -> Diagnostic {
    Diagnostic::at(
        Code::IncludeNotRead,
        span,
        format!("`<{name}>` is not read"),
    )
    .label("not on the include path")
    .help(
        "if it has definitions in XDR, name its folder with `.include_path(\"folder\")` in a \
             build script, or `-I folder`; a type that only C knows can be supplied as an extern \
             type",
    )
}
