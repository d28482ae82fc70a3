//! The constants of a file, by name.

use std::cell::Cell;
use std::collections::HashMap;

use super::super::entry::TypeBody;
use super::super::findings::Findings;
use super::super::names::duplicate;
use super::super::scope::Scope;
use crate::ast::{Ast, Constant, Definition, Enumerator, Name, Program};
use crate::diagnostic::Code;
use crate::expression::{Evaluated, Expression};
use crate::model::TypeId;
use crate::preprocess::Preprocessed;
use crate::source::Span;

/// All constants of a file.
#[derive(Debug, Default)]
pub(in crate::resolve) struct Constants<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) by_name: HashMap<&'a str, usize>,
    /// The first enumerator of each enum.
    enums: HashMap<TypeId, usize>,
}

#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) name: &'a str,
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
        ast: &'a Ast,
        text: &'a Preprocessed,
        scope: &Scope<'a>,
        findings: &mut Findings<'_>,
    ) -> Self {
        let mut constants = Self::default();
        for constant in &text.constants {
            constants.constant(constant, Origin::Macro, findings);
        }
        for definition in &ast.definitions {
            constants.definition(definition, findings);
        }
        for (index, entry) in scope.types.iter().enumerate() {
            if let TypeBody::Enum(enumerators) = entry.body {
                constants.enumeration(TypeId(index), enumerators, findings);
            }
        }
        for constant in &text.passed_constants {
            let (name, value) = (&constant.name, &constant.value);
            constants.push_fallback(name, Origin::Passed, value, findings);
        }
        for definition in &ast.definitions {
            if let Definition::Program(program) = definition {
                constants.numbers(program, findings);
            }
        }
        constants
    }

    /// The value of a constant by name, if it has one.
    pub(in crate::resolve) fn get(&self, name: &str) -> Option<&Evaluated> {
        self.node(name)?.value.as_ref()
    }

    /// Whether a definition needed this constant.
    pub(in crate::resolve) fn is_used(&self, name: &str) -> bool {
        self.node(name).is_some_and(|node| node.used.get())
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

    /// Every name that a value could have been meant by.
    pub(in crate::resolve) fn names(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|node| node.name)
    }

    fn definition(&mut self, definition: &'a Definition, findings: &mut Findings<'_>) {
        match definition {
            Definition::Constant(constant) => self.constant(constant, Origin::Const, findings),
            Definition::Interface(interface) => {
                for definition in &interface.definitions {
                    self.definition(definition, findings);
                }
            }
            Definition::Type(_) | Definition::Program(_) => {}
        }
    }

    fn constant(&mut self, constant: &'a Constant, origin: Origin, findings: &mut Findings<'_>) {
        let expression = Some(&constant.value);
        self.push(&constant.name, origin, expression, None, findings);
    }

    fn enumeration(
        &mut self,
        id: TypeId,
        enumerators: &'a [Enumerator],
        findings: &mut Findings<'_>,
    ) {
        self.enums.insert(id, self.nodes.len());
        let mut previous = None;
        for enumerator in enumerators {
            let expression = enumerator.value.as_ref();
            let origin = Origin::Enumerator;
            let node = self.push(&enumerator.name, origin, expression, previous, findings);
            previous = Some(node);
        }
    }

    fn numbers(&mut self, program: &'a Program, findings: &mut Findings<'_>) {
        let mut number = |name, value| {
            self.push_fallback(name, Origin::Number, value, findings);
        };
        number(&program.name, &program.number);
        for version in &program.versions {
            number(&version.name, &version.number);
            for procedure in &version.procedures {
                if let Some(value) = &procedure.number {
                    number(&procedure.name, value);
                }
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
        if self.node(&name.text).is_none() {
            self.push(name, origin, Some(value), None, findings);
        }
    }

    fn push(
        &mut self,
        name: &'a Name,
        origin: Origin,
        expression: Option<&'a Expression>,
        previous: Option<usize>,
        findings: &mut Findings<'_>,
    ) -> usize {
        let index = self.nodes.len();
        if let Some(first) = self.node(&name.text) {
            let code = Code::DuplicateDefinition;
            findings.report(duplicate(
                code, "constant", &name.text, name.span, first.span,
            ));
        } else {
            self.by_name.insert(&name.text, index);
        }
        self.nodes.push(Node {
            name: &name.text,
            span: name.span,
            origin,
            expression,
            previous,
            state: State::New,
            value: None,
            used: Cell::new(false),
        });
        index
    }

    pub(super) fn node(&self, name: &str) -> Option<&Node<'a>> {
        self.nodes.get(*self.by_name.get(name)?)
    }
}
