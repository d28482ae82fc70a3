//! Whether two models are the same on the wire, whatever their names.

use std::collections::HashSet;

use idlc::model::{
    ConstantValue, DiscriminantKind, Field, Interface, Item, Label, Model, Procedure, Shape, Type,
    TypeId, Union,
};

/// # Panics
///
/// If they are not; `text` is what the second was made of.
pub(crate) fn assert_same(one: &Model, other: &Model, text: &str) {
    assert_eq!(constants(one), constants(other), "other constants:\n{text}");
    let mut pending = Vec::new();
    let is_same = match_interfaces(one, other, &mut pending).is_some();
    assert!(is_same, "other procedures:\n{text}");
    pending.extend(namesakes(one, other));
    let mut pairs = Pairs {
        one,
        other,
        pending,
        seen: HashSet::new(),
    };
    if let Some((a, b)) = pairs.difference() {
        panic!("{a:?}\nis on the wire not as\n{b:?}\n{text}");
    }
}

fn constants(model: &Model) -> Vec<&ConstantValue> {
    let items = model.items.iter();
    items
        .filter_map(|item| match item {
            Item::Constant(constant) => Some(&constant.value),
            _ => None,
        })
        .collect()
}

/// Two types that must be the same on the wire.
type Pair = (Wire, Wire);

/// A type, or one that the other form has to spell out.
#[derive(Debug, Clone)]
enum Wire {
    Type(Type),
    /// Nothing, one, or several, one behind another.
    Sequence(Vec<Type>),
    /// The results, or what is raised instead.
    Answer(Vec<Type>, Type),
}

/// The types of interfaces, if all else is the same.
fn match_interfaces(one: &Model, other: &Model, pairs: &mut Vec<Pair>) -> Option<()> {
    let (ones, others) = (interfaces(one), interfaces(other));
    same(&ones.len(), &others.len())?;
    for (one, other) in ones.into_iter().zip(others) {
        same(&(one.program, one.version), &(other.program, other.version))?;
        let (ones, others) = (procedures(one), procedures(other));
        same(&ones.len(), &others.len())?;
        for (one, other) in ones.into_iter().zip(others) {
            same(&one.number, &other.number)?;
            same(&one.arguments.len(), &other.arguments.len())?;
            let arguments = one.arguments.iter().zip(&other.arguments);
            pairs
                .extend(arguments.map(|(one, other)| {
                    (Wire::Type(one.ty.clone()), Wire::Type(other.ty.clone()))
                }));
            pairs.push((answer(one), answer(other)));
        }
    }
    Some(())
}

fn same<T: PartialEq + ?Sized>(one: &T, other: &T) -> Option<()> {
    (one == other).then_some(())
}

fn interfaces(model: &Model) -> Vec<&Interface> {
    let items = model.items.iter();
    let mut interfaces: Vec<&Interface> = items
        .filter_map(|item| match item {
            Item::Interface(interface) => Some(interface),
            _ => None,
        })
        .collect();
    interfaces.sort_by_key(|interface| (interface.program, interface.version));
    interfaces
}

/// The null procedure is everywhere, whether it is written down or not.
fn procedures(interface: &Interface) -> Vec<&Procedure> {
    let procedures = interface.procedures.iter();
    procedures
        .filter(|procedure| procedure.number != 0)
        .collect()
}

fn answer(procedure: &Procedure) -> Wire {
    let returned = procedure.returned().cloned().collect();
    match &procedure.raises {
        Some(error) => Wire::Answer(returned, error.clone()),
        None => Wire::Sequence(returned),
    }
}

/// Types of the same name. A classic form that has to change a name puts an
/// underscore behind it, so that such names say nothing.
fn namesakes(one: &Model, other: &Model) -> Vec<Pair> {
    let ids = other.types.iter().enumerate();
    let by_name: std::collections::HashMap<&str, TypeId> = ids
        .map(|(index, definition)| (definition.name.as_str(), TypeId(index)))
        .collect();
    let ids = one.types.iter().enumerate();
    ids.filter(|(_, definition)| !definition.name.ends_with('_'))
        .filter_map(|(index, definition)| {
            let other = by_name.get(definition.name.as_str())?;
            let types = [TypeId(index), *other].map(|id| Wire::Type(Type::Named(id)));
            let [one, other] = types;
            Some((one, other))
        })
        .collect()
}

/// Pairs of types that are held to be the same unless the contrary shows: that
/// is what makes types that contain themselves comparable.
struct Pairs<'a> {
    one: &'a Model,
    other: &'a Model,
    pending: Vec<Pair>,
    /// What was compared already, as it is printed: types know no order.
    seen: HashSet<String>,
}

