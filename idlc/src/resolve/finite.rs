//! Which types have a value that ends.
//!
//! A struct has one if all of its fields have, a union if one of its arms has.
//! What stands behind a pointer may be absent, and what stands in an array of
//! any length may be none.

use super::graph::{Link, link, types_of};
use crate::model::{Shape, Type, TypeDef};

/// For each type, whether it has a value that ends.
pub(super) fn ends(types: &[TypeDef]) -> Vec<bool> {
    // How many of the types that it holds in place must still prove to end.
    let mut missing: Vec<usize> = types.iter().map(missing).collect();
    let users = users(types);
    let is_none = |missing: &usize| *missing == 0;
    let mut ending: Vec<usize> = (0..types.len())
        .filter(|&at| missing.get(at).is_some_and(is_none))
        .collect();
    while let Some(at) = ending.pop() {
        for &user in users.get(at).into_iter().flatten() {
            if let Some(missing) = missing.get_mut(user).filter(|missing| **missing > 0) {
                *missing -= 1;
                if *missing == 0 {
                    ending.push(user);
                }
            }
        }
    }
    missing.iter().map(is_none).collect()
}

fn missing(definition: &TypeDef) -> usize {
    match &definition.shape {
        // One arm is enough.
        Shape::Union(union) => {
            let arms = union.arms.iter().map(|arm| arm.field.as_ref());
            let default = union.default.iter().map(|arm| arm.field.as_ref());
            let mut held = arms
                .chain(default)
                .map(|field| field.and_then(|field| in_place(&field.ty)));
            usize::from(held.all(|held| held.is_some()))
        }
        shape => types_of(shape).into_iter().filter_map(in_place).count(),
    }
}

/// For each type, those that hold it in place, each as often as it does.
fn users(types: &[TypeDef]) -> Vec<Vec<usize>> {
    let mut users = vec![Vec::new(); types.len()];
    for (at, definition) in types.iter().enumerate() {
        for held in types_of(&definition.shape).into_iter().filter_map(in_place) {
            if let Some(users) = users.get_mut(held) {
                users.push(at);
            }
        }
    }
    users
}

/// The type that stands in another without a pointer in between.
fn in_place(ty: &Type) -> Option<usize> {
    let (id, how) = link(ty)?;
    (how == Link::InPlace).then_some(id.0)
}
