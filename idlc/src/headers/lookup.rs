//! Where the interface file behind a header may be.

use std::path::{Path, PathBuf};

use crate::preprocess::PassedInclude;

/// The paths of the interface file that a header may be made of, the likeliest
/// first; none of what is no header.
///
/// Where the C compiler looks is not known here, so that quotes and angle
/// brackets mean the same: the folder of the file, then the include path. A
/// folder that is called like that of the header is that folder: seen from
/// `rpcsvc`, `<rpcsvc/nis.h>` is a neighbour.
pub(super) fn candidates(include: &PassedInclude, include_path: &[PathBuf]) -> Vec<PathBuf> {
    let name = Path::new(&include.name);
    if name.extension().is_none_or(|extension| extension != "h") {
        return Vec::new();
    }
    let file = name.with_extension("x");
    let folders = std::iter::once(&include.folder).chain(include_path);
    folders
        .flat_map(|folder| [Some(folder.join(&file)), neighbour(folder, &file)])
        .flatten()
        .collect()
}

/// `rpcsvc/nis.x` in a folder that is called `rpcsvc`.
fn neighbour(folder: &Path, file: &Path) -> Option<PathBuf> {
    let own_folder = file.parent().filter(|own| !own.as_os_str().is_empty())?;
    let is_same = folder.ends_with(own_folder);
    is_same.then(|| folder.join(file.file_name().unwrap_or_default()))
}

/// Whether a header comes with the C library, libtirpc or the kernel, and was
/// made of no interface file that a user has.
pub(super) fn is_systems(name: &str) -> bool {
    let folder = name.split_once('/').map(|(folder, _)| folder);
    match folder {
        Some(folder) => matches!(folder, "arpa" | "linux" | "netinet" | "rpc" | "sys"),
        None => matches!(
            name,
            "errno.h"
                | "inttypes.h"
                | "limits.h"
                | "memory.h"
                | "netdb.h"
                | "stdarg.h"
                | "stdbool.h"
                | "stddef.h"
                | "stdint.h"
                | "stdio.h"
                | "stdlib.h"
                | "string.h"
                | "strings.h"
                | "time.h"
                | "unistd.h"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};

    fn found(name: &str, folder: &str) -> Vec<String> {
        let include = PassedInclude {
            name: name.to_owned(),
            folder: PathBuf::from(folder),
            span: Span {
                file: Sources::default().add("", ""),
                start: 0,
                end: 0,
            },
        };
        let paths = candidates(&include, &[PathBuf::from("/usr/include")]);
        let paths = paths.iter().map(|path| path.display().to_string());
        paths.collect()
    }

    #[test]
    fn a_header_is_made_of_the_file_of_its_name() {
        assert_eq!(found("a.h", "proto"), ["proto/a.x", "/usr/include/a.x"]);
        assert!(found("a.c", "proto").is_empty());
    }

    #[test]
    fn a_folder_knows_its_own_name() {
        let paths = [
            "b/rpcsvc/rpcsvc/nis.x",
            "b/rpcsvc/nis.x",
            "/usr/include/rpcsvc/nis.x",
        ];
        assert_eq!(found("rpcsvc/nis.h", "b/rpcsvc"), paths);
    }
}
