//! The linked-list idiom: `struct node { …; node *next; };`, which becomes a
//! vector.
//!
//! A struct is a node of a list if its last field, and no other, is a pointer
//! to itself, and if everything else that names it does so by a pointer, too.
//! Where it is named without one, its link is needed, and it stays a struct.

use std::collections::HashSet;

use super::graph::{types_of, types_of_mut};
use crate::model::{Interface, Shape, Type, TypeDef, TypeId};

/// Finds the nodes, takes their links away, and makes lists of the pointers
/// to them.
pub(super) fn mark(types: &mut [TypeDef], interfaces: &mut [&mut Interface]) {
    let nodes = nodes(types, interfaces);
    for &TypeId(index) in &nodes {
        if let Some(Shape::Struct(node)) = types.get_mut(index).map(|node| &mut node.shape) {
            node.fields.pop();
            node.list_node = true;
        }
    }
    let in_types = types
        .iter_mut()
        .flat_map(|definition| types_of_mut(&mut definition.shape));
    let in_interfaces = interfaces
        .iter_mut()
        .flat_map(|interface| interface_types_mut(interface));
    for ty in in_types.chain(in_interfaces) {
        if let Some(node) = pointer_target(ty).filter(|node| nodes.contains(node)) {
            *ty = Type::List { node };
        }
    }
}

fn nodes(types: &[TypeDef], interfaces: &[&mut Interface]) -> HashSet<TypeId> {
    let mut nodes: HashSet<TypeId> = (0..types.len())
        .map(TypeId)
        .filter(|&id| links_to_itself(id, types))
        .collect();
    let mut pointed_at: HashSet<TypeId> = HashSet::new();
    let mut see = |ty: &Type, owner: Option<TypeId>| match pointer_target(ty) {
        // Its own link makes no list of a struct that nobody else names.
        Some(target) if owner == Some(target) => {}
        Some(target) => {
            pointed_at.insert(target);
        }
        None => {
            if let Some(id) = named_in_place(ty) {
                nodes.remove(&id);
            }
        }
    };
    for (index, definition) in types.iter().enumerate() {
        for ty in types_of(&definition.shape) {
            see(ty, Some(TypeId(index)));
        }
    }
    for ty in interfaces
        .iter()
        .flat_map(|interface| interface_types(interface))
    {
        see(ty, None);
    }
    nodes.retain(|node| pointed_at.contains(node));
    nodes
}

/// Whether the last field of a struct, and no other, is a pointer to it.
fn links_to_itself(id: TypeId, types: &[TypeDef]) -> bool {
    let Some(Shape::Struct(node)) = types.get(id.0).map(|definition| &definition.shape) else {
        return false;
    };
    let is_link = |ty: &Type| {
        let ty = through_alias(ty, types);
        pointer_target(ty) == Some(id)
    };
    match node.fields.as_slice() {
        [others @ .., last] => is_link(&last.ty) && !others.iter().any(|field| is_link(&field.ty)),
        [] => false,
    }
}

/// What one typedef stands for: `typedef struct node *list;`.
fn through_alias<'a>(ty: &'a Type, types: &'a [TypeDef]) -> &'a Type {
    let Type::Named(id) = ty else { return ty };
    match types.get(id.0).map(|definition| &definition.shape) {
        Some(Shape::Alias(target)) => target,
        _ => ty,
    }
}

fn pointer_target(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Optional { target, .. } => match **target {
            Type::Named(id) => Some(id),
            _ => None,
        },
        _ => None,
    }
}

/// The type that stands in a type without a pointer in between.
fn named_in_place(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Array { element, .. } | Type::FixedArray { element, .. } => named_in_place(element),
        _ => None,
    }
}

fn interface_types(interface: &Interface) -> Vec<&Type> {
    let procedures = interface.procedures.iter();
    procedures
        .flat_map(|procedure| {
            let arguments = procedure.arguments.iter().map(|argument| &argument.ty);
            let outputs = procedure.outputs.iter().map(|output| &output.ty);
            let answers = procedure.result.iter().chain(&procedure.raises);
            arguments.chain(outputs).chain(answers)
        })
        .collect()
}

fn interface_types_mut(interface: &mut Interface) -> Vec<&mut Type> {
    let procedures = interface.procedures.iter_mut();
    procedures
        .flat_map(|procedure| {
            let arguments = procedure.arguments.iter_mut();
            arguments
                .chain(&mut procedure.outputs)
                .map(|field| &mut field.ty)
                .chain(&mut procedure.result)
                .chain(&mut procedure.raises)
        })
        .collect()
}
