//! Lists in parentheses: the arguments of a call, the elements of a tuple.

use super::expression::expression;
use super::fill::filled;
use super::place::{Place, STEP, break_line, width};
use syn::Expr;

/// What rustfmt allows between the parentheses on one line.
const ARGUMENTS_WIDTH: usize = 60;

/// What rustfmt calls a short argument: several of them share a line.
const SHORT: usize = 10;

/// `callee(arguments)`. `None` when it does not fit, however it is broken.
pub(super) fn call(callee: &str, arguments: &[&Expr], place: Place) -> Option<String> {
    let inside = place.behind(width(callee) + 1).before(1);
    one_line(callee, arguments, inside)
        .or_else(|| last_argument_open(callee, arguments, inside))
        .or_else(|| broken(callee, arguments, place))
}

fn one_line(callee: &str, arguments: &[&Expr], inside: Place) -> Option<String> {
    let mut line = String::new();
    for argument in arguments {
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&expression(argument, inside.behind(width(&line)))?);
    }
    let alone = matches!(arguments, [argument] if !is_nested_call(argument));
    let fits = !line.contains('\n')
        && width(&line) <= inside.room()
        && (alone || width(&line) <= ARGUMENTS_WIDTH);
    fits.then(|| format!("{callee}({line})"))
}

/// `callee(|out| {`, `Ok(Self {`: the last argument's lines are the call's.
fn last_argument_open(callee: &str, arguments: &[&Expr], inside: Place) -> Option<String> {
    let [argument] = arguments else {
        return None;
    };
    let short_callee = callee.len() < STEP;
    if !short_callee && !opens(argument) {
        return None;
    }
    let surplus = inside.room().saturating_sub(ARGUMENTS_WIDTH);
    let inside = if is_nested_call(argument) {
        inside.before(surplus)
    } else {
        inside
    };
    let text = expression(argument, inside)?;
    let may_stay = short_callee || !breaks_in_front_of_a_dot(&text, inside.indent);
    (text.contains('\n') && may_stay).then(|| format!("{callee}({text})"))
}

/// Whether an expression can leave its brackets open at the end of a line.
fn opens(expr: &Expr) -> bool {
    match expr {
        Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Struct(_)
        | Expr::Tuple(_)
        | Expr::Closure(_)
        | Expr::Match(_)
        | Expr::Block(_)
        | Expr::Array(_) => true,
        Expr::Reference(inner) => opens(&inner.expr),
        Expr::Try(inner) => opens(&inner.expr),
        _ => false,
    }
}

/// A call as the only argument gets no more room than several arguments.
fn is_nested_call(expr: &Expr) -> bool {
    match expr {
        Expr::Call(_) => true,
        Expr::Reference(inner) => is_nested_call(&inner.expr),
        Expr::Try(inner) => is_nested_call(&inner.expr),
        _ => false,
    }
}

fn breaks_in_front_of_a_dot(text: &str, indent: usize) -> bool {
    let dot = format!("{:indent$}.", "", indent = indent + STEP);
    text.lines().skip(1).any(|line| line.starts_with(&dot))
}

/// A line for each argument; short simple ones share lines.
fn broken(callee: &str, arguments: &[&Expr], place: Place) -> Option<String> {
    let nested = place.nested();
    let lines: Option<Vec<String>> = arguments
        .iter()
        .map(|argument| expression(argument, nested.before(1)))
        .collect();
    let lines = lines?;
    let short = arguments.iter().all(|argument| is_simple(argument))
        && lines.iter().all(|line| width(line) <= SHORT);
    let inner = if short {
        filled(&lines, nested)
    } else {
        lines.join(&format!(",{}", break_line(nested.indent)))
    };
    place.hold(format!(
        "{callee}({}{inner},{})",
        break_line(nested.indent),
        break_line(place.indent)
    ))
}

fn is_simple(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Path(path) => path.path.segments.len() <= 1,
        Expr::Reference(inner) => is_simple(&inner.expr),
        Expr::Unary(inner) => is_simple(&inner.expr),
        Expr::Field(inner) => is_simple(&inner.base),
        _ => false,
    }
}
