//! Discriminated unions.

use std::collections::HashMap;

use super::context::Context;
use super::entry::TypeBody;
use super::findings::{Candidate, Findings};
use super::number::{SIGNED, UNSIGNED};
use super::suggest::alternatives;
use crate::ast::{self, Arm, ArmLabel, Declaration, Enumerator, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, ExpressionKind};
use crate::model::{self, DefaultArm, DiscriminantKind, Docs, Field, Label, Type, TypeId, Union};
use crate::source::Span;

/// How many values an enum may have to be listed in a message.
const LISTED_MAX: usize = 8;

/// What a case can be.
enum Cases<'a> {
    Enum(EnumCases<'a>),
    Bool,
    Int,
    UnsignedInt,
    /// The discriminant has been reported: nothing can be said about cases.
    Unknown,
}

/// The values of an enum, to be looked up.
struct EnumCases<'a> {
    name: &'a str,
    members: &'a [Enumerator],
    by_name: HashMap<&'a str, usize>,
    /// The first of each value.
    by_value: HashMap<i32, usize>,
    values: Vec<Option<i32>>,
}

/// The arms as far as they are resolved.
#[derive(Default)]
struct Arms {
    cases: Vec<model::Arm>,
    default: Option<DefaultArm>,
    /// Where each number is a case already; `None` is the default.
    taken: HashMap<Option<i64>, Span>,
}

impl Context<'_> {
    pub(super) fn union(&self, union: &ast::Union, findings: &mut Findings<'_>) -> Option<Union> {
        let discriminant = self.field(&union.discriminant, "", findings);
        let kind = discriminant
            .as_ref()
            .and_then(|field| self.discriminant_kind(&union.discriminant, field, findings));
        let cases = self.cases(kind);
        let mut arms = Arms::default();
        for arm in &union.arms {
            self.arm(arm, &cases, &mut arms, findings);
        }
        Some(Union {
            discriminant: discriminant?,
            kind: kind?,
            arms: arms.cases,
            default: arms.default,
        })
    }

    /// What a discriminant is, through all typedefs.
    fn discriminant_kind(
        &self,
        declaration: &Declaration,
        field: &Field,
        findings: &mut Findings<'_>,
    ) -> Option<DiscriminantKind> {
        let meaning = self.meaning(field.ty.clone());
        match meaning {
            Some(Type::Bool) => return Some(DiscriminantKind::Bool),
            Some(Type::Char | Type::Short | Type::Int) => return Some(DiscriminantKind::Int),
            Some(Type::UnsignedChar | Type::UnsignedShort | Type::UnsignedInt) => {
                return Some(DiscriminantKind::UnsignedInt);
            }
            Some(Type::Named(id)) if matches!(self.scope.entry(id)?.body, TypeBody::Enum(_)) => {
                return Some(DiscriminantKind::Enum(id));
            }
            _ => {}
        }
        let span = declaration.ty.span;
        let message = "a union cannot switch on this type";
        let diagnostic = Diagnostic::at(Code::BadDiscriminant, span, message);
        findings.report(diagnostic.help("a discriminant is an `int`, `unsigned`, `bool` or enum"));
        None
    }

    fn arm(&self, arm: &Arm, cases: &Cases<'_>, arms: &mut Arms, findings: &mut Findings<'_>) {
        let is_void = matches!(arm.declaration.ty.kind, TypeKind::Void);
        let field = if is_void {
            None
        } else {
            match self.field(&arm.declaration, "", findings) {
                Some(field) => Some(field),
                None => return,
            }
        };
        for label in &arm.labels {
            let docs = self.arm_docs(label, &arm.declaration);
            let field = field.clone();
            let Some(value) = &label.value else {
                if arms.is_new(None, label.span, findings) {
                    arms.default = Some(DefaultArm { docs, field });
                }
                continue;
            };
            if let Some((label, number)) = self.label(value, cases, findings)
                && arms.is_new(Some(number), value.span, findings)
            {
                arms.cases.push(model::Arm { label, docs, field });
            }
        }
    }

    /// What is said about the label comes before what is said about the
    /// declaration.
    fn arm_docs(&self, label: &ArmLabel, declaration: &Declaration) -> Docs {
        let mut docs = self.docs(label.span, label.span);
        let below = self.docs(declaration.span, declaration.span);
        docs.comment.extend(below.comment);
        docs.declaration = format!("{} {}", docs.declaration, below.declaration);
        docs
    }

    fn cases(&self, kind: Option<DiscriminantKind>) -> Cases<'_> {
        match kind {
            Some(DiscriminantKind::Enum(id)) => {
                self.enum_cases(id).map_or(Cases::Unknown, Cases::Enum)
            }
            Some(DiscriminantKind::Bool) => Cases::Bool,
            Some(DiscriminantKind::Int) => Cases::Int,
            Some(DiscriminantKind::UnsignedInt) => Cases::UnsignedInt,
            None => Cases::Unknown,
        }
    }

    fn enum_cases(&self, id: TypeId) -> Option<EnumCases<'_>> {
        let entry = self.scope.entry(id)?;
        let TypeBody::Enum(enumerators) = entry.body else {
            return None;
        };
        let values = self.constants.enumerators(id, enumerators.len());
        let names = enumerators.iter().enumerate();
        let numbers = values.iter().enumerate().rev();
        Some(EnumCases {
            name: &entry.name,
            members: enumerators,
            by_name: names
                .map(|(index, enumerator)| (enumerator.name.text.as_str(), index))
                .collect(),
            by_value: numbers
                .filter_map(|(index, value)| Some(((*value)?, index)))
                .collect(),
            values,
        })
    }

    /// A case label, and its number.
    fn label(
        &self,
        value: &Expression,
        cases: &Cases<'_>,
        findings: &mut Findings<'_>,
    ) -> Option<(Label, i64)> {
        let range = match cases {
            Cases::Unknown => return None,
            Cases::Enum(cases) => return self.enum_label(value, cases, findings),
            Cases::Bool => 0..=1,
            Cases::Int => SIGNED,
            Cases::UnsignedInt => UNSIGNED,
        };
        let number = self.number(value, &range, "a case", findings)?;
        let number = i64::try_from(number).ok()?;
        let label = match cases {
            Cases::Bool => Label::Bool(number == 1),
            _ => Label::Number(number),
        };
        Some((label, number))
    }

    /// A label of an enum is one of its values, by name or by number.
    fn enum_label(
        &self,
        value: &Expression,
        cases: &EnumCases<'_>,
        findings: &mut Findings<'_>,
    ) -> Option<(Label, i64)> {
        let name = match &value.kind {
            ExpressionKind::Name(name) => Some(name.as_str()),
            _ => None,
        };
        if let Some(&index) = name.and_then(|name| cases.by_name.get(name)) {
            let number = (*cases.values.get(index)?)?;
            return Some((Label::Enumerator(index), number.into()));
        }
        if name.is_some_and(|name| self.constants.get(self.nest, name).is_none()) {
            findings.report_case(value, cases);
            return None;
        }
        let number = self.number(value, &SIGNED, "a case", findings)?;
        let number = i32::try_from(number).ok()?;
        let Some(&index) = cases.by_value.get(&number) else {
            findings.report_case(value, cases);
            return None;
        };
        Some((Label::Enumerator(index), number.into()))
    }
}

