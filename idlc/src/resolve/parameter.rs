//! Parameters of an `interface` → what goes in and what comes back.
//!
//! A pointer with `[size_is(n)]` becomes an array, which says itself how long
//! it is. So `n` does not travel where such an array does.

use std::collections::HashMap;

use super::context::Context;
use super::findings::Findings;
use crate::ast::{Argument, Declaration, Direction, Form, Name, Primitive, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Field, Type};
use crate::source::Span;

/// What a procedure's parameters come to.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// `in` and `inout`.
    pub(super) arguments: Vec<Field>,
    /// `out` and `inout`.
    pub(super) outputs: Vec<Field>,
}

/// Which way the array travels whose length a parameter is, and where that is
/// said; by the parameter's place.
type Sizes = HashMap<usize, (Direction, Span)>;

impl Context<'_> {
    pub(super) fn parameters(
        &self,
        written: &[Argument],
        findings: &mut Findings<'_>,
    ) -> Parameters {
        let sizes = self.sizes(written, findings);
        let mut parameters = Parameters::default();
        for (index, argument) in written.iter().enumerate() {
            let unnamed = format!("arg{}", index + 1);
            let Some(field) = self.parameter(argument, &unnamed, findings) else {
                continue;
            };
            let array = sizes.get(&index).map(|(direction, _)| *direction);
            let goes_in = argument.direction.goes_in();
            if goes_in && !array.is_some_and(Direction::goes_in) {
                parameters.arguments.push(field.clone());
            }
            let comes_out = argument.direction.comes_out();
            if comes_out && !array.is_some_and(Direction::comes_out) {
                parameters.outputs.push(field);
            }
        }
        parameters
    }

    fn parameter(
        &self,
        argument: &Argument,
        unnamed: &str,
        findings: &mut Findings<'_>,
    ) -> Option<Field> {
        let declaration = &argument.declaration;
        let Some(size) = &argument.size_is else {
            return self.field(declaration, unnamed, findings);
        };
        let ty = self.sized(declaration, size, findings)?;
        let name = declaration.name.as_ref();
        let span = name.map_or(declaration.span, |name| name.span);
        Some(Field {
            name: name.map_or(unnamed, |name| &name.text).to_owned(),
            docs: self.docs(span, declaration.span),
            ty,
        })
    }

    /// What a pointer with a size points at: bytes, or elements.
    fn sized(
        &self,
        declaration: &Declaration,
        size: &Name,
        findings: &mut Findings<'_>,
    ) -> Option<Type> {
        if !matches!(declaration.form, Form::Pointer) {
            let message = "`size_is` belongs to a pointer";
            findings.report(
                bad_size(size.span, message)
                    .and(declaration.span, "this is none")
                    .help("an array says itself how long it is: leave `size_is` out"),
            );
            return None;
        }
        match declaration.ty.kind {
            TypeKind::Opaque | TypeKind::Primitive(Primitive::Char | Primitive::UnsignedChar) => {
                Some(Type::Opaque { max: None })
            }
            TypeKind::String => {
                let message = "a `string` says itself how long it is";
                findings.report(bad_size(size.span, message).help("write `string name<>`"));
                None
            }
            _ => Some(Type::Array {
                element: Box::new(self.element(declaration, findings)?),
                max: None,
            }),
        }
    }

    /// The parameters that are lengths of others.
    fn sizes(&self, written: &[Argument], findings: &mut Findings<'_>) -> Sizes {
        let mut sizes = Sizes::new();
        for array in written {
            let Some(size) = &array.size_is else { continue };
            let Some((index, length)) = find(&size.text, written) else {
                let message = format!("there is no parameter `{}`", size.text);
                findings.report(bad_size(size.span, message).label("not declared"));
                continue;
            };
            self.check_length(array, size, length, findings);
            if let Some((_, first)) = sizes.insert(index, (array.direction, size.span)) {
                let message = format!("`{}` is the size of two parameters", size.text);
                let diagnostic = bad_size(size.span, message).label("again here");
                findings.report(
                    diagnostic
                        .and(first, "first here")
                        .help("each array travels with a length of its own: give each a size"),
                );
            }
        }
        sizes
    }

    /// A length is a number, and is known on each way that its array takes.
    fn check_length(
        &self,
        array: &Argument,
        size: &Name,
        length: &Argument,
        findings: &mut Findings<'_>,
    ) {
        let name = &size.text;
        let declared = &length.declaration;
        if !self.is_length(declared) {
            let message = format!("`{name}` cannot be a size");
            findings.report(
                bad_size(size.span, message)
                    .and(declared.span, "declared here")
                    .help("a size is an `unsigned int` or another number of 32 bits"),
            );
        } else if array.direction.goes_in() && !length.direction.goes_in() {
            let message = format!("`{name}` is not known when the call is made");
            findings.report(
                bad_size(size.span, message)
                    .and(declared.span, "only comes back")
                    .help("declare it `in`, or `inout`"),
            );
        }
    }

    fn is_length(&self, declaration: &Declaration) -> bool {
        let meaning = self.renamed(declaration).and_then(|ty| self.meaning(ty));
        matches!(
            meaning,
            Some(Type::Short | Type::UnsignedShort | Type::Int | Type::UnsignedInt)
        )
    }
}

fn find<'a>(name: &str, written: &'a [Argument]) -> Option<(usize, &'a Argument)> {
    written.iter().enumerate().find(|(_, argument)| {
        let declared = argument.declaration.name.as_ref();
        declared.is_some_and(|declared| declared.text == name)
    })
}

fn bad_size(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::at(Code::BadSize, span, message)
}
