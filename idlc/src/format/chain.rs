//! Chains of fields and method calls: `self.handler.func1(cx)?.encode(out)`.
//!
//! On one line while short; else a line for each link, unless the arguments
//! of the last link alone can take the break.

use super::call::call;
use super::expression::expression;
use super::flat::flat;
use super::place::{Place, STEP, break_line, width};
use syn::Expr;

/// What rustfmt allows a chain of several links on one line.
const CHAIN_WIDTH: usize = 60;

/// From this many lines on, the arguments of the last link are left open
/// without a comparison.
const CLEARLY_BLOCK: usize = 5;

/// `.name`, `.name(arguments)`, with the `?` behind it.
struct Link<'a> {
    name: String,
    arguments: Option<Vec<&'a Expr>>,
    tries: usize,
}

impl Link<'_> {
    fn text(&self, place: Place) -> Option<String> {
        let text = match &self.arguments {
            None => self.name.clone(),
            Some(arguments) => call(&self.name, arguments, place.before(self.tries))?,
        };
        place.hold(text + &"?".repeat(self.tries))
    }
}

/// Whether the expression is one.
pub(super) fn is_chain(expr: &Expr) -> bool {
    matches!(expr, Expr::MethodCall(_) | Expr::Field(_) | Expr::Try(_))
}

/// The chain, or `None` when it fits in no form.
pub(super) fn chain(expr: &Expr, place: Place) -> Option<String> {
    let (parent, tries, links) = links(expr);
    let mut root = expression(parent, place.before(tries))? + &"?".repeat(tries);
    let mut rest = links.as_slice();
    // `self.handler` rather than `self` alone on a line.
    let step = STEP.saturating_sub(place.column - place.indent);
    while root.len() <= step
        && let [link, others @ ..] = rest
        && let Some(text) = link.text(place.behind(width(&root)))
    {
        root.push_str(&text);
        rest = others;
    }
    match rest {
        [] => place.hold(root),
        [middle @ .., last] => behind(&root, middle, last, links.len(), place),
    }
}

fn behind(
    root: &str,
    middle: &[Link<'_>],
    last: &Link<'_>,
    count: usize,
    place: Place,
) -> Option<String> {
    // Behind a broken list, the `)` marks the place.
    let nested = if root.contains('\n') {
        Place::line(place.indent)
    } else {
        place.nested()
    };
    let mut parts = vec![root.to_owned()];
    for link in middle {
        parts.push(link.text(nested)?);
    }
    // As rustfmt does, a `?` at the end is counted once more here, and
    // twice more in `beside`.
    let on_own_line = last.text(nested.before(place.after + last.tries));
    match beside(&parts, last, count, place) {
        Some(beside) if stays(&beside, on_own_line.as_deref()) => {
            parts.push(beside);
            Some(parts.concat())
        }
        _ => {
            parts.push(on_own_line?);
            place.hold(parts.join(&break_line(nested.indent)))
        }
    }
}

/// The last link on the line of all others, if its first line fits there.
fn beside(parts: &[String], last: &Link<'_>, count: usize, place: Place) -> Option<String> {
    if parts.iter().any(|part| part.contains('\n')) {
        return None;
    }
    let taken: usize = parts.iter().map(|part| width(part)).sum::<usize>() + last.tries;
    let most = if count == 1 {
        place.room()
    } else {
        place.room().min(CHAIN_WIDTH)
    };
    let budget = most.checked_sub(taken).filter(|budget| *budget > 0)?;
    let text = last.text(place.behind(taken).before(last.tries))?;
    (text.lines().next().map_or(0, width) <= budget).then_some(text)
}

fn stays(beside: &str, on_own_line: Option<&str>) -> bool {
    let lines = beside.lines().count();
    lines >= CLEARLY_BLOCK || on_own_line.is_none_or(|other| other.lines().count() >= lines)
}

/// What the chain hangs on, how many `?` that has, and the links in order.
fn links(expr: &Expr) -> (&Expr, usize, Vec<Link<'_>>) {
    let mut links = Vec::new();
    let mut tries = 0;
    let mut parent = expr;
    loop {
        let link = match parent {
            Expr::Try(inner) => {
                tries += 1;
                parent = &inner.expr;
                continue;
            }
            Expr::Field(field) => {
                parent = &field.base;
                Link {
                    name: format!(".{}", flat(&field.member)),
                    arguments: None,
                    tries,
                }
            }
            Expr::MethodCall(method) => {
                parent = &method.receiver;
                let generics = method.turbofish.as_ref().map(flat).unwrap_or_default();
                Link {
                    name: format!(".{}{generics}", flat(&method.method)),
                    arguments: Some(method.args.iter().collect()),
                    tries,
                }
            }
            _ => break,
        };
        links.push(link);
        tries = 0;
    }
    links.reverse();
    (parent, tries, links)
}
