//! Which type stands in which.

use std::collections::BTreeMap;

use crate::model::{Shape, Type, TypeDef, TypeId};

/// How one type holds another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// In place: a field, an arm, a fixed array, another name.
    InPlace,
    /// Behind a pointer.
    Optional,
    /// In an array of any length, or in a list.
    Many,
}

/// The types that a type names, with how it holds them, in order.
fn links(definition: &TypeDef) -> Vec<(TypeId, Link)> {
    types_of(&definition.shape)
        .into_iter()
        .filter_map(link)
        .collect()
}

/// The types of everything that a type holds.
pub(super) fn types_of(shape: &Shape) -> Vec<&Type> {
    match shape {
        Shape::Enum(_) | Shape::Extern { .. } => Vec::new(),
        Shape::Struct(structure) => structure.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(union) => {
            let arms = union.arms.iter().filter_map(|arm| arm.field.as_ref());
            let default = union.default.iter().filter_map(|arm| arm.field.as_ref());
            arms.chain(default).map(|field| &field.ty).collect()
        }
        Shape::Alias(ty) => vec![ty],
    }
}

/// The types of everything that a type holds, to be changed.
pub(super) fn types_of_mut(shape: &mut Shape) -> Vec<&mut Type> {
    match shape {
        Shape::Enum(_) | Shape::Extern { .. } => Vec::new(),
        Shape::Struct(structure) => structure
            .fields
            .iter_mut()
            .map(|field| &mut field.ty)
            .collect(),
        Shape::Union(union) => {
            let arms = union.arms.iter_mut().filter_map(|arm| arm.field.as_mut());
            let default = union
                .default
                .iter_mut()
                .filter_map(|arm| arm.field.as_mut());
            arms.chain(default).map(|field| &mut field.ty).collect()
        }
        Shape::Alias(ty) => vec![ty],
    }
}

/// The type at the bottom of a declared type, and how it is held.
pub(super) fn link(ty: &Type) -> Option<(TypeId, Link)> {
    match ty {
        Type::Named(id) => Some((*id, Link::InPlace)),
        Type::List { node } => Some((*node, Link::Many)),
        Type::Optional { target, .. } => Some((link(target)?.0, Link::Optional)),
        Type::Array { element, .. } => Some((link(element)?.0, Link::Many)),
        Type::FixedArray { element, .. } => link(element),
        Type::Boxed { target } => link(target),
        _ => None,
    }
}

/// The types that hold each other, or themselves, by the links that `follow`
/// (from, to, how) lets through: each group in order.
pub(super) fn cycles(
    types: &[TypeDef],
    follow: impl Fn(TypeId, TypeId, Link) -> bool,
) -> Vec<Vec<TypeId>> {
    let successors = successors(types, follow);
    let mut groups: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
    for (index, component) in Tarjan::new(&successors).run().into_iter().enumerate() {
        groups.entry(component).or_default().push(TypeId(index));
    }
    let holds_itself = |id: TypeId| successors.get(id.0).is_some_and(|to| to.contains(&id.0));
    let mut cycles: Vec<Vec<TypeId>> = groups
        .into_values()
        .filter(|group| group.len() > 1 || group.iter().any(|&id| holds_itself(id)))
        .collect();
    cycles.sort();
    cycles
}

fn successors(types: &[TypeDef], follow: impl Fn(TypeId, TypeId, Link) -> bool) -> Vec<Vec<usize>> {
    let of_type = |(from, definition): (usize, &TypeDef)| {
        let links = links(definition).into_iter();
        links
            .filter(|&(to, link)| follow(TypeId(from), to, link))
            .map(|(to, _)| to.0)
            .collect()
    };
    types.iter().enumerate().map(of_type).collect()
}

/// Tarjan's strongly connected components, with the recursion on a stack of
/// its own: a file may chain as many types as it likes.
struct Tarjan<'a> {
    successors: &'a [Vec<usize>],
    /// The order in which types were found, from 1; 0 is "not yet".
    found: Vec<usize>,
    /// The earliest found type that can be reached.
    lowest: Vec<usize>,
    component: Vec<Option<usize>>,
    /// Found, and not yet in a component.
    open: Vec<usize>,
    found_count: usize,
    component_count: usize,
}

impl<'a> Tarjan<'a> {
    fn new(successors: &'a [Vec<usize>]) -> Self {
        let count = successors.len();
        Self {
            successors,
            found: vec![0; count],
            lowest: vec![0; count],
            component: vec![None; count],
            open: Vec::new(),
            found_count: 0,
            component_count: 0,
        }
    }

    /// For each type, the number of its component.
    fn run(mut self) -> Vec<usize> {
        for root in 0..self.successors.len() {
            if number(&self.found, root) == 0 {
                self.visit(root);
            }
        }
        self.component
            .into_iter()
            .map(Option::unwrap_or_default)
            .collect()
    }

    fn visit(&mut self, root: usize) {
        self.find(root);
        // A type, and how many of its successors were looked at.
        let mut path = vec![(root, 0)];
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            let successors = self.successors.get(at).map_or(&[][..], Vec::as_slice);
            if let Some(&to) = successors.get(*next) {
                *next += 1;
                if number(&self.found, to) == 0 {
                    self.find(to);
                    path.push((to, 0));
                } else if self.component.get(to) == Some(&None) {
                    let found = number(&self.found, to);
                    self.lower(at, found);
                }
                continue;
            }
            path.pop();
            let lowest = number(&self.lowest, at);
            if let Some(&(parent, _)) = path.last() {
                self.lower(parent, lowest);
            }
            if lowest == number(&self.found, at) {
                self.close(at);
            }
        }
    }

    fn find(&mut self, at: usize) {
        self.found_count += 1;
        let count = self.found_count;
        for numbers in [&mut self.found, &mut self.lowest] {
            if let Some(number) = numbers.get_mut(at) {
                *number = count;
            }
        }
        self.open.push(at);
    }

    fn lower(&mut self, at: usize, to: usize) {
        if let Some(lowest) = self.lowest.get_mut(at) {
            *lowest = to.min(*lowest);
        }
    }

    /// All that was found since `root`, and is open, is one component.
    fn close(&mut self, root: usize) {
        while let Some(at) = self.open.pop() {
            if let Some(component) = self.component.get_mut(at) {
                *component = Some(self.component_count);
            }
            if at == root {
                break;
            }
        }
        self.component_count += 1;
    }
}

fn number(numbers: &[usize], at: usize) -> usize {
    numbers.get(at).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn components_of(successors: &[&[usize]]) -> Vec<usize> {
        let successors: Vec<Vec<usize>> = successors.iter().map(|to| to.to_vec()).collect();
        Tarjan::new(&successors).run()
    }

    #[test]
    fn types_share_a_component_if_each_reaches_the_other() {
        let found = components_of(&[&[1], &[2], &[0, 3], &[3, 4], &[]]);
        assert!(found[0] == found[1] && found[1] == found[2]);
        assert!(found[3] != found[2] && found[4] != found[3]);
    }

    #[test]
    fn long_chains_need_no_stack() {
        let last = 200_000;
        let successors: Vec<Vec<usize>> =
            (0..=last).map(|at| vec![(at + 1) % (last + 1)]).collect();
        let found = Tarjan::new(&successors).run();
        assert!(found.iter().all(|&component| component == found[0]));
    }
}
