//! Functions: the signature on one line, or an argument on each.

use super::attribute::attributes;
use super::block::block;
use super::flat::flat;
use super::generics::{broken_type, has_wide_tuple};
use super::place::{STEP, WIDTH, break_line, lines, width};
use quote::ToTokens;
use syn::{Attribute, Block, FnArg, ReturnType, Signature};

/// What rustfmt wants to have left behind the result of a broken signature
/// before it puts the body's `{` there.
const BRACE_RESERVE: usize = 6;

/// A function with all that stands in front of it, at `indent`.
pub(super) fn function(
    attrs: &[Attribute],
    visibility: &impl ToTokens,
    signature: &Signature,
    body: Option<&Block>,
    indent: usize,
) -> String {
    let visibility = flat(visibility);
    let space = if visibility.is_empty() { "" } else { " " };
    let head = format!("{visibility}{space}{}", name(signature));
    let head = self::signature(&head, signature, body.is_some(), indent);
    let body = body.map_or_else(|| ";".to_owned(), |body| block(body, indent));
    attributes(attrs, indent) + &head + &body
}

/// Up to the arguments: `const fn encode<'a, S: Sink<'a>>`.
fn name(signature: &Signature) -> String {
    let constant = if signature.constness.is_some() {
        "const "
    } else {
        ""
    };
    format!(
        "{constant}fn {}{}",
        flat(&signature.ident),
        flat(&signature.generics)
    )
}

/// Ends in front of the body's `{`, or of the `;` if there is none.
fn signature(head: &str, signature: &Signature, has_body: bool, indent: usize) -> String {
    let arguments: Vec<String> = signature.inputs.iter().map(flat).collect();
    let result = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => format!("-> {}", flat(ty)),
    };
    let space = if result.is_empty() { "" } else { " " };
    let line = format!("{head}({}){space}{result}", arguments.join(", "));
    let left = match &signature.output {
        ReturnType::Type(_, ty) if has_wide_tuple(ty) => 0,
        _ => WIDTH.saturating_sub(indent + width(&line)),
    };
    let bounds = where_clause(signature, indent);
    let mut brace_fits = true;
    let text = match (has_body, left) {
        (_, 2..) => line,
        // rustfmt leaves room for a `{`, although there is none.
        (false, 1) => format!(
            "{head}({}){}{result}",
            arguments.join(", "),
            break_line(indent)
        ),
        _ => {
            let last = closing(&signature.output, indent);
            brace_fits = last.contains('\n') || indent + width(&last) + BRACE_RESERVE <= WIDTH;
            broken(head, signature, indent) + &last
        }
    };
    match (has_body, &bounds) {
        (false, _) => text + &bounds.unwrap_or_default(),
        (true, None) if brace_fits => text + " ",
        (true, _) => text + &bounds.unwrap_or_default() + &break_line(indent),
    }
}

/// The arguments, a line each, up to the `)`.
fn broken(head: &str, signature: &Signature, indent: usize) -> String {
    let nested = indent + STEP;
    let line = |argument: &FnArg| {
        let line = flat(argument);
        match argument {
            FnArg::Typed(typed) if nested + width(&line) + 1 > WIDTH => {
                format!("{}: {}", flat(&typed.pat), broken_type(&typed.ty, nested))
            }
            _ => line,
        }
    };
    let lines = lines(signature.inputs.iter().map(line), nested);
    format!("{head}({lines}{}", break_line(indent))
}

/// `) -> Result<T, E>`, broken between `<` and `>` if it does not fit.
fn closing(output: &ReturnType, indent: usize) -> String {
    let ReturnType::Type(_, ty) = output else {
        return ")".to_owned();
    };
    let line = format!(") -> {}", flat(ty));
    // rustfmt does not count the `) `.
    if indent + width(&line) > WIDTH + 2 || has_wide_tuple(ty) {
        format!(") -> {}", broken_type(ty, indent))
    } else {
        line
    }
}

fn where_clause(signature: &Signature, indent: usize) -> Option<String> {
    let clause = signature.generics.where_clause.as_ref()?;
    let bounds = lines(clause.predicates.iter().map(flat), indent + STEP);
    Some(format!("{}where{bounds}", break_line(indent)))
}
