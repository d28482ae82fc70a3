//! How many bytes a value takes on the wire (RFC 4506 §4).

use super::parts::parts;
use crate::model::{Model, Shape, Type, TypeDef};

/// Every value starts and ends at a multiple of this.
const UNIT: u64 = 4;

/// What the generated code can say on a machine of 32 bits, too.
const MOST: u64 = 0xffff_ffff;

/// The bytes of a value on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::codegen) enum Wire {
    /// As many for every value.
    Fixed(u64),
    /// At least so many.
    AtLeast(u64),
    /// A type from elsewhere is in it: its own constant tells.
    Extern,
}

impl Wire {
    /// Both, one after the other.
    fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Extern, _) | (_, Self::Extern) => Self::Extern,
            (Self::Fixed(a), Self::Fixed(b)) => Self::fixed(a.saturating_add(b)),
            (Self::Fixed(a) | Self::AtLeast(a), Self::Fixed(b) | Self::AtLeast(b)) => {
                Self::AtLeast(a.saturating_add(b).min(MOST))
            }
        }
    }

    /// The one or the other.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Extern, _) | (_, Self::Extern) => Self::Extern,
            (Self::Fixed(a), Self::Fixed(b)) if a == b => self,
            (Self::Fixed(a) | Self::AtLeast(a), Self::Fixed(b) | Self::AtLeast(b)) => {
                Self::AtLeast(a.min(b))
            }
        }
    }

    fn times(self, count: u32) -> Self {
        let count = u64::from(count);
        match self {
            Self::Fixed(bytes) => Self::fixed(bytes.saturating_mul(count)),
            Self::AtLeast(bytes) => Self::AtLeast(bytes.saturating_mul(count).min(MOST)),
            Self::Extern => Self::Extern,
        }
    }

    const fn fixed(bytes: u64) -> Self {
        if bytes > MOST {
            Self::AtLeast(MOST)
        } else {
            Self::Fixed(bytes)
        }
    }
}

/// Of every type, in an order in which what a type holds comes before it.
pub(super) fn of(model: &Model, order: &[usize]) -> Vec<Wire> {
    // A value always takes at least nothing.
    let mut known = vec![Wire::AtLeast(0); model.types.len()];
    for &at in order {
        let wire = model.types.get(at).map(|it| of_definition(it, &known));
        if let (Some(slot), Some(wire)) = (known.get_mut(at), wire) {
            *slot = wire;
        }
    }
    known
}

fn of_definition(definition: &TypeDef, known: &[Wire]) -> Wire {
    match &definition.shape {
        Shape::Enum(_) => Wire::Fixed(UNIT),
        Shape::Extern { .. } => Wire::Extern,
        Shape::Alias(_) | Shape::Struct(_) => of_all(parts(definition).into_iter(), known),
        Shape::Union(it) => {
            let arms = it.arms.iter().map(|arm| &arm.field);
            let fields = arms.chain(it.default.iter().map(|arm| &arm.field));
            let sizes = fields.map(|field| {
                field
                    .as_ref()
                    .map_or(Wire::Fixed(0), |field| of_type(&field.ty, known))
            });
            Wire::Fixed(UNIT).then(sizes.reduce(Wire::or).unwrap_or(Wire::Fixed(0)))
        }
    }
}

/// Of values one after another.
pub(super) fn of_all<'t>(types: impl Iterator<Item = &'t Type>, known: &[Wire]) -> Wire {
    types
        .map(|ty| of_type(ty, known))
        .fold(Wire::Fixed(0), Wire::then)
}

/// Of a type whose parts are known.
pub(super) fn of_type(ty: &Type, known: &[Wire]) -> Wire {
    match ty {
        Type::Hyper | Type::UnsignedHyper | Type::Double => Wire::Fixed(2 * UNIT),
        Type::Quadruple => Wire::Fixed(4 * UNIT),
        // Each opens with a length, or with whether there is something.
        Type::String { .. }
        | Type::Opaque { .. }
        | Type::Array { .. }
        | Type::Optional { .. }
        | Type::List { .. } => Wire::AtLeast(UNIT),
        Type::FixedOpaque { len } => Wire::fixed(u64::from(*len).next_multiple_of(UNIT)),
        Type::FixedArray { element, len } => of_type(element, known).times(*len),
        Type::Boxed { target } => of_type(target, known),
        Type::Named(id) => known.get(id.0).copied().unwrap_or(Wire::AtLeast(0)),
        _ => Wire::Fixed(UNIT),
    }
}
