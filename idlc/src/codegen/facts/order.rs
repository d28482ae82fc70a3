//! An order in which every type comes after those whose values it holds.

use super::parts::{held, parts};
use crate::model::{Model, TypeDef};

/// The places of all types, each after those it holds by value. A type that
/// held itself, which the resolver refuses, would come after what it holds as
/// far as that is possible.
pub(super) fn dependencies_first(model: &Model) -> Vec<usize> {
    let mut order = Vec::with_capacity(model.types.len());
    let mut seen = vec![false; model.types.len()];
    for at in 0..model.types.len() {
        // What is still to be done, innermost last: a type and the types it
        // holds that were not looked at.
        let mut work: Vec<(usize, Vec<usize>)> = Vec::new();
        enter(model, at, &mut seen, &mut work);
        while let Some((at, rest)) = work.last_mut() {
            if let Some(next) = rest.pop() {
                enter(model, next, &mut seen, &mut work);
            } else {
                order.push(*at);
                work.pop();
            }
        }
    }
    order
}

fn enter(model: &Model, at: usize, seen: &mut [bool], work: &mut Vec<(usize, Vec<usize>)>) {
    let Some(definition) = model.types.get(at) else {
        return;
    };
    if let Some(seen) = seen.get_mut(at).filter(|seen| !**seen) {
        *seen = true;
        work.push((at, held_by(definition)));
    }
}

fn held_by(definition: &TypeDef) -> Vec<usize> {
    parts(definition)
        .into_iter()
        .filter_map(held)
        .map(|id| id.0)
        .collect()
}
