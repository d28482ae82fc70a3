//! `use` declarations.

use super::fill::filled;
use super::flat::flat;
use super::place::{Place, STEP, WIDTH, width};
use syn::{ItemUse, UseTree};

/// On one line, or the names between the braces on lines of their own.
pub(super) fn import(import: &ItemUse) -> String {
    let line = flat(import);
    let Some((path, names)) = group(&import.tree).filter(|_| width(&line) > WIDTH) else {
        return in_one_line(&line);
    };
    let leading = if import.leading_colon.is_some() {
        "::"
    } else {
        ""
    };
    // The comma behind the last name needs room as well.
    let names = filled(&names, Place::line(STEP));
    format!("use {leading}{path}{{\n    {names},\n}};")
}

/// `{self, Decode}` has no spaces inside.
fn in_one_line(line: &str) -> String {
    line.replace("{ ", "{").replace(" }", "}")
}

/// The path in front of the braces, and the names between them.
fn group(tree: &UseTree) -> Option<(String, Vec<String>)> {
    let mut path = String::new();
    let mut tree = tree;
    loop {
        match tree {
            UseTree::Path(it) => {
                path.push_str(&it.ident.to_string());
                path.push_str("::");
                tree = &it.tree;
            }
            UseTree::Group(it) => return Some((path, it.items.iter().map(flat).collect())),
            _ => return None,
        }
    }
}
