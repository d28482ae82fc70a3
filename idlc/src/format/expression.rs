//! Expressions, on one line where they fit.

use super::assign::assign;
use super::block::{block, match_arms};
use super::call::call;
use super::chain::{chain, is_chain};
use super::flat::flat;
use super::place::{Place, break_line, width};
use syn::{Expr, ExprArray, ExprClosure, ExprIf, ExprStruct, ExprTuple, FieldValue};

/// What rustfmt allows between the braces of a struct on one line.
const FIELDS_WIDTH: usize = 18;

/// What rustfmt allows between the brackets of an array on one line.
const ARRAY_WIDTH: usize = 60;

/// The text of an expression at a place, or `None` when it does not fit there.
pub(super) fn expression(expr: &Expr, place: Place) -> Option<String> {
    match expr {
        Expr::Call(it) => call(&flat(&it.func), &it.args.iter().collect::<Vec<_>>(), place),
        Expr::Tuple(it) => tuple(it, place),
        Expr::Struct(it) => structure(it, place),
        Expr::Array(it) => array(it, place),
        Expr::Closure(it) => closure(it, place),
        Expr::Reference(it) => {
            let prefix = if it.mutability.is_some() {
                "&mut "
            } else {
                "&"
            };
            Some(format!(
                "{prefix}{}",
                expression(&it.expr, place.behind(prefix.len()))?
            ))
        }
        Expr::Match(it) => {
            let head = format!("match {} ", flat(&it.expr));
            Some(head + &match_arms(&it.arms, place.indent))
        }
        Expr::If(it) => branches(it, place),
        Expr::Block(it) if it.label.is_none() => Some(block(&it.block, place.indent)),
        _ if is_chain(expr) => chain(expr, place),
        _ => place.hold(flat(expr)),
    }
}

/// Both branches on lines of their own, as rustfmt has it for a statement.
fn branches(it: &ExprIf, place: Place) -> Option<String> {
    let then = format!(
        "if {} {}",
        flat(&it.cond),
        block(&it.then_branch, place.indent)
    );
    match &it.else_branch {
        None => Some(then),
        Some((_, branch)) => Some(format!("{then} else {}", expression(branch, place)?)),
    }
}

fn tuple(tuple: &ExprTuple, place: Place) -> Option<String> {
    let elements: Vec<&Expr> = tuple.elems.iter().collect();
    match elements.as_slice() {
        [alone] => place.hold(format!(
            "({},)",
            expression(alone, place.behind(1).before(2))?
        )),
        _ => call("", &elements, place),
    }
}

fn structure(it: &ExprStruct, place: Place) -> Option<String> {
    let path = flat(&it.path);
    let line: Vec<String> = it.fields.iter().map(flat).collect();
    let line = line.join(", ");
    if line.is_empty() {
        return place.hold(format!("{path} {{}}"));
    }
    if width(&line) <= FIELDS_WIDTH {
        return place.hold(format!("{path} {{ {line} }}"));
    }
    if width(&path) + " {".len() > place.room() {
        return None;
    }
    let nested = place.nested();
    let mut text = format!("{path} {{");
    for field in &it.fields {
        text.push_str(&break_line(nested.indent));
        text.push_str(&field_value(field, nested)?);
        text.push(',');
    }
    text.push_str(&break_line(place.indent));
    place.hold(text + "}")
}

fn field_value(field: &FieldValue, place: Place) -> Option<String> {
    if field.colon_token.is_none() {
        return Some(flat(&field.member));
    }
    let name = format!("{}:", flat(&field.member));
    let value = expression(&field.expr, place.behind(name.len() + 1).before(1));
    match value {
        Some(value) => Some(format!("{name} {value}")),
        None => assign(&name, place.before(1), |place| {
            expression(&field.expr, place)
        }),
    }
}

fn array(array: &ExprArray, place: Place) -> Option<String> {
    if let (Some(Expr::Struct(alone)), 1) = (array.elems.first(), array.elems.len()) {
        return structure(alone, place.behind(1).before(1)).map(|text| format!("[{text}]"));
    }
    let line: Option<Vec<String>> = array
        .elems
        .iter()
        .map(|element| expression(element, place.nested().before(1)))
        .collect();
    let elements = line?;
    let line = elements.join(", ");
    if !line.contains('\n') && width(&line) <= ARRAY_WIDTH.min(place.behind(1).before(1).room()) {
        return Some(format!("[{line}]"));
    }
    let nested = break_line(place.nested().indent);
    let lines = elements.join(&format!(",{nested}"));
    Some(format!("[{nested}{lines},{}]", break_line(place.indent)))
}

/// A body that does not fit behind the parameters gets braces.
fn closure(closure: &ExprClosure, place: Place) -> Option<String> {
    let inputs: Vec<String> = closure.inputs.iter().map(flat).collect();
    let head = format!("|{}| ", inputs.join(", "));
    let beside = expression(&closure.body, place.behind(width(&head)));
    let is_block = matches!(*closure.body, Expr::Block(_));
    if let Some(body) = beside.filter(|body| is_block || !body.contains('\n')) {
        return place.hold(head + &body);
    }
    let nested = place.nested();
    let body = expression(&closure.body, nested)?;
    let (open, close) = (break_line(nested.indent), break_line(place.indent));
    place.hold(format!("{head}{{{open}{body}{close}}}"))
}
