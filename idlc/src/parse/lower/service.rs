//! Programs and interfaces.

use super::super::grammar::{Node, Rule};
use super::lowering::Lower;
use crate::ast::{Argument, Direction, Interface, Name, Procedure, Program, Version};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

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
        for attribute in node.all(Rule::attribute) {
            self.attribute(attribute);
        }
        let raises = match node.child(Rule::raises) {
            Some(raises) => Some(self.declaration(raises)?),
            None => None,
        };
        Some(Procedure {
            name: self.name(node)?,
            result: self.declaration(result)?,
            arguments: self.arguments(arguments)?,
            raises,
            is_idempotent: self.qualifier("idempotent", node).is_some(),
            oneway: self.qualifier("oneway", node),
            number: self.value(node),
            span: self.text.span(node.start, node.end - 1),
        })
    }

    /// Where a word stands in front of a procedure.
    fn qualifier(&self, word: &str, node: &Node) -> Option<Span> {
        let mut words = node.all(Rule::qualifier);
        let found = words.find(|qualifier| self.slice(qualifier).trim() == word)?;
        Some(self.text.span(found.start, found.start + word.len()))
    }

    fn arguments(&mut self, node: &Node) -> Option<Vec<Argument>> {
        let arguments = node.children.iter().filter_map(|child| match child.rule {
            Rule::argument => Some(self.argument(child, child)),
            Rule::interface_argument => Some(
                child
                    .child(Rule::argument)
                    .and_then(|argument| self.argument(child, argument)),
            ),
            _ => None,
        });
        arguments.collect()
    }

    /// What is said in front of an argument may hang on a node around it.
    fn argument(&mut self, around: &Node, node: &Node) -> Option<Argument> {
        let mut size_is = None;
        for attribute in around.all(Rule::attribute) {
            size_is = self.attribute(attribute).or(size_is);
        }
        Some(Argument {
            direction: self.direction(around),
            size_is,
            declaration: self.declaration(node)?,
        })
    }

    fn direction(&mut self, node: &Node) -> Direction {
        let mut words = node.all(Rule::direction);
        let word = words.next().map_or("in", |word| self.slice(word).trim());
        if let Some(second) = words.next() {
            let message = "an argument has one direction";
            let diagnostic = Diagnostic::at(Code::BadAttribute, self.span(second), message);
            self.sink
                .report(diagnostic.help("write `inout` for what goes both ways"));
        }
        match word {
            "out" => Direction::Out,
            "inout" => Direction::InOut,
            _ => Direction::In,
        }
    }

    /// The argument that `[size_is(n)]` names. Any other attribute is
    /// reported.
    fn attribute(&mut self, node: &Node) -> Option<Name> {
        let mut size_is = None;
        for item in node.all(Rule::attribute_item) {
            let value = item.child(Rule::attribute_value);
            let name = self.name(item)?;
            if let Some(value) = value.filter(|_| name.text == "size_is") {
                size_is = Some(self.name_of(value));
                continue;
            }
            let message = format!("`{}` is not an attribute", self.slice(item));
            let diagnostic = Diagnostic::at(Code::BadAttribute, self.span(item), message);
            self.sink.report(diagnostic.help(
                "there is one: `[size_is(n)]` in front of a pointer says that it points at `n` \
                 elements",
            ));
        }
        size_is
    }
}
