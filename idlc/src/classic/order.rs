//! The order of C: what a type is made of stands in front of it.
//!
//! A struct behind a pointer or in an array of any length may come later: it
//! is written `struct name`.

use crate::model::{Model, Shape, Type, TypeId};

/// All types, each behind those it needs. In a loop: a file may chain as many
/// as it likes.
pub(super) fn order(model: &Model) -> Vec<TypeId> {
    let mut ordered = Vec::with_capacity(model.types.len());
    let mut seen = vec![false; model.types.len()];
    for root in 0..model.types.len() {
        // A type, and whether what it needs is in order already.
        let mut pending = vec![(TypeId(root), false)];
        while let Some((id, is_ready)) = pending.pop() {
            if is_ready {
                ordered.push(id);
                continue;
            }
            match seen.get_mut(id.0) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            pending.push((id, true));
            let needed = needed(id, model).into_iter().rev();
            pending.extend(needed.map(|id| (id, false)));
        }
    }
    ordered
}

/// Whether a type has a tag in C: `struct name`.
pub(super) fn has_tag(id: TypeId, model: &Model) -> bool {
    let shape = model.definition(id).map(|definition| &definition.shape);
    matches!(shape, Some(Shape::Struct(_) | Shape::Union(_)))
}

fn needed(id: TypeId, model: &Model) -> Vec<TypeId> {
    let types: Vec<&Type> = match model.definition(id).map(|definition| &definition.shape) {
        Some(Shape::Alias(target)) => vec![target],
        Some(Shape::Struct(it)) => it.fields.iter().map(|field| &field.ty).collect(),
        Some(Shape::Union(it)) => {
            let arms = it.arms.iter().map(|arm| &arm.field);
            let default = it.default.iter().map(|arm| &arm.field);
            let fields = arms.chain(default).flatten();
            std::iter::once(&it.discriminant)
                .chain(fields)
                .map(|field| &field.ty)
                .collect()
        }
        Some(Shape::Enum(_) | Shape::Extern { .. }) | None => Vec::new(),
    };
    let needed = types.into_iter().filter_map(|ty| needed_by(ty, model));
    needed.collect()
}

fn needed_by(ty: &Type, model: &Model) -> Option<TypeId> {
    let mut ty = ty;
    let mut is_behind = false;
    loop {
        match ty {
            Type::Named(id) => return (!is_behind || !has_tag(*id, model)).then_some(*id),
            Type::FixedArray { element, .. } => ty = element,
            Type::Array { element: inner, .. } | Type::Optional { target: inner, .. } => {
                is_behind = true;
                ty = inner;
            }
            // Among them what a union holds that holds the union: no order is
            // right for it, for C has no such types.
            _ => return None,
        }
    }
}