impl Arms {
    /// Takes a case, unless another has it.
    fn is_new(&mut self, number: Option<i64>, span: Span, findings: &mut Findings<'_>) -> bool {
        let Some(&first) = self.taken.get(&number) else {
            self.taken.insert(number, span);
            return true;
        };
        let message = match number {
            Some(number) => format!("two cases for {number}"),
            None => "two defaults".to_owned(),
        };
        let diagnostic = Diagnostic::at(Code::DuplicateCase, span, message);
        findings.report(diagnostic.label("again here").and(first, "first here"));
        false
    }
}

impl Findings<'_> {
    /// A case that is not among the values of the enum.
    fn report_case(&mut self, value: &Expression, cases: &EnumCases<'_>) {
        let enumerators = cases.members;
        let message = format!("this case is not a value of the enum `{}`", cases.name);
        let diagnostic = Diagnostic::at(Code::CaseNotInEnum, value.span, message);
        let names = enumerators.iter().map(|enumerator| &enumerator.name);
        let diagnostic = match &value.kind {
            _ if enumerators.len() <= LISTED_MAX => {
                let names: Vec<&str> = names.map(|name| name.text.as_str()).collect();
                diagnostic.help(format!("its values are {}", alternatives(&names)))
            }
            ExpressionKind::Name(meant) => {
                let candidates = names.map(|name| Candidate {
                    name: &name.text,
                    place: Some(name.span),
                });
                self.suggest(diagnostic, meant, candidates)
            }
            _ => diagnostic,
        };
        self.report(diagnostic);
    }
}
