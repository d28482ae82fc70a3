//! Pointers that close a circle of types, and therefore need a box in Rust.

use super::graph::{Link, cycles, types_of_mut};
use crate::model::{Type, TypeDef, TypeId};

/// Marks every pointer whose target contains the pointer.
pub(super) fn mark(types: &mut [TypeDef]) {
    // What stands in an array or a list is on the heap already.
    let cycles = cycles(types, |_, _, link| link != Link::Many);
    let mut cycle_of: Vec<Option<usize>> = vec![None; types.len()];
    for (number, cycle) in cycles.iter().enumerate() {
        for id in cycle {
            if let Some(slot) = cycle_of.get_mut(id.0) {
                *slot = Some(number);
            }
        }
    }
    let cycle_of = |id: TypeId| cycle_of.get(id.0).copied().flatten();
    for (index, definition) in types.iter_mut().enumerate() {
        let Some(own) = cycle_of(TypeId(index)) else {
            continue;
        };
        for ty in types_of_mut(&mut definition.shape) {
            if let Type::Optional { target, recursive } = ty
                && let Type::Named(target) = **target
            {
                *recursive = cycle_of(target) == Some(own);
            }
        }
    }
}
