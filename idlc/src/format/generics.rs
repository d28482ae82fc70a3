//! Types too long for their line: `xdr::Array<`, an argument a line, `>`.

use super::flat::flat;
use super::place::{STEP, break_line, lines};
use syn::{Path, PathArguments, Type};

/// The type broken between `<` and `>`, or behind the `;` of an array, which
/// stands at `indent`; any other type as it is.
pub(super) fn broken_type(ty: &Type, indent: usize) -> String {
    match ty {
        Type::Path(path) => broken_path(&path.path, indent),
        Type::Reference(it) if it.lifetime.is_none() && it.mutability.is_none() => {
            format!("&{}", broken_type(&it.elem, indent + 1))
        }
        Type::Array(it) => {
            format!(
                "[{};{}{}]",
                flat(&it.elem),
                break_line(indent + STEP),
                flat(&it.len)
            )
        }
        _ => flat(ty),
    }
}

fn broken_path(path: &Path, indent: usize) -> String {
    let line = flat(path);
    let Some(PathArguments::AngleBracketed(generics)) =
        path.segments.last().map(|segment| &segment.arguments)
    else {
        return line;
    };
    let lines = lines(generics.args.iter().map(flat), indent + STEP);
    let name = line.split('<').next().unwrap_or_default();
    format!("{name}<{lines}{}>", break_line(indent))
}
