//! Names of constants → their values.

use std::ops::RangeInclusive;

use super::super::builtin::well_known_constant;
use super::super::findings::Findings;
use super::super::nesting::Nest;
use super::super::number::{not_a_number, out_of_range, overflow};
use super::super::scope::Scope;
use super::table::{Constants, Node, Origin, State};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{EvaluateError, Evaluated, Expression, evaluate};
use crate::preprocess::Preprocessed;
use crate::source::Span;

/// What a constant may be: any number of 64 bits, signed or not.
const CONSTANT_RANGE: RangeInclusive<i128> = i64::MIN as i128..=u64::MAX as i128;

/// What an enumerator may be. C files write `0xffffffff` for the bits of -1.
const ENUMERATOR_RANGE: RangeInclusive<i128> = i32::MIN as i128..=u32::MAX as i128;

impl<'a> Constants<'a> {
    /// Collects the constants of a file and evaluates them all.
    pub(in crate::resolve) fn resolve(
        text: &'a Preprocessed,
        scope: &Scope<'a>,
        findings: &mut Findings<'_>,
    ) -> Self {
        let mut constants = Self::collect(text, scope, findings);
        for node in 0..constants.nodes.len() {
            constants.evaluate(node, findings);
        }
        constants
    }

    /// The value of an expression that must be a number in `range`; `what`
    /// it is for, as a message says it: "a length".
    pub(in crate::resolve) fn number(
        &self,
        from: Nest,
        expression: &Expression,
        range: &RangeInclusive<i128>,
        what: &str,
        findings: &mut Findings<'_>,
    ) -> Option<i128> {
        let value = self.value(from, expression, findings)?;
        let Evaluated::Integer(number) = value else {
            findings.report(not_a_number(expression.span));
            return None;
        };
        if range.contains(&number) {
            return Some(number);
        }
        findings.report(out_of_range(expression.span, number, range, what));
        None
    }

