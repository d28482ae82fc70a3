//! The types that a definition is made of.

use crate::model::{Shape, Type, TypeDef, TypeId};

/// The types of all values in a definition: of its fields, of its arms, of
/// what it stands for.
pub(super) fn parts(definition: &TypeDef) -> Vec<&Type> {
    match &definition.shape {
        Shape::Enum(_) | Shape::Extern { .. } => Vec::new(),
        Shape::Alias(target) => vec![target],
        Shape::Struct(it) => it.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(it) => {
            let arms = it.arms.iter().filter_map(|arm| arm.field.as_ref());
            let default = it.default.iter().filter_map(|arm| arm.field.as_ref());
            let values = arms.chain(default).map(|field| &field.ty);
            std::iter::once(&it.discriminant.ty).chain(values).collect()
        }
    }
}

/// The type that the file defines and that all arrays and pointers of `ty` are
/// around.
pub(in crate::codegen) fn leaf(ty: &Type) -> Option<TypeId> {
    let mut ty = ty;
    loop {
        match ty {
            Type::FixedArray { element: inner, .. }
            | Type::Array { element: inner, .. }
            | Type::Boxed { target: inner }
            | Type::Optional { target: inner, .. } => ty = inner,
            Type::Named(id) | Type::List { node: id } => return Some(*id),
            _ => return None,
        }
    }
}

/// The type whose value lies within a value of `ty`, not behind a pointer.
pub(super) fn held(ty: &Type) -> Option<TypeId> {
    let mut ty = ty;
    loop {
        match ty {
            Type::FixedArray { element: inner, .. }
            | Type::Optional {
                target: inner,
                recursive: false,
            } => ty = inner,
            Type::Named(id) => return Some(*id),
            _ => return None,
        }
    }
}