impl Pairs<'_> {
    fn difference(&mut self) -> Option<Pair> {
        while let Some((one, other)) = self.pending.pop() {
            if !self.seen.insert(format!("{one:?} {other:?}")) {
                continue;
            }
            let (one, other) = (plain(self.one, one), plain(self.other, other));
            if self.compare(&one, &other).is_none() {
                return Some((one, other));
            }
        }
        None
    }

    fn types(&mut self, one: &Type, other: &Type) {
        let pair = (Wire::Type(one.clone()), Wire::Type(other.clone()));
        self.pending.push(pair);
    }

    fn compare(&mut self, one: &Wire, other: &Wire) -> Option<()> {
        match (one, other) {
            (Wire::Type(one), Wire::Type(other)) => self.compare_types(one, other),
            (Wire::Sequence(one), Wire::Sequence(other)) => {
                same(&one.len(), &other.len())?;
                for (one, other) in one.iter().zip(other) {
                    self.types(one, other);
                }
                Some(())
            }
            (Wire::Sequence(one), Wire::Type(Type::Named(id))) => {
                let fields = fields(self.other, *id)?;
                self.compare(&Wire::Sequence(one.clone()), &Wire::Sequence(fields))
            }
            (Wire::Answer(ok, error), Wire::Type(Type::Named(id))) => {
                let union = union(self.other, *id)?;
                same(&union.kind, &DiscriminantKind::Bool)?;
                let [yes, no] = union.arms.as_slice() else {
                    return None;
                };
                same(
                    &[yes.label, no.label],
                    &[Label::Bool(true), Label::Bool(false)],
                )?;
                let value = yes.field.iter().map(|field| field.ty.clone()).collect();
                let pair = (Wire::Sequence(ok.clone()), Wire::Sequence(value));
                self.pending.push(pair);
                self.types(error, &no.field.as_ref()?.ty);
                Some(())
            }
            _ => None,
        }
    }

    fn compare_types(&mut self, one: &Type, other: &Type) -> Option<()> {
        match (one, other) {
            (Type::Quadruple, Type::FixedOpaque { len: 16 }) => {}
            (Type::Named(one), Type::Named(other)) => self.compare_definitions(*one, *other)?,
            (Type::List { node: one }, Type::List { node: other }) => {
                self.types(&Type::Named(*one), &Type::Named(*other));
            }
            (
                Type::FixedArray { element: one, len },
                Type::FixedArray {
                    element: other,
                    len: other_len,
                },
            ) => {
                same(len, other_len)?;
                self.types(one, other);
            }
            (
                Type::Array { element: one, max },
                Type::Array {
                    element: other,
                    max: other_max,
                },
            ) => {
                same(max, other_max)?;
                self.types(one, other);
            }
            (Type::Optional { target: one, .. }, Type::Optional { target: other, .. }) => {
                self.types(one, other);
            }
            (one, other) => same(one, other)?,
        }
        Some(())
    }

    fn compare_definitions(&mut self, one: TypeId, other: TypeId) -> Option<()> {
        let shapes = (
            &self.one.definition(one)?.shape,
            &self.other.definition(other)?.shape,
        );
        match shapes {
            (Shape::Enum(one), Shape::Enum(other)) => {
                let values = [one, other].map(|values| values.iter().map(|it| it.value));
                let [one, other] = values;
                one.eq(other).then_some(())
            }
            (Shape::Struct(one), Shape::Struct(other)) => {
                same(&one.list_node, &other.list_node)?;
                same(&one.fields.len(), &other.fields.len())?;
                for (one, other) in one.fields.iter().zip(&other.fields) {
                    self.types(&one.ty, &other.ty);
                }
                Some(())
            }
            (Shape::Union(one), Shape::Union(other)) => self.compare_unions(one, other),
            _ => None,
        }
    }

    fn compare_unions(&mut self, one: &Union, other: &Union) -> Option<()> {
        self.types(&one.discriminant.ty, &other.discriminant.ty);
        same(&one.arms.len(), &other.arms.len())?;
        same(&one.default.is_some(), &other.default.is_some())?;
        let mut fields = Vec::new();
        for (one, other) in one.arms.iter().zip(&other.arms) {
            same(&one.label, &other.label)?;
            fields.push((&one.field, &other.field));
        }
        if let (Some(one), Some(other)) = (&one.default, &other.default) {
            fields.push((&one.field, &other.field));
        }
        for pair in fields {
            match pair {
                (Some(one), Some(other)) => self.types(&one.ty, &other.ty),
                (None, None) => {}
                _ => return None,
            }
        }
        Some(())
    }
}

/// What a type comes to: through typedefs and boxes, and through structs that
/// hold one thing, which are on the wire as what they hold.
fn plain(model: &Model, wire: Wire) -> Wire {
    let mut ty = match wire {
        Wire::Type(ty) => ty,
        Wire::Sequence(mut types) if types.len() == 1 => match types.pop() {
            Some(ty) => ty,
            None => return Wire::Sequence(types),
        },
        other => return other,
    };
    // There is no longer way than through every type, and a box around it.
    for _ in 0..=2 * model.types.len() {
        ty = match &ty {
            Type::Boxed { target } => (**target).clone(),
            Type::Named(id) => match model.definition(*id).map(|definition| &definition.shape) {
                Some(Shape::Alias(target)) => target.clone(),
                Some(Shape::Struct(it)) if !it.list_node => match it.fields.as_slice() {
                    [] => Type::FixedOpaque { len: 0 },
                    [Field { ty, .. }] => ty.clone(),
                    _ => break,
                },
                _ => break,
            },
            _ => break,
        };
    }
    Wire::Type(ty)
}

fn fields(model: &Model, id: TypeId) -> Option<Vec<Type>> {
    match &model.definition(id)?.shape {
        Shape::Struct(it) if !it.list_node => {
            Some(it.fields.iter().map(|field| field.ty.clone()).collect())
        }
        _ => None,
    }
}

fn union(model: &Model, id: TypeId) -> Option<&Union> {
    match &model.definition(id)?.shape {
        Shape::Union(union) => Some(union),
        _ => None,
    }
}
