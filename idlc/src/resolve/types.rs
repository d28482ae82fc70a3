//! Declarations → types.

use super::builtin::{primitive, well_known_type};
use super::context::Context;
use super::entry::TypeBody;
use super::findings::Findings;
use super::number::UNSIGNED;
use crate::ast::{Declaration, Form, Primitive, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Expression;
use crate::model::{Field, Type};
use crate::source::Span;

/// The longest chain of typedefs from a number or an enum to what it is.
const TYPEDEFS_MAX: usize = 64;

impl Context<'_> {
    /// A declaration with a name, or with the one that is given.
    pub(super) fn field(
        &self,
        declaration: &Declaration,
        unnamed: &str,
        findings: &mut Findings<'_>,
    ) -> Option<Field> {
        let name = declaration.name.as_ref();
        let span = name.map_or(declaration.span, |name| name.span);
        Some(Field {
            name: name.map_or(unnamed, |name| &name.text).to_owned(),
            docs: self.docs(span, declaration.span),
            ty: self.declared(declaration, findings)?,
        })
    }

    /// The type that a declaration gives to what it declares.
    pub(super) fn declared(
        &self,
        declaration: &Declaration,
        findings: &mut Findings<'_>,
    ) -> Option<Type> {
        match &declaration.ty.kind {
            TypeKind::Void => {
                findings.report(bad_type(declaration, "`void` declares nothing"));
                None
            }
            TypeKind::String => self.string(declaration, findings),
            TypeKind::Opaque => self.opaque(declaration, findings),
            TypeKind::Primitive(Primitive::Char | Primitive::UnsignedChar)
                if matches!(declaration.form, Form::Pointer) =>
            {
                let message = "a `char *` says nothing about how much it points at";
                let diagnostic = unsized_pointer(declaration, message);
                findings.report(
                    diagnostic.help("write `string name<>` for text, `opaque name<>` for bytes"),
                );
                None
            }
            _ => self.composed(declaration, findings),
        }
    }

    fn string(&self, declaration: &Declaration, findings: &mut Findings<'_>) -> Option<Type> {
        match &declaration.form {
            // Real files leave the brackets out.
            Form::Plain => Some(Type::String { max: None }),
            Form::Variable(max) => Some(Type::String {
                max: self.bound(max.as_ref(), findings).ok()?,
            }),
            Form::Pointer => Some(Type::Optional {
                target: Box::new(Type::String { max: None }),
                recursive: false,
            }),
            Form::Fixed(_) => {
                let diagnostic = bad_type(declaration, "a `string` has no fixed length");
                findings.report(diagnostic.help(
                    "write `string name<MAX>`, or `opaque name[LENGTH]` for a fixed number of bytes",
                ));
                None
            }
        }
    }

    fn opaque(&self, declaration: &Declaration, findings: &mut Findings<'_>) -> Option<Type> {
        match &declaration.form {
            Form::Plain => Some(Type::Opaque { max: None }),
            Form::Variable(max) => Some(Type::Opaque {
                max: self.bound(max.as_ref(), findings).ok()?,
            }),
            Form::Fixed(len) => Some(Type::FixedOpaque {
                len: self.length(len, "a length", findings)?,
            }),
            Form::Pointer => {
                let message = "an `opaque *` says nothing about how much it points at";
                let diagnostic = unsized_pointer(declaration, message);
                findings.report(diagnostic.help("write `opaque name<>`"));
                None
            }
        }
    }

    fn composed(&self, declaration: &Declaration, findings: &mut Findings<'_>) -> Option<Type> {
        let element = self.element(declaration, findings);
        match &declaration.form {
            Form::Plain => element,
            Form::Pointer => Some(Type::Optional {
                target: Box::new(element?),
                recursive: false,
            }),
            Form::Fixed(len) => {
                let len = self.length(len, "a length", findings)?;
                let element = Box::new(element?);
                Some(Type::FixedArray { element, len })
            }
            Form::Variable(max) => {
                let max = self.bound(max.as_ref(), findings).ok()?;
                let element = Box::new(element?);
                Some(Type::Array { element, max })
            }
        }
    }

    /// What an array or a pointer is of.
    pub(super) fn element(
        &self,
        declaration: &Declaration,
        findings: &mut Findings<'_>,
    ) -> Option<Type> {
        let span = declaration.ty.span;
        match &declaration.ty.kind {
            TypeKind::Primitive(keyword) => Some(primitive(*keyword)),
            TypeKind::Inline { .. } => self.scope.inline_type(span).map(Type::Named),
            TypeKind::Named(name) => self.named(name).or_else(|| {
                self.undefined_type(name, span, findings);
                None
            }),
            // These are no elements: see `declared`.
            TypeKind::Void | TypeKind::String | TypeKind::Opaque => None,
        }
    }

    /// What a type is, through all typedefs that do no more than rename it;
    /// `None` where there are too many, or one that does more.
    pub(super) fn meaning(&self, ty: Type) -> Option<Type> {
        let mut ty = ty;
        for _ in 0..TYPEDEFS_MAX {
            let Type::Named(id) = ty else { return Some(ty) };
            let entry = self.scope.entry(id)?;
            let TypeBody::Typedef(target) = entry.body else {
                return Some(ty);
            };
            ty = self.within(entry.nest).renamed(target)?;
        }
        None
    }

    /// The type that a declaration gives another name, if it does no more.
    pub(super) fn renamed(&self, declaration: &Declaration) -> Option<Type> {
        if !matches!(declaration.form, Form::Plain) {
            return None;
        }
        match &declaration.ty.kind {
            TypeKind::Primitive(keyword) => Some(primitive(*keyword)),
            TypeKind::Named(name) => self.named(name),
            TypeKind::Inline { .. } => {
                let inline = self.scope.inline_type(declaration.ty.span);
                inline.map(Type::Named)
            }
            TypeKind::Void | TypeKind::String | TypeKind::Opaque => None,
        }
    }

    /// The type that a name stands for.
    pub(super) fn named(&self, name: &str) -> Option<Type> {
        let own = self.scope.type_id(self.nest, name).map(Type::Named);
        own.or_else(|| well_known_type(name))
    }

    /// A type that nobody defines, or not for this place.
    pub(super) fn undefined_type(&self, name: &str, span: Span, findings: &mut Findings<'_>) {
        let elsewhere = self.scope.nested_type(name);
        match elsewhere.and_then(|entry| Some((entry.nest, entry.place?))) {
            Some((nest, place)) => {
                let (why, help) = self.scope.nesting.way_in(nest, name);
                let message = format!("there is no type `{name}` here");
                let diagnostic = Diagnostic::at(Code::UndefinedType, span, message);
                findings.report(
                    diagnostic
                        .label("not known here")
                        .and(place.name, why)
                        .help(help),
                );
            }
            None => findings.undefined_type(name, span, self.scope.candidates()),
        }
    }

    /// `<max>`, or `None` for `<>`.
    fn bound(
        &self,
        max: Option<&Expression>,
        findings: &mut Findings<'_>,
    ) -> Result<Option<u32>, Reported> {
        match max {
            None => Ok(None),
            Some(max) => match self.length(max, "a bound", findings) {
                Some(max) => Ok(Some(max)),
                None => Err(Reported),
            },
        }
    }

    fn length(
        &self,
        expression: &Expression,
        what: &str,
        findings: &mut Findings<'_>,
    ) -> Option<u32> {
        let number = self.number(expression, &UNSIGNED, what, findings)?;
        u32::try_from(number).ok()
    }
}

/// There is no value, and the sink knows why.
struct Reported;

fn bad_type(declaration: &Declaration, message: &str) -> Diagnostic {
    Diagnostic::at(Code::BadType, declaration.span, message)
}

fn unsized_pointer(declaration: &Declaration, message: &str) -> Diagnostic {
    Diagnostic::at(Code::UnsizedPointer, declaration.span, message)
}