    /// The value of an expression; what it lacks is reported.
    fn value(
        &self,
        from: Nest,
        expression: &Expression,
        findings: &mut Findings<'_>,
    ) -> Option<Evaluated> {
        for (name, _) in expression.names() {
            if let Some(node) = self.node(from, name) {
                node.used.set(true);
            }
        }
        match evaluate(expression, &|name| self.lookup(from, name)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.report(from, expression, error, findings);
                None
            }
        }
    }

    /// Evaluates a constant after all that it depends on, without recursion:
    /// a file may chain as many as it likes.
    fn evaluate(&mut self, root: usize, findings: &mut Findings<'_>) {
        let mut pending = vec![root];
        while let Some(&index) = pending.last() {
            match self.state(index) {
                State::New => {
                    self.set_state(index, State::Open);
                    for (dependency, span) in self.dependencies(index) {
                        match self.state(dependency) {
                            State::New => pending.push(dependency),
                            State::Open => self.report_cycle(dependency, span, findings),
                            State::Done => {}
                        }
                    }
                }
                State::Open => {
                    let value = self.evaluated(index, findings);
                    if let Some(node) = self.nodes.get_mut(index) {
                        node.value = value;
                        node.state = State::Done;
                    }
                    pending.pop();
                }
                State::Done => {
                    pending.pop();
                }
            }
        }
    }

    /// The constants that a constant is defined by, and where it says so.
    fn dependencies(&self, index: usize) -> Vec<(usize, Span)> {
        let Some(node) = self.nodes.get(index) else {
            return Vec::new();
        };
        match (node.expression, node.previous) {
            (Some(expression), _) => expression
                .names()
                .into_iter()
                .filter_map(|(name, span)| Some((self.index(node.nest, name)?, span)))
                .collect(),
            (None, Some(previous)) => vec![(previous, node.span)],
            (None, None) => Vec::new(),
        }
    }

    fn evaluated(&self, index: usize, findings: &mut Findings<'_>) -> Option<Evaluated> {
        let node = self.nodes.get(index)?;
        let value = match (node.expression, node.previous) {
            (Some(expression), _) => {
                match evaluate(expression, &|name| self.lookup(node.nest, name)) {
                    Ok(value) => value,
                    Err(error) => {
                        // A macro that means nothing is reported where it is used.
                        if matches!(node.origin, Origin::Const | Origin::Enumerator) {
                            self.report(node.nest, expression, error, findings);
                        }
                        return None;
                    }
                }
            }
            (None, None) => Evaluated::Integer(0),
            (None, Some(previous)) => match self.nodes.get(previous)?.value {
                Some(Evaluated::Integer(number)) => Evaluated::Integer(number + 1),
                _ => return None,
            },
        };
        checked(node, value, findings)
    }

    /// What a name stands for: the file's constant, or one that C's headers
    /// define.
    fn lookup(&self, from: Nest, name: &str) -> Option<Evaluated> {
        match self.node(from, name) {
            Some(node) => node.value.clone(),
            None => well_known_constant(name).map(Evaluated::Integer),
        }
    }

    fn report(
        &self,
        from: Nest,
        expression: &Expression,
        error: EvaluateError,
        findings: &mut Findings<'_>,
    ) {
        match error {
            EvaluateError::Unknown => {
                for (name, span) in expression.names() {
                    self.report_unknown(from, name, span, findings);
                }
            }
            EvaluateError::TextInArithmetic(span) => findings.report(not_a_number(span)),
            EvaluateError::Overflow(span) => findings.report(overflow(span)),
        }
    }

    fn report_unknown(&self, from: Nest, name: &str, span: Span, findings: &mut Findings<'_>) {
        let Some(node) = self.node(from, name) else {
            if well_known_constant(name).is_some() {
                return;
            }
            match self.elsewhere(name) {
                Some(node) => findings.report(self.known_elsewhere(name, span, node)),
                None => findings.undefined_constant(name, span, self.candidates()),
            }
            return;
        };
        // What ails a `const` is reported where it is defined.
        if node.value.is_none()
            && matches!(node.origin, Origin::Macro | Origin::Passed | Origin::Number)
        {
            let message = format!("`{name}` has no value that is known here");
            let diagnostic = Diagnostic::at(Code::UndefinedConstant, span, message);
            findings.report(diagnostic.and(node.span, "defined here"));
        }
    }

    fn known_elsewhere(&self, name: &str, span: Span, node: &Node<'_>) -> Diagnostic {
        let (why, help) = self.nesting.way_in(node.nest, name);
        let message = format!("there is no constant `{name}` here");
        Diagnostic::at(Code::UndefinedConstant, span, message)
            .label("not known here")
            .and(node.span, why)
            .help(help)
    }

    fn report_cycle(&self, index: usize, span: Span, findings: &mut Findings<'_>) {
        if let Some(node) = self.nodes.get(index) {
            let message = format!("the constant `{}` is defined by itself", node.name);
            let diagnostic = Diagnostic::at(Code::ConstantCycle, node.span, message);
            findings.report(diagnostic.and(span, "here"));
        }
    }

    fn state(&self, index: usize) -> State {
        self.nodes.get(index).map_or(State::Done, |node| node.state)
    }

    fn set_state(&mut self, index: usize, state: State) {
        if let Some(node) = self.nodes.get_mut(index) {
            node.state = state;
        }
    }
}

/// The value as its kind of constant can have it.
fn checked(node: &Node<'_>, value: Evaluated, findings: &mut Findings<'_>) -> Option<Evaluated> {
    let span = node
        .expression
        .map_or(node.span, |expression| expression.span);
    let is_enumerator = node.origin == Origin::Enumerator;
    let (range, what) = if is_enumerator {
        (&ENUMERATOR_RANGE, "a value of an enum")
    } else {
        (&CONSTANT_RANGE, "a constant")
    };
    match value {
        Evaluated::Integer(number) if !range.contains(&number) => {
            findings.report(out_of_range(span, number, range, what));
            None
        }
        Evaluated::Integer(number) if is_enumerator => Some(Evaluated::Integer(as_i32(number))),
        Evaluated::Text(_) if is_enumerator => {
            findings.report(not_a_number(span));
            None
        }
        value => Some(value),
    }
}

/// The number with the same 32 bits that is an `int`.
fn as_i32(number: i128) -> i128 {
    if number > i128::from(i32::MAX) {
        number - (1 << 32)
    } else {
        number
    }
}
