//! Which headers may have been meant to define a name.

use crate::preprocess::PassedInclude;
use crate::source::{Source, Sources};

/// How many headers are named.
const SHOWN_MAX: usize = 4;

/// What to do if a missing name is defined by one of these headers, behind which
/// no interface file was found; `None` if there are none.
pub(super) fn hint(absent: &[PassedInclude], sources: &Sources) -> Option<String> {
    let shown = absent.iter().take(SHOWN_MAX);
    let mut headers: Vec<String> = shown.map(|header| place(header, sources)).collect();
    if absent.len() > SHOWN_MAX {
        headers.push("another".to_owned());
    }
    let (last, rest) = headers.split_last()?;
    let headers = match rest {
        [] => last.clone(),
        _ => format!("{} or {last}", rest.join(", ")),
    };
    Some(format!(
        "if it is defined by {headers}, put the `.x` that the header is made of on the include \
         path: `.include_path(\"folder\")` in a build script, or `-I folder`"
    ))
}

/// `` `nis.h` (included at nis_callback.x:28) ``
fn place(header: &PassedInclude, sources: &Sources) -> String {
    let name = &header.name;
    let source = sources.get(header.span.file);
    let file = source.map_or("", Source::name);
    let line = source.map_or(0, |source| source.line(header.span.start));
    format!("`{name}` (included at {file}:{line})")
}
