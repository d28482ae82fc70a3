//! The syntax tree: definitions and what they are made of.

use super::layout;
use super::value::{Field, Json};
use crate::ast::{
    Arm, ArmLabel, Ast, Body, Constant, Declaration, Definition, Enumerator, Form, Name, Namespace,
    Primitive, TypeDefinition, TypeExpression, TypeKind, Union,
};
use crate::preprocess::Preprocessed;
use crate::source::{Sources, Span};

/// The tree of a file, as text.
pub(crate) fn ast(
    ast: &Ast,
    text: &Preprocessed,
    sources: &Sources,
) -> Result<String, serde_json::Error> {
    let writer = Writer { text, sources };
    let file = sources.main().map(|(_, main)| main.name());
    layout::text(&Json::object([
        ("format", "idlc-ast".into()),
        ("version", 1_u32.into()),
        ("file", file.into()),
        (
            "macros",
            Json::list(text.constants.iter().map(|it| writer.constant("macro", it))),
        ),
        ("definitions", writer.definitions(&ast.definitions)),
    ]))
}

/// Knows where things stand, and what comments say about them.
pub(super) struct Writer<'a> {
    text: &'a Preprocessed,
    sources: &'a Sources,
}

impl<'a> Writer<'a> {
    pub(super) fn definitions(&self, definitions: &'a [Definition]) -> Json<'a> {
        Json::list(definitions.iter().map(|definition| match definition {
            Definition::Constant(constant) => self.constant("const", constant),
            Definition::Type(definition) => self.type_definition(definition),
            Definition::Program(program) => self.program(program),
            Definition::Interface(interface) => self.interface(interface),
            Definition::Namespace(namespace) => self.namespace(namespace),
        }))
    }

    fn namespace(&self, namespace: &'a Namespace) -> Json<'a> {
        let path = namespace.path.iter().map(|name| self.name(name));
        Json::object([
            ("kind", "namespace".into()),
            ("path", Json::list(path)),
            ("definitions", self.definitions(&namespace.definitions)),
        ])
        .with(self.node(namespace.head))
    }

    fn constant(&self, kind: &'static str, constant: &'a Constant) -> Json<'a> {
        Json::object([
            ("kind", kind.into()),
            ("name", self.name(&constant.name)),
            ("value", self.expression(&constant.value)),
        ])
        .with(self.node(constant.span))
    }

    fn type_definition(&self, definition: &'a TypeDefinition) -> Json<'a> {
        let TypeDefinition { name, body, head } = definition;
        Json::object([("kind", kind(body).into()), ("name", self.name(name))])
            .with(self.body(body))
            .with(self.node(*head))
    }

    fn body(&self, body: &'a Body) -> Vec<Field<'a>> {
        match body {
            Body::Enum(values) => {
                let values = values.iter().map(|value| self.enumerator(value));
                vec![("values", Json::list(values))]
            }
            Body::Struct(fields) => {
                let fields = fields.iter().map(|field| self.declaration(field));
                vec![("fields", Json::list(fields))]
            }
            Body::Union(union) => self.union(union),
            Body::Typedef(declaration) => vec![("declaration", self.declaration(declaration))],
        }
    }

    fn enumerator(&self, enumerator: &'a Enumerator) -> Json<'a> {
        let value = enumerator.value.as_ref();
        Json::object([
            ("name", self.name(&enumerator.name)),
            ("value", value.map(|value| self.expression(value)).into()),
        ])
        .with(self.node(enumerator.span))
    }

    fn union(&self, union: &'a Union) -> Vec<Field<'a>> {
        let arms = union.arms.iter().map(|arm| self.arm(arm));
        vec![
            ("discriminant", self.declaration(&union.discriminant)),
            ("arms", Json::list(arms)),
        ]
    }

    fn arm(&self, arm: &'a Arm) -> Json<'a> {
        let labels = arm.labels.iter().map(|label| self.label(label));
        Json::object([
            ("labels", Json::list(labels)),
            ("declaration", self.declaration(&arm.declaration)),
        ])
    }

    fn label(&self, label: &'a ArmLabel) -> Json<'a> {
        let kind = if label.value.is_some() {
            "case"
        } else {
            "default"
        };
        let value = label.value.as_ref();
        Json::object([
            ("kind", kind.into()),
            ("value", value.map(|value| self.expression(value)).into()),
        ])
        .with(self.node(label.span))
    }

    pub(super) fn declaration(&self, declaration: &'a Declaration) -> Json<'a> {
        let (form, length) = match &declaration.form {
            Form::Plain => ("plain", None),
            Form::Pointer => ("pointer", None),
            Form::Fixed(length) => ("fixed", Some(length)),
            Form::Variable(max) => ("variable", max.as_ref()),
        };
        let name = declaration.name.as_ref();
        Json::object([
            ("name", name.map(|name| self.name(name)).into()),
            ("type", self.type_expression(&declaration.ty)),
            ("form", form.into()),
            (
                "length",
                length.map(|length| self.expression(length)).into(),
            ),
        ])
        .with(self.node(declaration.span))
    }

    fn type_expression(&self, ty: &'a TypeExpression) -> Json<'a> {
        let value = match &ty.kind {
            TypeKind::Void => Json::object([("kind", "void".into())]),
            TypeKind::String => Json::object([("kind", "string".into())]),
            TypeKind::Opaque => Json::object([("kind", "opaque".into())]),
            TypeKind::Primitive(word) => Json::object([("kind", primitive(*word).into())]),
            TypeKind::Named(name) => {
                Json::object([("kind", "named".into()), ("name", name.as_str().into())])
            }
            TypeKind::Inline { tag, body } => Json::object([
                ("kind", kind(body).into()),
                ("name", tag.as_ref().map(|tag| self.name(tag)).into()),
            ])
            .with(self.body(body)),
        };
        value.with([self.span(ty.span)])
    }

    pub(super) fn name(&self, name: &'a Name) -> Json<'a> {
        Json::object([("text", name.text.as_str().into()), self.span(name.span)])
    }

    /// What every node has that documentation may be about.
    pub(super) fn node(&self, span: Span) -> [Field<'a>; 2] {
        let comment = self.text.comments_about(span, span.end);
        let lines = comment.into_iter().map(Json::from);
        [("comment", Json::list(lines)), self.span(span)]
    }

    pub(super) fn span(&self, span: Span) -> Field<'a> {
        ("span", self.sources.place(span).map(Json::Place).into())
    }
}

fn kind(body: &Body) -> &'static str {
    match body {
        Body::Enum(_) => "enum",
        Body::Struct(_) => "struct",
        Body::Union(_) => "union",
        Body::Typedef(_) => "typedef",
    }
}

fn primitive(word: Primitive) -> &'static str {
    match word {
        Primitive::Char => "char",
        Primitive::UnsignedChar => "unsigned char",
        Primitive::Short => "short",
        Primitive::UnsignedShort => "unsigned short",
        Primitive::Int => "int",
        Primitive::UnsignedInt => "unsigned int",
        Primitive::Hyper => "hyper",
        Primitive::UnsignedHyper => "unsigned hyper",
        Primitive::Float => "float",
        Primitive::Double => "double",
        Primitive::Quadruple => "quadruple",
        Primitive::Bool => "bool",
    }
}
