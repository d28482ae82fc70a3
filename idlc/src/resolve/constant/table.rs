//! The constants of a file, by name.

use std::cell::Cell;
use std::collections::HashMap;

use super::super::entry::{ItemEntry, TypeBody};
use super::super::findings::{Candidate, Findings};
use super::super::names::duplicate;
use super::super::nesting::{Known, Nest, Nesting};
use super::super::scope::Scope;
use crate::ast::{Constant, Enumerator, Name, Program, Version};
use crate::diagnostic::Code;
use crate::expression::{Evaluated, Expression};
use crate::model::TypeId;
use crate::preprocess::Preprocessed;
use crate::source::Span;

/// All constants of a file.
#[derive(Debug, Default)]
pub(in crate::resolve) struct Constants<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) known: Known<usize>,
    pub(super) nesting: Nesting,
    /// The first enumerator of each enum.
    enums: HashMap<TypeId, usize>,
}

#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) name: &'a str,
    /// Where the names that it is defined by are looked up.
    pub(super) nest: Nest,
    pub(super) span: Span,
    pub(super) origin: Origin,
    /// What it is defined by; `None` of an enumerator: one more than `previous`.
    pub(super) expression: Option<&'a Expression>,
    /// The enumerator before this one.
    pub(super) previous: Option<usize>,
    pub(super) state: State,
    pub(super) value: Option<Evaluated>,
    /// Something other than a constant has asked for it.
    pub(super) used: Cell<bool>,
}

/// Where a constant is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Const,
    Enumerator,
    /// `#define`: like text in C, it needs to mean something only where it is
    /// used.
    Macro,
    /// `%#define`: the same, for the C compiler.
    Passed,
    /// The number of a program, version or procedure: rpcgen defines a macro
    /// for each.
    Number,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    New,
    /// What it depends on is being evaluated.
    Open,
    Done,
}

impl<'a> Constants<'a> {
    /// Collects the constants of a file.
    pub(super) fn collect(
        text: &'a Preprocessed,
        scope: &Scope<'a>,
        findings: &mut Findings<'_>,
    ) -> Self {
        let mut constants = Self {
            nesting: scope.nesting.clone(),
            ..Self::default()
        };
        for constant in &text.constants {
            constants.constant(Nest::FILE, constant, Origin::Macro, findings);
        }
        for item in &scope.items {
            if let ItemEntry::Constant(nest, constant) = *item {
                constants.constant(nest, constant, Origin::Const, findings);
            }
        }
        for (index, entry) in scope.types.iter().enumerate() {
            if let TypeBody::Enum(enumerators) = entry.body {
                constants.enumeration(TypeId(index), entry.nest, enumerators, findings);
            }
        }
        for constant in &text.passed_constants {
            let (name, value) = (&constant.name, &constant.value);
            constants.push_fallback(name, Origin::Passed, value, findings);
        }
        for item in &scope.items {
            if let ItemEntry::Version(_, program, version) = *item {
                constants.numbers(program, version, findings);
            }
        }
        constants
    }

    /// The value of a constant by name, if it has one.
    pub(in crate::resolve) fn get(&self, from: Nest, name: &str) -> Option<&Evaluated> {
        self.node(from, name)?.value.as_ref()
    }

    /// Whether a definition needed this constant, and not another of its name.
    pub(in crate::resolve) fn is_used(&self, name: &Name) -> bool {
        let node = self.node(Nest::FILE, &name.text);
        node.is_some_and(|node| node.span == name.span && node.used.get())
    }

    /// The numbers of an enum's values, in order; `None` where there is none.
    pub(in crate::resolve) fn enumerators(&self, id: TypeId, count: usize) -> Vec<Option<i32>> {
        let first = self.enums.get(&id).copied().unwrap_or(self.nodes.len());
        let nodes = self.nodes.iter().skip(first).take(count);
        nodes
            .map(|node| match node.value {
                Some(Evaluated::Integer(number)) => i32::try_from(number).ok(),
                _ => None,
            })
            .collect()
    }

    /// Every constant that could have been meant.
    pub(in crate::resolve) fn candidates(&self) -> impl Iterator<Item = Candidate<'_>> {
        self.nodes.iter().map(|node| Candidate {
            name: node.name,
            place: Some(node.span),
        })
    }

    fn constant(
        &mut self,
        nest: Nest,
        constant: &'a Constant,
        origin: Origin,
        findings: &mut Findings<'_>,
    ) {
        let node = Node::new(&constant.name, nest, origin, Some(&constant.value));
        self.push(node, findings);
    }

    fn enumeration(
        &mut self,
        id: TypeId,
        nest: Nest,
        enumerators: &'a [Enumerator],
        findings: &mut Findings<'_>,
    ) {
        self.enums.insert(id, self.nodes.len());
        let mut previous = None;
        for enumerator in enumerators {
            let expression = enumerator.value.as_ref();
            let node = Node {
                previous,
                ..Node::new(&enumerator.name, nest, Origin::Enumerator, expression)
            };
            previous = Some(self.push(node, findings));
        }
    }

    fn numbers(&mut self, program: &'a Program, version: &'a Version, findings: &mut Findings<'_>) {
        let mut number = |name, value| {
            self.push_fallback(name, Origin::Number, value, findings);
        };
        number(&program.name, &program.number);
        number(&version.name, &version.number);
        for procedure in &version.procedures {
            if let Some(value) = &procedure.number {
                number(&procedure.name, value);
            }
        }
    }

    /// A constant that counts only where the file says nothing else.
    fn push_fallback(
        &mut self,
        name: &'a Name,
        origin: Origin,
        value: &'a Expression,
        findings: &mut Findings<'_>,
    ) {
        if self.known.own(Nest::FILE, &name.text).is_none() {
            self.push(Node::new(name, Nest::FILE, origin, Some(value)), findings);
        }
    }

    fn push(&mut self, node: Node<'a>, findings: &mut Findings<'_>) -> usize {
        let index = self.nodes.len();
        let first = self.known.own(node.nest, node.name);
        if let Some(first) = first.and_then(|first| self.nodes.get(first)) {
            let code = Code::DuplicateDefinition;
            findings.report(duplicate(
                code, "constant", node.name, node.span, first.span,
            ));
        } else {
            self.known.insert(node.nest, node.name, index);
        }
        self.nodes.push(node);
        index
    }

    pub(super) fn node(&self, from: Nest, name: &str) -> Option<&Node<'a>> {
        self.nodes.get(self.index(from, name)?)
    }

    /// A constant that is not known everywhere.
    pub(super) fn elsewhere(&self, name: &str) -> Option<&Node<'a>> {
        self.nodes.get(self.known.anywhere(name)?)
    }

    /// The constant that a name stands for, as seen from within a scope.
    pub(super) fn index(&self, from: Nest, name: &str) -> Option<usize> {
        self.known.find(&self.nesting, from, name)
    }
}

impl<'a> Node<'a> {
    fn new(name: &'a Name, nest: Nest, origin: Origin, expression: Option<&'a Expression>) -> Self {
        Self {
            name: &name.text,
            nest,
            span: name.span,
            origin,
            expression,
            previous: None,
            state: State::New,
            value: None,
            used: Cell::new(false),
        }
    }
}
