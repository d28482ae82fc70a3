//! Strings that the caller wants as bytes.
//!
//! XDR's strings are bytes of no said encoding, and `opaque<>` is the same on
//! the wire: so a string that shall be bytes is one from here on.

use super::selection::{selects, selects_field};
use crate::model::{Field, Interface, Item, Model, Shape, Type, TypeDef};
use std::borrow::Cow;

/// What the result of a procedure is called.
const RESULT: &str = "result";

/// The model in which the strings that are selected are opaque data.
///
/// A selection is the name of a definition (a typedef, or all that a struct, a
/// union or a procedure has), `definition.field`, or `*`.
pub(super) fn strings_as_bytes<'m>(model: &'m Model, selected: &[String]) -> Cow<'m, Model> {
    if selected.is_empty() {
        return Cow::Borrowed(model);
    }
    let selection = Selection { selected };
    let mut model = model.clone();
    for definition in &mut model.types {
        selection.definition(definition);
    }
    for item in &mut model.items {
        if let Item::Interface(interface) = item {
            selection.interface(interface);
        }
    }
    Cow::Owned(model)
}

struct Selection<'s> {
    selected: &'s [String],
}

impl Selection<'_> {
    fn has(&self, owner: &str, field: &str) -> bool {
        let wanted = |wanted: &String| {
            if wanted.contains('.') {
                selects_field(wanted, owner, field)
            } else {
                selects(wanted, owner)
            }
        };
        self.selected.iter().any(wanted)
    }

    fn definition(&self, definition: &mut TypeDef) {
        let name = &definition.name;
        match &mut definition.shape {
            Shape::Enum(_) | Shape::Extern { .. } => {}
            Shape::Alias(target) => self.change(name, "", target),
            Shape::Struct(it) => self.fields(name, &mut it.fields),
            Shape::Union(it) => {
                let arms = it.arms.iter_mut().filter_map(|arm| arm.field.as_mut());
                let default = it.default.iter_mut().filter_map(|arm| arm.field.as_mut());
                self.fields(name, arms.chain(default));
            }
        }
    }

    fn interface(&self, interface: &mut Interface) {
        for procedure in &mut interface.procedures {
            let name = &procedure.name;
            self.fields(name, procedure.arguments.iter_mut());
            self.fields(name, procedure.outputs.iter_mut());
            if let Some(result) = &mut procedure.result {
                self.change(name, RESULT, result);
            }
        }
    }

    fn fields<'f>(&self, owner: &str, fields: impl IntoIterator<Item = &'f mut Field>) {
        for field in fields {
            self.change(owner, &field.name, &mut field.ty);
        }
    }

    fn change(&self, owner: &str, field: &str, ty: &mut Type) {
        if self.has(owner, field) {
            innermost(ty);
        }
    }
}

/// Changes the string at the bottom of a type, if there is one.
fn innermost(ty: &mut Type) {
    match ty {
        Type::String { max } => *ty = Type::Opaque { max: *max },
        Type::FixedArray { element: inner, .. }
        | Type::Array { element: inner, .. }
        | Type::Boxed { target: inner }
        | Type::Optional { target: inner, .. } => innermost(inner),
        _ => {}
    }
}
