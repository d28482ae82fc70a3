//! The preprocessor's own straight line: read the files, then make one text of
//! them.

use std::collections::BTreeMap;
use std::path::Path;

use super::directive::{Directive, name};
use super::loader::{Loaded, Loader};
use super::macros::Macros;
use super::map::Map;
use super::options::Options;
use super::reader::{FileText, OpenFile, Reader};
use super::text::Preprocessed;
use super::words::first_uses;
use crate::diagnostic::{Code, Diagnostic, Failed, Sink};
use crate::source::{FileId, Files, Sources, Span, offset_of};

/// Preprocesses a file, which is among the sources; all that it includes is
/// added to them. `path` is where it is, for what it includes.
pub(crate) fn preprocess(
    path: &Path,
    main: FileId,
    options: &Options,
    files: &mut dyn Files,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Result<Preprocessed, Failed> {
    let loaded = Loaded::new(sources.share(main).ok_or(Failed)?);
    let macros = initial_macros(options, sources);
    let mut reader = Reader {
        sources,
        include_path: &options.include_path,
        loader: Loader::new(files),
        sink,
        macros,
        passed: Vec::new(),
        passed_includes: Vec::new(),
        texts: BTreeMap::new(),
        open: Vec::new(),
        includes: 0,
        bytes: 0,
        is_exhausted: false,
    };
    let open = OpenFile {
        path: path.to_owned(),
        macros_version: reader.macros.version(),
        included_at: None,
    };
    reader.read(main, &loaded, open);
    let (mut macros, texts) = (reader.macros, reader.texts);
    let (mut passed_constants, passed_includes) = (reader.passed, reader.passed_includes);
    let (callers, constants) = macros.take_constants();
    // What the caller defines counts as what C defines: where it is used.
    passed_constants.extend(callers);
    let (text, map) = assemble(main, &texts);
    let comments = texts.into_iter().map(|(file, text)| (file, text.comments));
    let text = Preprocessed {
        text,
        constants,
        passed_constants,
        passed_includes,
        map,
        comments: comments.collect(),
        main,
    };
    report_opaque(&text, &macros, sink);
    Ok(text)
}

/// The macros before the first line. What the caller defines is shown as a
/// file of its own, where there is something to say about it.
fn initial_macros(options: &Options, sources: &mut Sources) -> Macros {
    let mut macros = Macros::predefined();
    if !options.define.is_empty() {
        let lines = options.define.iter();
        let lines = lines.map(|(name, body)| ["#define ", name, " ", body, "\n"].concat());
        let text = lines.collect::<Vec<String>>().concat();
        let file = sources.add("<options>", text.as_str());
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let directive = Directive::cut(line.get(1..).unwrap_or_default(), file, offset);
            if let Some(name) = name(directive.rest) {
                macros.define(name, &directive);
            }
            offset += offset_of(line.len());
        }
    }
    for name in &options.undefine {
        macros.undefine(name);
    }
    macros.begin_file();
    macros
}

/// A step of putting texts together.
enum Step {
    /// A part of a file.
    Part(FileId, usize, usize),
    /// A whole file.
    File(FileId),
}

/// One text, where each file stands in the place of its directive.
fn assemble(main: FileId, texts: &BTreeMap<FileId, FileText>) -> (String, Map) {
    let mut text = String::new();
    let mut map = Map::default();
    let mut steps = vec![Step::File(main)];
    while let Some(step) = steps.pop() {
        match step {
            Step::File(file) => steps.extend(parts(file, texts).into_iter().rev()),
            Step::Part(file, start, end) => {
                let whole = texts.get(&file).map_or("", |text| text.comments.text());
                let part = whole.get(start..end).unwrap_or_default();
                if !part.is_empty() {
                    map.push(text.len(), file, start);
                    text.push_str(part);
                }
            }
        }
    }
    (text, map)
}

/// A file's own parts and the files between them.
fn parts(file: FileId, texts: &BTreeMap<FileId, FileText>) -> Vec<Step> {
    let Some(text) = texts.get(&file) else {
        return Vec::new();
    };
    let mut steps = Vec::with_capacity(2 * text.splices.len() + 1);
    let mut start = 0;
    for splice in &text.splices {
        steps.push(Step::Part(file, start, splice.at));
        steps.push(Step::File(splice.file));
        start = splice.at;
    }
    steps.push(Step::Part(file, start, text.comments.text().len()));
    steps
}

/// A macro that is no constant, and is neither expanded, matters where the
/// grammar would meet its name.
fn report_opaque(text: &Preprocessed, macros: &Macros, sink: &mut Sink) {
    let names = macros.opaque().iter().map(|(name, _)| name.as_str());
    let mut places = first_uses(&text.text, names);
    for (name, defined) in macros.opaque() {
        if let Some(start) = places.remove(name.as_str()) {
            let used = text.span(start, start + name.len());
            sink.report(not_expanded(name, *defined, used));
        }
    }
}

fn not_expanded(name: &str, defined: Span, used: Span) -> Diagnostic {
    Diagnostic::at(
        Code::MacroNotExpanded,
        used,
        format!("the macro `{name}` is not a constant and is not expanded"),
    )
    .label("used here")
    .and(defined, "defined here")
    .help("write a `const`, a `typedef`, or what it stands for")
}
