//! Constants and types.

use super::super::grammar::{Node, Rule};
use super::lowering::Lower;
use crate::ast::{
    Arm, ArmLabel, Body, Constant, Declaration, Definition, Enumerator, Namespace, TypeDefinition,
    Union,
};

impl Lower<'_> {
    /// A definition at the top of a file.
    pub(in crate::parse) fn definition(&mut self, node: &Node) -> Option<Definition> {
        match node.rule {
            Rule::program => self.program(node).map(Definition::Program),
            Rule::interface => self.interface(node).map(Definition::Interface),
            Rule::namespace => Some(Definition::Namespace(self.namespace(node))),
            _ => self.plain_definition(node),
        }
    }

    fn namespace(&mut self, node: &Node) -> Namespace {
        let names = node.all(Rule::name);
        let end = names.clone().last().map_or(node.end, |name| name.end);
        let path = names.map(|name| self.name_of(name)).collect();
        let inner = node.children.iter().filter(|it| it.rule != Rule::name);
        Namespace {
            path,
            definitions: inner.filter_map(|it| self.definition(it)).collect(),
            head: self.text.span(node.start, end),
        }
    }

    /// A definition that may also stand in an interface.
    pub(super) fn plain_definition(&mut self, node: &Node) -> Option<Definition> {
        match node.rule {
            Rule::constant => self.constant(node).map(Definition::Constant),
            Rule::typedef => self.typedef(node).map(Definition::Type),
            Rule::enumeration | Rule::structure | Rule::union => {
                self.type_definition(node).map(Definition::Type)
            }
            _ => None,
        }
    }

    fn constant(&mut self, node: &Node) -> Option<Constant> {
        Some(Constant {
            name: self.name(node)?,
            value: self.value(node)?,
            span: self.text.span(node.start, node.end - 1),
        })
    }

    fn typedef(&mut self, node: &Node) -> Option<TypeDefinition> {
        let declaration = self.declaration(node.child(Rule::declaration)?)?;
        Some(TypeDefinition {
            name: declaration.name.clone()?,
            body: Body::Typedef(Box::new(declaration)),
            head: self.text.span(node.start, node.end - 1),
        })
    }

    fn type_definition(&mut self, node: &Node) -> Option<TypeDefinition> {
        let head = node.children.first()?;
        let body = node.children.get(1)?;
        let body = match node.rule {
            Rule::enumeration => Body::Enum(self.enumerators(body)?),
            Rule::structure => Body::Struct(self.fields(body)?),
            _ => Body::Union(Box::new(self.union_body(head, node)?)),
        };
        Some(TypeDefinition {
            name: self.name(head)?,
            body,
            head: self.span(head),
        })
    }

    pub(super) fn enumerators(&mut self, body: &Node) -> Option<Vec<Enumerator>> {
        body.all(Rule::enumerator)
            .map(|node| {
                Some(Enumerator {
                    name: self.name(node)?,
                    value: self.value(node),
                    span: self.span(node),
                })
            })
            .collect()
    }

    pub(super) fn fields(&mut self, body: &Node) -> Option<Vec<Declaration>> {
        body.all(Rule::declaration)
            .map(|node| self.declaration(node))
            .collect()
    }

    /// The discriminant and the arms may hang on different nodes.
    pub(super) fn union_body(&mut self, head: &Node, whole: &Node) -> Option<Union> {
        let discriminant = head.child(Rule::discriminant)?.child(Rule::declaration)?;
        let body = whole.child(Rule::union_body)?;
        Some(Union {
            discriminant: self.declaration(discriminant)?,
            arms: body
                .all(Rule::arm)
                .map(|node| self.arm(node))
                .collect::<Option<_>>()?,
        })
    }

    fn arm(&mut self, node: &Node) -> Option<Arm> {
        let labels = node
            .all(Rule::arm_label)
            .map(|label| ArmLabel {
                value: self.value(label),
                span: self.span(label),
            })
            .collect();
        let declaration = self.declaration(node.children.last()?)?;
        Some(Arm {
            labels,
            declaration,
        })
    }
}
