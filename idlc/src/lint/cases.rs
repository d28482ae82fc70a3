//! Unions that have no arm for a value of their discriminant (RFC 4506 §4.15:
//! such a value has no encoding).
//!
//! Where a discriminant is a number nobody can say which values are meant.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{DiscriminantKind, Enumerator, Label, Model, Shape, TypeDef, Union};
use crate::source::Span;

/// How many values a message lists.
const LISTED_MAX: usize = 8;

pub(super) fn check(model: &Model, sink: &mut Sink) {
    for definition in &model.types {
        let Shape::Union(union) = &definition.shape else {
            continue;
        };
        let (Some(span), None) = (definition.docs.span, &union.default) else {
            continue;
        };
        let missing = missing(union, model);
        if !missing.is_empty() {
            sink.report(finding(definition, span, &missing));
        }
    }
}

/// A value without an arm, and where it is defined.
struct Missing<'a> {
    name: &'a str,
    place: Option<Span>,
}

fn missing<'a>(union: &Union, model: &'a Model) -> Vec<Missing<'a>> {
    match union.kind {
        DiscriminantKind::Enum(id) => match model.definition(id).map(|it| &it.shape) {
            Some(Shape::Enum(values)) => missing_values(union, values),
            _ => Vec::new(),
        },
        DiscriminantKind::Bool => [("FALSE", false), ("TRUE", true)]
            .into_iter()
            .filter(|(_, value)| {
                union
                    .arms
                    .iter()
                    .all(|arm| arm.label != Label::Bool(*value))
            })
            .map(|(name, _)| Missing { name, place: None })
            .collect(),
        DiscriminantKind::Int | DiscriminantKind::UnsignedInt => Vec::new(),
    }
}

/// Two names of one value are one value.
fn missing_values<'a>(union: &Union, values: &'a [Enumerator]) -> Vec<Missing<'a>> {
    let labels = union.arms.iter().filter_map(|arm| match arm.label {
        Label::Enumerator(index) => Some(values.get(index)?.value),
        Label::Bool(_) | Label::Number(_) => None,
    });
    let taken: HashSet<i32> = labels.collect();
    let missing = values.iter().filter(|value| value.alias_of.is_none());
    missing
        .filter(|value| !taken.contains(&value.value))
        .map(|value| Missing {
            name: &value.name,
            place: value.docs.span,
        })
        .collect()
}

fn finding(definition: &TypeDef, span: Span, missing: &[Missing<'_>]) -> Diagnostic {
    let shown = missing.iter().take(LISTED_MAX);
    let mut listed: Vec<String> = shown.map(|value| format!("`{}`", value.name)).collect();
    if missing.len() > LISTED_MAX {
        listed.push(format!("{} more", missing.len() - LISTED_MAX));
    }
    let listed = match listed.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    };
    let message = format!("the union `{}` has no arm for {listed}", definition.name);
    let diagnostic =
        Diagnostic::at(Code::MissingCases, span, message).label("no `default`, either");
    let first = missing
        .first()
        .and_then(|value| Some((value, value.place?)));
    let diagnostic = match first {
        Some((value, place)) => diagnostic.and(place, format!("`{}` is a value, too", value.name)),
        None => diagnostic,
    };
    diagnostic.help("without an arm such a value cannot be sent: add `default: void;`")
}
