//! How many bytes values take on the wire, at least and at most (RFC 4506 §4).

use crate::model::{Model, Shape, Type, TypeId};

/// Every value starts and ends at a multiple of this.
const UNIT: u64 = 4;

/// The bytes of the values of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) min: u64,
    /// `None` where there is no bound, or none that is known here.
    pub(super) max: Option<u64>,
}

impl Size {
    /// Of a type that is supplied from elsewhere.
    const UNKNOWN: Self = Self { min: 0, max: None };

    pub(super) const fn fixed(bytes: u64) -> Self {
        Self {
            min: bytes,
            max: Some(bytes),
        }
    }

    /// Both, one after the other.
    pub(super) fn then(self, next: Self) -> Self {
        Self {
            min: self.min.saturating_add(next.min),
            max: both(self.max, next.max, u64::saturating_add),
        }
    }

    /// The one or the other.
    fn or(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: both(self.max, other.max, u64::max),
        }
    }

    /// A word, and then up to so many.
    fn up_to(self, count: Option<u32>) -> Self {
        let most = both(self.max, count.map(u64::from), u64::saturating_mul);
        Self {
            min: UNIT,
            max: most.map(|most| most.saturating_add(UNIT)),
        }
    }

    fn times(self, count: u32) -> Self {
        let count = u64::from(count);
        Self {
            min: self.min.saturating_mul(count),
            max: self.max.map(|max| max.saturating_mul(count)),
        }
    }
}

fn both(one: Option<u64>, other: Option<u64>, joined: impl Fn(u64, u64) -> u64) -> Option<u64> {
    Some(joined(one?, other?))
}

/// Of all types of a file.
#[derive(Debug)]
pub(super) struct Sizes {
    known: Vec<Size>,
}

impl Sizes {
    pub(super) fn of(model: &Model) -> Self {
        // What contains itself has no bound: it does so behind a pointer, in an
        // array, or in an arm of a union, where it is boxed.
        let mut sizes = Self {
            known: vec![Size::UNKNOWN; model.types.len()],
        };
        for id in parts_first(model) {
            let size = model.definition(id).map(|it| sizes.of_shape(&it.shape));
            if let (Some(known), Some(size)) = (sizes.known.get_mut(id.0), size) {
                *known = size;
            }
        }
        sizes
    }

    pub(super) fn of_type(&self, ty: &Type) -> Size {
        match ty {
            Type::Hyper | Type::UnsignedHyper | Type::Double => Size::fixed(2 * UNIT),
            Type::Quadruple => Size::fixed(4 * UNIT),
            Type::String { max } | Type::Opaque { max } => {
                let max = max.map(|max| u64::from(max).next_multiple_of(UNIT) + UNIT);
                Size { min: UNIT, max }
            }
            Type::FixedOpaque { len } => Size::fixed(u64::from(*len).next_multiple_of(UNIT)),
            Type::FixedArray { element, len } => self.of_type(element).times(*len),
            Type::Array { element, max } => self.of_type(element).up_to(*max),
            Type::Optional { target, .. } => self.of_type(target).up_to(Some(1)),
            Type::Boxed { target } => self.of_type(target),
            Type::List { .. } => Size::fixed(UNIT).up_to(None),
            Type::Named(id) => self.known.get(id.0).copied().unwrap_or(Size::UNKNOWN),
            _ => Size::fixed(UNIT),
        }
    }

    fn of_shape(&self, shape: &Shape) -> Size {
        match shape {
            Shape::Enum(_) => Size::fixed(UNIT),
            Shape::Alias(target) => self.of_type(target),
            Shape::Extern { .. } => Size::UNKNOWN,
            Shape::Struct(it) => {
                let fields = it.fields.iter().map(|field| self.of_type(&field.ty));
                fields.fold(Size::fixed(0), Size::then)
            }
            Shape::Union(it) => {
                let arms = it.arms.iter().map(|arm| &arm.field);
                let fields = arms.chain(it.default.iter().map(|arm| &arm.field));
                let sizes = fields.map(|field| {
                    let field = field.as_ref();
                    field.map_or(Size::fixed(0), |field| self.of_type(&field.ty))
                });
                Size::fixed(UNIT).then(sizes.reduce(Size::or).unwrap_or(Size::fixed(0)))
            }
        }
    }
}

/// All types, each behind those that it is made of, as far as they do not
/// contain each other. In a loop: a file may chain as many as it likes.
fn parts_first(model: &Model) -> Vec<TypeId> {
    let mut ordered = Vec::with_capacity(model.types.len());
    let mut seen = vec![false; model.types.len()];
    for root in 0..model.types.len() {
        // A type, and whether its parts are in order already.
        let mut pending = vec![(TypeId(root), false)];
        while let Some((id, is_ready)) = pending.pop() {
            if is_ready {
                ordered.push(id);
                continue;
            }
            match seen.get_mut(id.0) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            pending.push((id, true));
            let parts = model.definition(id).map(|it| parts(&it.shape));
            pending.extend(parts.into_iter().flatten().map(|part| (part, false)));
        }
    }
    ordered
}

fn parts(shape: &Shape) -> Vec<TypeId> {
    let types: Vec<&Type> = match shape {
        Shape::Enum(_) | Shape::Extern { .. } => Vec::new(),
        Shape::Alias(target) => vec![target],
        Shape::Struct(it) => it.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(it) => {
            let arms = it.arms.iter().map(|arm| &arm.field);
            let fields = arms.chain(it.default.iter().map(|arm| &arm.field));
            fields.flatten().map(|field| &field.ty).collect()
        }
    };
    types.into_iter().filter_map(named).collect()
}

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::FixedArray { element: inner, .. }
        | Type::Array { element: inner, .. }
        | Type::Optional { target: inner, .. } => named(inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn sizes_are_those_of_rfc_4506() {
        let text = "struct s { int a; hyper b; opaque c[5]; };\n\
                    typedef s t<3>; typedef s u[3]; typedef string v<5>; typedef opaque w<>;\n\
                    union x switch (bool b) { case TRUE: s y; default: void; };\n\
                    struct node { int a; node *left; node *right; };\n\
                    struct item { int a; item *next; }; struct items { item *all; };\n\
                    union tree switch (bool b) { case FALSE: hyper leaf; case TRUE: pair two; };\n\
                    struct pair { tree left; tree right; };";
        let model = Config::new().check("sizes.x", text).unwrap().model;
        let sizes = Sizes::of(&model);
        for (name, min, max) in [
            ("s", 20, Some(20)),
            ("t", 4, Some(64)),
            ("u", 60, Some(60)),
            ("v", 4, Some(12)),
            ("w", 4, None),
            ("x", 4, Some(24)),
            ("node", 12, None),
            ("items", 4, None),
            ("tree", 4, None),
            ("pair", 8, None),
        ] {
            let at = model.types.iter().position(|ty| ty.name == name).unwrap();
            assert_eq!(sizes.known.get(at), Some(&Size { min, max }), "{name}");
        }
    }
}
