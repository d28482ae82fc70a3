//! How many bytes a value takes in memory, on a 64-bit machine.
//!
//! An estimate, never too small: it decides what is boxed, copied and passed
//! by value, and must be the same on every machine.

use super::parts::parts;
use crate::model::{Model, Shape, Type, TypeDef};

/// An array of more bytes than this lives in a box.
const BOXED_FROM: u64 = 4096;

/// A pointer, and the alignment of everything made of pointers.
const POINTER: u64 = 8;

/// A `Vec` or a `String`.
const VEC: u64 = 3 * POINTER;

/// Size and alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::codegen) struct Memory {
    /// In bytes.
    pub(in crate::codegen) size: u64,
    align: u64,
}

impl Memory {
    const POINTER: Self = Self::word(POINTER);

    const fn word(size: u64) -> Self {
        Self { size, align: size }
    }

    const fn pointers(size: u64) -> Self {
        Self {
            size,
            align: POINTER,
        }
    }

    fn times(self, count: u32) -> Self {
        Self {
            size: self.size.saturating_mul(count.into()),
            ..self
        }
    }

    fn rounded(self) -> Self {
        Self {
            size: self
                .size
                .checked_next_multiple_of(self.align)
                .unwrap_or(u64::MAX),
            ..self
        }
    }

    /// With a tag, as an enum that has no spare values in its data.
    fn tagged(self) -> Self {
        Self {
            size: self.size.saturating_add(1),
            ..self
        }
        .rounded()
    }

    /// Both, one after the other.
    fn and(self, other: Self) -> Self {
        Self {
            size: self.size.saturating_add(other.size),
            align: self.align.max(other.align),
        }
    }

    /// Room for either.
    fn or(self, other: Self) -> Self {
        Self {
            size: self.size.max(other.size),
            align: self.align.max(other.align),
        }
    }
}

/// Of every type, in an order in which what a type holds comes before it.
pub(super) fn of(model: &Model, order: &[usize]) -> Vec<Memory> {
    let mut known = vec![Memory::POINTER; model.types.len()];
    for &at in order {
        let memory = model.types.get(at).map(|it| of_definition(it, &known));
        if let (Some(slot), Some(memory)) = (known.get_mut(at), memory) {
            *slot = memory;
        }
    }
    known
}

fn of_definition(definition: &TypeDef, known: &[Memory]) -> Memory {
    let values = parts(definition).into_iter().map(|ty| of_type(ty, known));
    let nothing = Memory::word(1).times(0);
    match &definition.shape {
        Shape::Enum(_) => Memory::word(4),
        Shape::Extern { .. } => Memory::pointers(VEC),
        Shape::Alias(_) | Shape::Struct(_) => values.fold(nothing, Memory::and).rounded(),
        Shape::Union(it) if it.default.is_some() => {
            // The default arm holds the discriminant beside its value.
            let discriminant = of_type(&it.discriminant.ty, known);
            values.fold(nothing, Memory::or).and(discriminant).tagged()
        }
        Shape::Union(_) => values.skip(1).fold(nothing, Memory::or).tagged(),
    }
}

/// Of a type whose parts are known.
pub(super) fn of_type(ty: &Type, known: &[Memory]) -> Memory {
    match ty {
        Type::Char | Type::UnsignedChar | Type::Bool => Memory::word(1),
        Type::Short | Type::UnsignedShort => Memory::word(2),
        Type::Int | Type::UnsignedInt | Type::Float => Memory::word(4),
        Type::Hyper | Type::UnsignedHyper | Type::Double => Memory::word(8),
        Type::Quadruple => Memory::word(16),
        Type::String { .. } | Type::Opaque { .. } | Type::Array { .. } | Type::List { .. } => {
            Memory::pointers(VEC)
        }
        Type::FixedOpaque { .. } | Type::FixedArray { .. } if is_boxed(ty, known) => {
            Memory::POINTER
        }
        Type::FixedOpaque { len } => Memory::word(1).times(*len),
        Type::FixedArray { element, len } => of_type(element, known).times(*len),
        Type::Boxed { .. }
        | Type::Optional {
            recursive: true, ..
        } => Memory::POINTER,
        Type::Optional { target, .. } => of_type(target, known).tagged(),
        Type::Named(id) => known.get(id.0).copied().unwrap_or(Memory::POINTER),
    }
}

/// Whether an array is too large to be held by value.
pub(super) fn is_boxed(ty: &Type, known: &[Memory]) -> bool {
    match ty {
        Type::FixedOpaque { len } => u64::from(*len) > BOXED_FROM,
        Type::FixedArray { element, len } => of_type(element, known).times(*len).size > BOXED_FROM,
        _ => false,
    }
}
