//! Types too long for their line: `xdr::Array<`, an argument a line, `>`.

use super::flat::flat;
use super::place::{STEP, WIDTH, break_line, lines};
use syn::{GenericArgument, Path, PathArguments, Type};

/// What rustfmt bears between the parentheses of a tuple on one line: its
/// `fn_call_width`.
const TUPLE_WIDTH: usize = 60;

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
        Type::Tuple(it) => {
            let lines = lines(
                it.elems.iter().map(|ty| fitted(ty, indent + STEP)),
                indent + STEP,
            );
            format!("({lines}{})", break_line(indent))
        }
        _ => flat(ty),
    }
}

/// Whether rustfmt breaks the type wherever it stands, for a tuple in it.
pub(super) fn has_wide_tuple(ty: &Type) -> bool {
    match ty {
        Type::Tuple(it) => {
            let inner: usize = it.elems.iter().map(|ty| flat(ty).chars().count()).sum();
            let commas = 2 * it.elems.len().saturating_sub(1);
            inner + commas > TUPLE_WIDTH || it.elems.iter().any(has_wide_tuple)
        }
        Type::Path(path) => {
            let last = path.path.segments.last().map(|segment| &segment.arguments);
            let Some(PathArguments::AngleBracketed(generics)) = last else {
                return false;
            };
            generics
                .args
                .iter()
                .any(|argument| matches!(argument, GenericArgument::Type(ty) if has_wide_tuple(ty)))
        }
        _ => false,
    }
}

/// The type on a line of its own with a comma behind it, broken if that is
/// too long.
fn fitted(ty: &Type, indent: usize) -> String {
    let line = flat(ty);
    if indent + line.chars().count() < WIDTH && !has_wide_tuple(ty) {
        line
    } else {
        broken_type(ty, indent)
    }
}

fn broken_path(path: &Path, indent: usize) -> String {
    let line = flat(path);
    let Some(PathArguments::AngleBracketed(generics)) =
        path.segments.last().map(|segment| &segment.arguments)
    else {
        return line;
    };
    let argument = |argument: &GenericArgument| match argument {
        GenericArgument::Type(ty) => fitted(ty, indent + STEP),
        other => flat(other),
    };
    let lines = lines(generics.args.iter().map(argument), indent + STEP);
    let name = line.split('<').next().unwrap_or_default();
    format!("{name}<{lines}{}>", break_line(indent))
}
