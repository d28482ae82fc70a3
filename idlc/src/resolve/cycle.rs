//! Types that contain themselves and would never end.

use super::findings::Findings;
use super::finite::ends;
use super::graph::{Link, cycles};
use super::nesting::Nest;
use super::scope::Scope;
use crate::ast::{Declaration, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Shape, TypeDef, TypeId};
use crate::source::Span;

/// How many types of a cycle are shown.
const SHOWN_MAX: usize = 4;

/// Reports typedefs that are defined by themselves, and types of infinite
/// size.
pub(super) fn check(types: &[TypeDef], scope: &Scope<'_>, findings: &mut Findings<'_>) {
    let is_alias = |id: TypeId| {
        let definition = types.get(id.0);
        definition.is_some_and(|definition| matches!(definition.shape, Shape::Alias(_)))
    };
    for cycle in cycles(types, |from, to, _| is_alias(from) && is_alias(to)) {
        findings.report(typedef_cycle(&cycle, types, scope));
    }
    let ends = ends(types);
    let ends = |id: TypeId| ends.get(id.0).copied().unwrap_or(true);
    for cycle in cycles(types, |from, to, link| {
        link == Link::InPlace && !ends(from) && !ends(to)
    }) {
        if !cycle.iter().all(|&id| is_alias(id)) {
            findings.report(infinite_size(&cycle, types, scope));
        }
    }
}

fn typedef_cycle(cycle: &[TypeId], types: &[TypeDef], scope: &Scope<'_>) -> Diagnostic {
    let diagnostic = at_first(Code::TypedefCycle, cycle, types, scope, |name| {
        format!("the typedef `{name}` is defined by itself")
    });
    with_members(diagnostic, cycle, scope)
        .help("a type that holds itself is a struct or a union, and does so by a pointer")
}

fn infinite_size(cycle: &[TypeId], types: &[TypeDef], scope: &Scope<'_>) -> Diagnostic {
    let diagnostic = at_first(Code::InfiniteSize, cycle, types, scope, |name| {
        format!("the type `{name}` contains itself and would never end")
    });
    with_members(diagnostic, cycle, scope)
        .help("hold it by a pointer (`T *name`), which may be absent, or in an array (`T name<>`)")
}

fn at_first(
    code: Code,
    cycle: &[TypeId],
    types: &[TypeDef],
    scope: &Scope<'_>,
    message: impl Fn(&str) -> String,
) -> Diagnostic {
    let first = cycle.first().copied();
    let definition = first.and_then(|id| types.get(id.0));
    let message = message(definition.map_or("", |definition| &definition.name));
    match first.and_then(|id| scope.place(id)) {
        Some(place) => Diagnostic::at(code, place.name, message),
        None => Diagnostic::general(code, message),
    }
}

/// Shows where the types of a cycle name each other.
fn with_members(mut diagnostic: Diagnostic, cycle: &[TypeId], scope: &Scope<'_>) -> Diagnostic {
    for &id in cycle.iter().take(SHOWN_MAX) {
        if let Some((span, name)) = holder(id, cycle, scope) {
            diagnostic = diagnostic.and(span, format!("holds `{name}`"));
        }
    }
    diagnostic
}

/// Where a type of a cycle names another, and which.
fn holder<'a>(id: TypeId, cycle: &[TypeId], scope: &'a Scope<'_>) -> Option<(Span, &'a str)> {
    let entry = scope.entry(id)?;
    let declarations = entry.body.declarations();
    declarations.into_iter().find_map(|declaration| {
        let held = held(declaration, entry.nest, scope)?;
        cycle.binary_search(&held).ok()?;
        Some((declaration.span, scope.entry(held)?.name.as_str()))
    })
}

fn held(declaration: &Declaration, nest: Nest, scope: &Scope<'_>) -> Option<TypeId> {
    match &declaration.ty.kind {
        TypeKind::Named(name) => scope.type_id(nest, name),
        TypeKind::Inline { .. } => scope.inline_type(declaration.ty.span),
        _ => None,
    }
}
