//! What follows from the shape of each type: bytes on the wire, bytes in
//! memory, derivable traits, and what a typedef finally means.
//!
//! Each is worked out once for each type, in loops: a chain of a hundred
//! thousand typedefs neither recurses nor is walked twice.

mod memory;
mod order;
mod parts;
mod traits;
mod wire;

pub(super) use memory::Memory;
pub(super) use parts::leaf;
pub(super) use traits::Lacks;
pub(super) use wire::Wire;

use crate::model::{Model, Shape, Type};
use order::dependencies_first;

/// The facts of a model's types.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    wire: Vec<Wire>,
    memory: Vec<Memory>,
    lacks: Vec<Lacks>,
    /// For a typedef, the type behind it and all that it names.
    aliased: Vec<Option<&'a Type>>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        let order = dependencies_first(model);
        let memory = memory::of(model, &order);
        let lacks = traits::of(model, &memory);
        let wire = wire::of(model, &order);
        Self {
            wire,
            memory,
            lacks,
            aliased: aliased(model, &order),
        }
    }

    /// The type behind all typedefs.
    pub(super) fn meaning<'t>(&self, ty: &'t Type) -> &'t Type
    where
        'a: 't,
    {
        match ty {
            Type::Named(id) => self.aliased.get(id.0).copied().flatten().unwrap_or(ty),
            _ => ty,
        }
    }

    /// The bytes of a value on the wire.
    pub(super) fn wire(&self, ty: &Type) -> Wire {
        wire::of_type(ty, &self.wire)
    }

    /// The bytes of values one after another on the wire.
    pub(super) fn wire_of_all<'t>(&self, types: impl Iterator<Item = &'t Type>) -> Wire {
        wire::of_all(types, &self.wire)
    }

    /// The bytes of a value in memory.
    pub(super) fn memory(&self, ty: &Type) -> Memory {
        memory::of_type(ty, &self.memory)
    }

    /// The traits that cannot be derived for a type with a value of this type.
    pub(super) fn lacks(&self, ty: &Type) -> Lacks {
        traits::of_type(
            ty,
            leaf(ty).and_then(|id| self.lacks.get(id.0)),
            &self.memory,
        )
    }

    /// Whether an array is too large to be held by value.
    pub(super) fn is_boxed(&self, ty: &Type) -> bool {
        memory::is_boxed(ty, &self.memory)
    }
}

fn aliased<'a>(model: &'a Model, order: &[usize]) -> Vec<Option<&'a Type>> {
    let mut aliased: Vec<Option<&Type>> = vec![None; model.types.len()];
    for &at in order {
        let Some(Shape::Alias(target)) = model.types.get(at).map(|it| &it.shape) else {
            continue;
        };
        let meaning = match target {
            Type::Named(id) => aliased.get(id.0).copied().flatten().unwrap_or(target),
            _ => target,
        };
        if let Some(slot) = aliased.get_mut(at) {
            *slot = Some(meaning);
        }
    }
    aliased
}

#[cfg(test)]
mod tests;
