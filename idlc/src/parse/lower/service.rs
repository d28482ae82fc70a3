//! Programs and interfaces.

use super::super::grammar::{Node, Rule};
use super::lowering::Lower;
use crate::ast::{Declaration, Interface, Procedure, Program, Version};

impl Lower<'_> {
    pub(super) fn program(&mut self, node: &Node) -> Option<Program> {
        let head = node.child(Rule::program_head)?;
        Some(Program {
            name: self.name(head)?,
            number: self.value(node)?,
            versions: node
                .all(Rule::version)
                .map(|version| self.version(version))
                .collect::<Option<_>>()?,
            head: self.span(head),
        })
    }

    fn version(&mut self, node: &Node) -> Option<Version> {
        let head = node.child(Rule::version_head)?;
        Some(Version {
            name: self.name(head)?,
            number: self.value(node)?,
            procedures: node
                .all(Rule::procedure)
                .map(|procedure| self.procedure(procedure))
                .collect::<Option<_>>()?,
            head: self.span(head),
        })
    }

    pub(super) fn interface(&mut self, node: &Node) -> Option<Interface> {
        let head = node.child(Rule::interface_head)?;
        let version = head.child(Rule::interface_version);
        let mut interface = Interface {
            name: self.name(head),
            program: self.value(head),
            version: version.and_then(|version| self.value(version)),
            procedures: Vec::new(),
            definitions: Vec::new(),
            head: self.span(head),
        };
        for member in &node.children {
            match member.rule {
                Rule::interface_head => {}
                Rule::interface_procedure => interface.procedures.push(self.procedure(member)?),
                _ => interface.definitions.push(self.plain_definition(member)?),
            }
        }
        Some(interface)
    }

    fn procedure(&mut self, node: &Node) -> Option<Procedure> {
        let result = node
            .children
            .iter()
            .find(|child| matches!(child.rule, Rule::nothing | Rule::result))?;
        let arguments = node
            .children
            .iter()
            .find(|child| matches!(child.rule, Rule::arguments | Rule::interface_arguments))?;
        self.refuse_words_to_come(node);
        self.refuse_words_to_come(arguments);
        Some(Procedure {
            name: self.name(node)?,
            result: self.declaration(result)?,
            arguments: self.arguments(arguments)?,
            number: self.value(node),
            span: self.text.span(result.start, node.end - 1),
        })
    }

    fn arguments(&mut self, node: &Node) -> Option<Vec<Declaration>> {
        node.all(Rule::argument)
            .map(|argument| self.declaration(argument))
            .collect()
    }

    fn refuse_words_to_come(&mut self, node: &Node) {
        for child in &node.children {
            match child.rule {
                Rule::qualifier | Rule::direction => {
                    let word = self.slice(child).trim().to_owned();
                    self.unsupported(child, &format!("`{word}`"));
                }
                Rule::attribute => self.unsupported(child, "an attribute in brackets"),
                Rule::raises => self.unsupported(child, "`raises`"),
                _ => {}
            }
        }
    }
}
