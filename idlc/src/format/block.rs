//! Blocks: statements and the arms of a match, a line each.

use super::assign::{assign, prefer_next_line};
use super::attribute::attributes;
use super::expression::expression;
use super::flat::flat;
use super::generics::broken_type;
use super::place::{Place, WIDTH, break_line, width};
use syn::{Arm, Block, Expr, Local, Pat, Stmt};

/// `{ … }`, its last line at `indent`.
pub(super) fn block(block: &Block, indent: usize) -> String {
    if block.stmts.is_empty() {
        return "{}".to_owned();
    }
    let mut text = String::from("{");
    let inside = Place::line(indent).nested();
    for statement in &block.stmts {
        text.push_str(&break_line(inside.indent));
        text.push_str(&self::statement(statement, inside));
    }
    text + &break_line(indent) + "}"
}

fn statement(statement: &Stmt, place: Place) -> String {
    let text = match statement {
        Stmt::Local(local) => self::local(local, place.before(1)).map(|text| text + ";"),
        Stmt::Expr(expr, None) => expression(expr, place),
        Stmt::Expr(expr, Some(_)) => expression(expr, place.before(1)).map(|text| text + ";"),
        Stmt::Item(_) | Stmt::Macro(_) => None,
    };
    text.unwrap_or_else(|| flat(statement))
}

fn local(local: &Local, place: Place) -> Option<String> {
    let pattern = match &local.pat {
        Pat::Type(typed) if place.column + "let  =".len() + width(&flat(typed)) > WIDTH => {
            format!(
                "{}: {}",
                flat(&typed.pat),
                broken_type(&typed.ty, place.indent)
            )
        }
        pattern => flat(pattern),
    };
    match &local.init {
        None => Some(format!("let {pattern}")),
        Some(init) if init.diverge.is_none() => {
            assign(&format!("let {pattern} ="), place, |place| {
                expression(&init.expr, place)
            })
        }
        Some(_) => None,
    }
}

/// `{ … }` of a match, its last line at `indent`.
pub(super) fn match_arms(arms: &[Arm], indent: usize) -> String {
    let mut text = String::from("{");
    let inside = Place::line(indent).nested();
    for arm in arms {
        text.push_str(&break_line(inside.indent));
        text.push_str(&attributes(&arm.attrs, inside.indent));
        text.push_str(&self::arm(arm, inside));
    }
    text + &break_line(indent) + "}"
}

fn arm(arm: &Arm, place: Place) -> String {
    let head = format!("{} => ", flat(&arm.pat));
    if let Expr::Block(body) = &*arm.body {
        return head + &block(&body.block, place.indent);
    }
    let beside = expression(&arm.body, place.behind(width(&head)).before(1));
    if let Some(body) = beside.as_ref().filter(|body| !body.contains('\n')) {
        return format!("{head}{body},");
    }
    let below = expression(&arm.body, place.nested());
    match (beside, below) {
        (Some(beside), Some(below)) if prefer_next_line(&beside, &below) => {
            in_braces(&head, &below, place)
        }
        (Some(beside), _) => format!("{head}{beside},"),
        (None, Some(below)) => in_braces(&head, &below, place),
        (None, None) => format!("{head}{},", flat(&arm.body)),
    }
}

fn in_braces(head: &str, body: &str, place: Place) -> String {
    let inside = break_line(place.nested().indent);
    format!("{head}{{{inside}{body}{}}}", break_line(place.indent))
}
