//! Which traits can be derived.

use super::memory::{Memory, is_boxed};
use super::parts::{leaf, parts};
use crate::model::{Model, Shape, Type, TypeDef};

/// A struct or union of more bytes than this is not `Copy`: copying it should
/// be seen.
const COPY_BYTES_MAX: u64 = 128;

/// Longer arrays have no `Default`.
const DEFAULT_ARRAY_MAX: u32 = 32;

/// The traits that a type cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::codegen) struct Lacks(u8);

impl Lacks {
    pub(in crate::codegen) const NOTHING: Self = Self(0);
    pub(in crate::codegen) const COPY: Self = Self(1);
    pub(in crate::codegen) const DEFAULT: Self = Self(2);
    /// `Eq`, and with it `Hash`.
    pub(in crate::codegen) const EQ: Self = Self(4);
    pub(in crate::codegen) const ORD: Self = Self(8);

    pub(in crate::codegen) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether none of `other` is lacking.
    pub(in crate::codegen) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    const ALL: Self = Self::COPY.or(Self::DEFAULT).or(Self::EQ).or(Self::ORD);

    fn when(self, condition: bool) -> Self {
        if condition { self } else { Self::NOTHING }
    }
}

/// Of every type. A type that contains itself lacks only what something else
/// in it lacks: each starts with what it lacks of its own, and hands it on to
/// the types that use it until nothing changes.
pub(super) fn of(model: &Model, memory: &[Memory]) -> Vec<Lacks> {
    let uses = uses(model);
    let mut known: Vec<Lacks> = Vec::with_capacity(model.types.len());
    for (at, definition) in model.types.iter().enumerate() {
        let size = memory.get(at).map_or(0, |memory| memory.size);
        known.push(of_its_own(definition, size, memory));
    }
    let mut work: Vec<usize> = (0..model.types.len()).collect();
    while let Some(at) = work.pop() {
        let lacks = known.get(at).copied().unwrap_or_default();
        for (user, ty) in uses.get(at).into_iter().flatten() {
            let handed_on = of_type(ty, Some(&lacks), memory);
            if let Some(slot) = known.get_mut(*user)
                && slot.or(handed_on) != *slot
            {
                *slot = slot.or(handed_on);
                work.push(*user);
            }
        }
    }
    known
}

/// For each type, the types that name it, and how.
fn uses(model: &Model) -> Vec<Vec<(usize, &Type)>> {
    let mut uses = vec![Vec::new(); model.types.len()];
    for (at, definition) in model.types.iter().enumerate() {
        for part in parts(definition) {
            if let Some(uses) = leaf(part).and_then(|used| uses.get_mut(used.0)) {
                uses.push((at, part));
            }
        }
    }
    uses
}

/// What a type lacks, whatever the types it names can do.
fn of_its_own(definition: &TypeDef, size: u64, memory: &[Memory]) -> Lacks {
    let parts = parts(definition).into_iter();
    let parts = parts
        .map(|ty| of_type(ty, None, memory))
        .fold(Lacks::NOTHING, Lacks::or);
    match &definition.shape {
        Shape::Alias(_) => parts,
        Shape::Enum(values) => Lacks::DEFAULT.when(values.iter().all(|value| value.value != 0)),
        Shape::Struct(it) => parts.or(Lacks::COPY.when(size > COPY_BYTES_MAX || it.list_node)),
        Shape::Union(_) => parts
            .or(Lacks::DEFAULT)
            .or(Lacks::COPY.when(size > COPY_BYTES_MAX)),
        Shape::Extern { .. } => Lacks::ALL,
    }
}

/// Of a type whose innermost part is known.
pub(super) fn of_type(ty: &Type, leaf: Option<&Lacks>, memory: &[Memory]) -> Lacks {
    match ty {
        Type::Float | Type::Double => Lacks::EQ.or(Lacks::ORD),
        Type::Quadruple => Lacks::ORD,
        Type::String { .. } | Type::Opaque { .. } => Lacks::COPY,
        Type::FixedOpaque { len } => Lacks::DEFAULT
            .when(*len > DEFAULT_ARRAY_MAX)
            .or(Lacks::COPY.when(is_boxed(ty, memory))),
        Type::FixedArray { element, len } => of_type(element, leaf, memory)
            .or(Lacks::DEFAULT.when(*len > DEFAULT_ARRAY_MAX))
            .or(Lacks::COPY.when(is_boxed(ty, memory))),
        Type::Array { element, .. } => of_type(element, leaf, memory)
            .without(Lacks::DEFAULT)
            .or(Lacks::COPY),
        Type::Boxed { target } => of_type(target, leaf, memory).or(Lacks::COPY),
        Type::Optional { target, recursive } => of_type(target, leaf, memory)
            .without(Lacks::DEFAULT)
            .or(Lacks::COPY.when(*recursive)),
        Type::List { .. } => leaf
            .copied()
            .unwrap_or_default()
            .without(Lacks::DEFAULT)
            .or(Lacks::COPY),
        Type::Named(_) => leaf.copied().unwrap_or_default(),
        _ => Lacks::NOTHING,
    }
}
