//! Definitions → the shapes of types.

use super::context::Context;
use super::entry::{TypeBody, TypeEntry};
use super::findings::Findings;
use super::options::Options;
use crate::ast::{Declaration, Enumerator};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{self, Docs, Shape, Struct, TypeDef, TypeId};

impl Context<'_> {
    /// All types, by [`TypeId`]. A type that cannot be resolved has been
    /// reported and is an empty struct: the phase fails.
    pub(super) fn types(&self, options: &Options, findings: &mut Findings<'_>) -> Vec<TypeDef> {
        let entries = self.scope.types.iter().enumerate();
        entries
            .map(|(index, entry)| TypeDef {
                name: entry.name.clone(),
                local_name: entry.local_name.clone(),
                docs: self.type_docs(entry),
                shape: self
                    .within(entry.nest)
                    .shape(TypeId(index), entry, options, findings)
                    .unwrap_or_else(|| Shape::Struct(empty_struct())),
            })
            .collect()
    }

    fn type_docs(&self, entry: &TypeEntry<'_>) -> Docs {
        match entry.place {
            Some(place) => self.docs(place.name, place.head),
            None => Docs::default(),
        }
    }

    fn shape(
        &self,
        id: TypeId,
        entry: &TypeEntry<'_>,
        options: &Options,
        findings: &mut Findings<'_>,
    ) -> Option<Shape> {
        match entry.body {
            TypeBody::Enum(enumerators) => Some(Shape::Enum(self.enumerators(
                id,
                &entry.name,
                enumerators,
                findings,
            ))),
            TypeBody::Struct(fields) => Some(Shape::Struct(self.structure(fields, findings))),
            TypeBody::Union(union) => self.union(union, findings).map(Shape::Union),
            TypeBody::Typedef(declaration) => {
                self.declared(declaration, findings).map(Shape::Alias)
            }
            TypeBody::Extern => {
                let path = options.extern_types.get(&entry.name)?.clone();
                Some(Shape::Extern { path })
            }
        }
    }

    fn structure(&self, fields: &[Declaration], findings: &mut Findings<'_>) -> Struct {
        Struct {
            fields: fields
                .iter()
                .filter_map(|field| self.field(field, "", findings))
                .collect(),
            list_node: false,
        }
    }

    fn enumerators(
        &self,
        id: TypeId,
        enum_name: &str,
        enumerators: &[Enumerator],
        findings: &mut Findings<'_>,
    ) -> Vec<model::Enumerator> {
        let values = self.constants.enumerators(id, enumerators.len());
        let mut resolved: Vec<model::Enumerator> = Vec::with_capacity(enumerators.len());
        let mut first_of = std::collections::HashMap::new();
        for (index, (enumerator, value)) in enumerators.iter().zip(values).enumerate() {
            let Some(value) = value else {
                continue;
            };
            let first = *first_of.entry(value).or_insert(index);
            if let Some(original) = enumerators.get(first).filter(|_| first != index) {
                findings.report(same_value(enum_name, enumerator, original, value));
            }
            resolved.push(model::Enumerator {
                name: enumerator.name.text.clone(),
                docs: self.docs(enumerator.name.span, enumerator.span),
                value,
                alias_of: (first != index).then_some(first),
            });
        }
        resolved
    }
}

fn empty_struct() -> Struct {
    Struct {
        fields: Vec::new(),
        list_node: false,
    }
}

fn same_value(
    enum_name: &str,
    enumerator: &Enumerator,
    first: &Enumerator,
    value: i32,
) -> Diagnostic {
    let name = &enumerator.name.text;
    let first_name = &first.name.text;
    let message = format!("`{name}` and `{first_name}` of `{enum_name}` are both {value}");
    Diagnostic::at(Code::DuplicateValue, enumerator.span, message)
        .label(format!("another name for `{first_name}`"))
        .and(first.span, "the first name")
}
