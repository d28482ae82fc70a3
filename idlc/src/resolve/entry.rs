//! Types and items before they are resolved.

use super::nesting::Nest;
use crate::ast::{
    Body, Constant, Declaration, Enumerator, Interface, Name, Program, TypeKind, Union, Version,
};
use crate::model::TypeId;
use crate::source::Span;

/// A type before it is resolved.
#[derive(Debug)]
pub(super) struct TypeEntry<'a> {
    /// The name that tells it from those of other interfaces.
    pub(super) name: String,
    /// The name in the file.
    pub(super) local_name: String,
    /// Where its own names are looked up.
    pub(super) nest: Nest,
    /// Where the file defines it; `None` for a type of the caller.
    pub(super) place: Option<TypePlace>,
    pub(super) body: TypeBody<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct TypePlace {
    /// The name, or of a type without one, the whole type.
    pub(super) name: Span,
    /// The definition up to its braces.
    pub(super) head: Span,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum TypeBody<'a> {
    Enum(&'a [Enumerator]),
    Struct(&'a [Declaration]),
    Union(&'a Union),
    Typedef(&'a Declaration),
    /// Supplied by the caller.
    Extern,
}

/// Something that is generated.
#[derive(Debug, Clone, Copy)]
pub(super) enum ItemEntry<'a> {
    Constant(Nest, &'a Constant),
    Type(TypeId),
    Interface(Nest, &'a Interface),
    Version(Nest, &'a Program, &'a Version),
}

impl<'a> TypeBody<'a> {
    pub(super) fn of(body: &'a Body) -> Self {
        match body {
            Body::Enum(enumerators) => Self::Enum(enumerators),
            Body::Struct(fields) => Self::Struct(fields),
            Body::Union(union) => Self::Union(union),
            Body::Typedef(declaration) => Self::Typedef(declaration),
        }
    }

    /// The declarations it is made of.
    pub(super) fn declarations(self) -> Vec<&'a Declaration> {
        match self {
            Self::Enum(_) | Self::Extern => Vec::new(),
            Self::Struct(fields) => fields.iter().collect(),
            Self::Typedef(declaration) => vec![declaration],
            Self::Union(union) => {
                let arms = union.arms.iter().map(|arm| &arm.declaration);
                std::iter::once(&union.discriminant).chain(arms).collect()
            }
        }
    }
}

/// The type that a declaration writes out, if it does. Without a tag it is
/// named after what it is in and what it is for: `outer_field`.
pub(super) fn inline_type<'a>(
    outer: &str,
    unnamed: &str,
    declaration: &'a Declaration,
) -> Option<(Name, TypeBody<'a>)> {
    let TypeKind::Inline { tag, body } = &declaration.ty.kind else {
        return None;
    };
    let name = tag.clone().unwrap_or_else(|| {
        let field = declaration.name.as_ref().map(|name| name.text.as_str());
        // The name of a typedef is the name of what it is in, too.
        let field = field.filter(|field| *field != outer).unwrap_or(unnamed);
        Name {
            text: format!("{outer}_{field}"),
            span: declaration.ty.span,
        }
    });
    Some((name, TypeBody::of(body)))
}
