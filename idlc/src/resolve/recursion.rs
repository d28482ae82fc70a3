//! Circles of types, which need a box in Rust: at a pointer, or where there is
//! none, in the arm of a union.

use super::graph::{Link, cycles, link, types_of_mut};
use crate::model::{Shape, Type, TypeDef, TypeId};

/// Marks every pointer whose target contains the pointer, and every arm of a
/// union that contains the union.
pub(super) fn mark(types: &mut [TypeDef]) {
    mark_pointers(types);
    mark_arms(types);
}

fn mark_pointers(types: &mut [TypeDef]) {
    // What stands in an array or a list is on the heap already.
    let circles = Circles::of(types, |link| link != Link::Many);
    for (index, definition) in types.iter_mut().enumerate() {
        for ty in types_of_mut(&mut definition.shape) {
            if let Type::Optional { target, recursive } = ty
                && let Type::Named(target) = **target
            {
                *recursive = circles.has_both(TypeId(index), target);
            }
        }
    }
}

/// A circle without pointers passes through a union: any other would never end,
/// and has been refused.
fn mark_arms(types: &mut [TypeDef]) {
    let circles = Circles::of(types, |link| link == Link::InPlace);
    for (index, definition) in types.iter_mut().enumerate() {
        if !matches!(definition.shape, Shape::Union(_)) {
            continue;
        }
        for ty in types_of_mut(&mut definition.shape) {
            if let Some((target, Link::InPlace)) = link(ty)
                && circles.has_both(TypeId(index), target)
            {
                let target = Box::new(ty.clone());
                *ty = Type::Boxed { target };
            }
        }
    }
}

/// For each type, the number of the circle that it is part of.
struct Circles(Vec<Option<usize>>);

impl Circles {
    /// The circles that the links which `follow` lets through make.
    fn of(types: &[TypeDef], follow: impl Fn(Link) -> bool) -> Self {
        let mut circle_of: Vec<Option<usize>> = vec![None; types.len()];
        let cycles = cycles(types, |_, _, link| follow(link));
        for (number, cycle) in cycles.iter().enumerate() {
            for id in cycle {
                if let Some(slot) = circle_of.get_mut(id.0) {
                    *slot = Some(number);
                }
            }
        }
        Self(circle_of)
    }

    /// Whether two types are part of one circle.
    fn has_both(&self, one: TypeId, other: TypeId) -> bool {
        let circle = |id: TypeId| self.0.get(id.0).copied().flatten();
        circle(one).is_some() && circle(one) == circle(other)
    }
}
