//! Definitions of types.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::declaration::Scribe;
use crate::model::{Arm, Enumerator, Field, Label, Shape, Struct, TypeId, Union};

/// A label as a case has it, and what the case holds.
type Case<'a> = (String, Option<&'a Field>);

impl Scribe<'_> {
    /// A definition; of a type that the caller supplies, a remark.
    pub(super) fn definition(&mut self, id: TypeId) {
        let Some(definition) = self.model.definition(id) else {
            return;
        };
        let name = self.names.of_type(id).to_owned();
        let text = match &definition.shape {
            Shape::Enum(values) => self.enumeration(id, &name, values),
            Shape::Struct(it) => self.structure(&name, it),
            Shape::Union(it) => self.union(&name, it),
            Shape::Alias(target) => {
                let hint = format!("{name}_element");
                format!("typedef {};\n\n", self.declare(target, &name, &hint))
            }
            Shape::Extern { .. } => format!("/* `{name}` is defined elsewhere. */\n\n"),
        };
        self.comment(&definition.docs.comment);
        self.text.push_str(&text);
    }

    fn enumeration(&self, id: TypeId, name: &str, values: &[Enumerator]) -> String {
        let values = values.iter().enumerate();
        let lines: Vec<String> = values
            .map(|(index, value)| {
                let name = self.names.enumerator(id, index);
                format!("    {name} = {}", value.value)
            })
            .collect();
        format!("enum {name} {{\n{}\n}};\n\n", lines.join(",\n"))
    }

    pub(super) fn structure(&mut self, name: &str, it: &Struct) -> String {
        let mut members = HashSet::new();
        let mut body = String::new();
        for field in &it.fields {
            let member = self.names.member(&field.name, &mut members);
            let declaration = self.declare(&field.ty, &member, &format!("{name}_{}", field.name));
            let _infallible = writeln!(body, "    {declaration};");
        }
        if it.list_node {
            let member = self.names.member("next", &mut members);
            let _infallible = writeln!(body, "    struct {name} *{member};");
        } else if body.is_empty() {
            // A classic struct has a field; this one has no bytes.
            body.push_str("    opaque nothing[0];\n");
        }
        format!("struct {name} {{\n{body}}};\n\n")
    }

    fn union(&mut self, name: &str, it: &Union) -> String {
        let mut members = HashSet::new();
        let discriminant = self.names.member(&it.discriminant.name, &mut members);
        let discriminant = self.declare(&it.discriminant.ty, &discriminant, name);
        let mut cases: Vec<Case<'_>> = Vec::new();
        for arm in &it.arms {
            cases.push((self.label(arm, it), arm.field.as_ref()));
        }
        if let Some(default) = &it.default {
            cases.push(("default".to_owned(), default.field.as_ref()));
        }
        self.switch(name, &discriminant, &cases)
    }

    /// A union of these cases. Those that hold the same thing share it.
    pub(super) fn switch(&mut self, name: &str, discriminant: &str, cases: &[Case<'_>]) -> String {
        let mut members = HashSet::new();
        let mut body = String::new();
        for (at, (label, field)) in cases.iter().enumerate() {
            let _infallible = writeln!(body, "{label}:");
            let next = cases.get(at + 1).filter(|(label, _)| label != "default");
            let is_shared = next.is_some_and(|(_, next)| are_same(*field, *next));
            if is_shared {
                continue;
            }
            let declaration = match field {
                Some(field) => {
                    let member = self.names.member(&field.name, &mut members);
                    self.declare(&field.ty, &member, &format!("{name}_{}", field.name))
                }
                None => "void".to_owned(),
            };
            let _infallible = writeln!(body, "    {declaration};");
        }
        format!("union {name} switch ({discriminant}) {{\n{body}}};\n\n")
    }

    fn label(&self, arm: &Arm, union: &Union) -> String {
        use crate::model::DiscriminantKind;
        match (arm.label, union.kind) {
            (Label::Enumerator(index), DiscriminantKind::Enum(id)) => {
                format!("case {}", self.names.enumerator(id, index))
            }
            (Label::Enumerator(index), _) => format!("case {index}"),
            (Label::Bool(true), _) => "case TRUE".to_owned(),
            (Label::Bool(false), _) => "case FALSE".to_owned(),
            (Label::Number(number), _) => format!("case {number}"),
        }
    }
}

fn are_same(one: Option<&Field>, other: Option<&Field>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.name == other.name && one.ty == other.ty,
        (None, None) => true,
        _ => false,
    }
}
