//! The model: everything resolved. Types are named where they are used; no two
//! share a name.

use super::layout;
use super::value::{Field, Json};
use crate::model::{
    self, Arm, ConstantValue, DiscriminantKind, Docs, Enumerator, Interface, InterfaceForm, Item,
    Label, Model, Procedure, Shape, Type, TypeDef, TypeId, Union,
};
use crate::source::Sources;

/// The model of a file, as text.
pub(crate) fn model(model: &Model, sources: &Sources) -> Result<String, serde_json::Error> {
    let writer = Writer { model, sources };
    let file = sources.main().map(|(_, main)| main.name());
    layout::text(&Json::object([
        ("format", "idlc-model".into()),
        ("version", 1_u32.into()),
        ("file", file.into()),
        (
            "items",
            Json::list(model.items.iter().map(|item| writer.item(item))),
        ),
        (
            "types",
            Json::list(model.types.iter().map(|ty| writer.definition(ty))),
        ),
    ]))
}

struct Writer<'a> {
    model: &'a Model,
    sources: &'a Sources,
}

impl<'a> Writer<'a> {
    fn item(&self, item: &'a Item) -> Json<'a> {
        match item {
            Item::Constant(constant) => Json::object([
                ("kind", "const".into()),
                ("name", constant.name.as_str().into()),
                (
                    "value",
                    match &constant.value {
                        ConstantValue::Integer(number) => (*number).into(),
                        ConstantValue::Text(text) => text.as_str().into(),
                    },
                ),
            ])
            .with(self.docs(&constant.docs)),
            Item::Type(id) => {
                Json::object([("kind", "type".into()), ("name", self.type_name(*id))])
            }
            Item::Interface(interface) => self.interface(interface),
        }
    }

    fn definition(&self, definition: &'a TypeDef) -> Json<'a> {
        let (kind, body) = self.shape(&definition.shape);
        Json::object([
            ("kind", kind.into()),
            ("name", definition.name.as_str().into()),
            ("local_name", definition.local_name.as_str().into()),
        ])
        .with(body)
        .with(self.docs(&definition.docs))
    }

    fn shape(&self, shape: &'a Shape) -> (&'static str, Vec<Field<'a>>) {
        match shape {
            Shape::Enum(values) => {
                let all = values.iter().map(|value| self.enumerator(value, values));
                ("enum", vec![("values", Json::list(all))])
            }
            Shape::Struct(it) => (
                "struct",
                vec![
                    ("fields", self.fields(&it.fields)),
                    ("is_list_node", it.list_node.into()),
                ],
            ),
            Shape::Union(union) => ("union", self.union(union)),
            Shape::Alias(target) => ("typedef", vec![("type", self.ty(target))]),
            Shape::Extern { path } => ("extern", vec![("path", path.as_str().into())]),
        }
    }

    fn enumerator(&self, value: &'a Enumerator, all: &'a [Enumerator]) -> Json<'a> {
        let original = value.alias_of.and_then(|first| all.get(first));
        Json::object([
            ("name", value.name.as_str().into()),
            ("value", value.value.into()),
            ("alias_of", original.map(|it| it.name.as_str()).into()),
        ])
        .with(self.docs(&value.docs))
    }

    fn union(&self, union: &'a Union) -> Vec<Field<'a>> {
        let kind = match union.kind {
            DiscriminantKind::Enum(_) => "enum",
            DiscriminantKind::Bool => "bool",
            DiscriminantKind::Int => "int",
            DiscriminantKind::UnsignedInt => "unsigned int",
        };
        let default = union.default.as_ref();
        let default = default.map(|arm| {
            Json::object([("field", arm.field.as_ref().map(|it| self.field(it)).into())])
                .with(self.docs(&arm.docs))
        });
        vec![
            ("discriminant", self.field(&union.discriminant)),
            ("switches_on", kind.into()),
            (
                "arms",
                Json::list(union.arms.iter().map(|arm| self.arm(arm, union.kind))),
            ),
            ("default", default.into()),
        ]
    }

    fn arm(&self, arm: &'a Arm, kind: DiscriminantKind) -> Json<'a> {
        let case = match arm.label {
            Label::Enumerator(index) => self.enumerator_name(kind, index).into(),
            Label::Bool(yes) => yes.into(),
            Label::Number(number) => number.into(),
        };
        Json::object([
            ("case", case),
            ("field", arm.field.as_ref().map(|it| self.field(it)).into()),
        ])
        .with(self.docs(&arm.docs))
    }

    fn enumerator_name(&self, kind: DiscriminantKind, index: usize) -> Option<&'a str> {
        let DiscriminantKind::Enum(id) = kind else {
            return None;
        };
        match &self.model.definition(id)?.shape {
            Shape::Enum(values) => Some(&values.get(index)?.name),
            _ => None,
        }
    }

    fn interface(&self, interface: &'a Interface) -> Json<'a> {
        let (form, version_name) = match &interface.form {
            InterfaceForm::Interface => ("interface", None),
            InterfaceForm::Program { version_name } => ("program", Some(version_name.as_str())),
        };
        let procedures = interface.procedures.iter();
        Json::object([
            ("kind", form.into()),
            ("name", interface.name.as_str().into()),
            ("version_name", version_name.into()),
            ("program", interface.program.into()),
            ("program_is_derived", interface.program_is_derived.into()),
            ("version", interface.version.into()),
            (
                "procedures",
                Json::list(procedures.map(|it| self.procedure(it))),
            ),
        ])
        .with(self.docs(&interface.docs))
    }

    fn procedure(&self, procedure: &'a Procedure) -> Json<'a> {
        let [result, raises] = [&procedure.result, &procedure.raises].map(Option::as_ref);
        Json::object([
            ("name", procedure.name.as_str().into()),
            ("number", procedure.number.into()),
            ("arguments", self.fields(&procedure.arguments)),
            ("result", result.map(|ty| self.ty(ty)).into()),
            ("outputs", self.fields(&procedure.outputs)),
            ("raises", raises.map(|ty| self.ty(ty)).into()),
            ("is_idempotent", procedure.is_idempotent.into()),
            ("is_oneway", procedure.is_oneway.into()),
        ])
        .with(self.docs(&procedure.docs))
    }

    fn fields(&self, fields: &'a [model::Field]) -> Json<'a> {
        Json::list(fields.iter().map(|field| self.field(field)))
    }

    fn field(&self, field: &'a model::Field) -> Json<'a> {
        Json::object([
            ("name", field.name.as_str().into()),
            ("type", self.ty(&field.ty)),
        ])
        .with(self.docs(&field.docs))
    }

    fn ty(&self, ty: &'a Type) -> Json<'a> {
        let kind = |kind: &'static str| ("kind", kind.into());
        match ty {
            Type::Char => Json::object([kind("char")]),
            Type::UnsignedChar => Json::object([kind("unsigned char")]),
            Type::Short => Json::object([kind("short")]),
            Type::UnsignedShort => Json::object([kind("unsigned short")]),
            Type::Int => Json::object([kind("int")]),
            Type::UnsignedInt => Json::object([kind("unsigned int")]),
            Type::Hyper => Json::object([kind("hyper")]),
            Type::UnsignedHyper => Json::object([kind("unsigned hyper")]),
            Type::Float => Json::object([kind("float")]),
            Type::Double => Json::object([kind("double")]),
            Type::Quadruple => Json::object([kind("quadruple")]),
            Type::Bool => Json::object([kind("bool")]),
            Type::String { max } => Json::object([kind("string"), ("max", (*max).into())]),
            Type::FixedOpaque { len } => {
                Json::object([kind("fixed_opaque"), ("length", (*len).into())])
            }
            Type::Opaque { max } => Json::object([kind("opaque"), ("max", (*max).into())]),
            Type::FixedArray { element, len } => Json::object([
                kind("fixed_array"),
                ("element", self.ty(element)),
                ("length", (*len).into()),
            ]),
            Type::Array { element, max } => Json::object([
                kind("array"),
                ("element", self.ty(element)),
                ("max", (*max).into()),
            ]),
            Type::Optional { target, recursive } => Json::object([
                kind("optional"),
                ("target", self.ty(target)),
                ("is_recursive", (*recursive).into()),
            ]),
            Type::Boxed { target } => Json::object([kind("boxed"), ("target", self.ty(target))]),
            Type::List { node } => Json::object([kind("list"), ("node", self.type_name(*node))]),
            Type::Named(id) => Json::object([kind("named"), ("name", self.type_name(*id))]),
        }
    }

    fn type_name(&self, id: TypeId) -> Json<'a> {
        let definition = self.model.definition(id);
        definition.map(|definition| definition.name.as_str()).into()
    }

    fn docs(&self, docs: &'a Docs) -> [Field<'a>; 3] {
        let place = docs.span.and_then(|span| self.sources.place(span));
        [
            ("comment", docs.comment.as_slice().into()),
            ("declaration", docs.declaration.as_str().into()),
            ("span", place.map(Json::Place).into()),
        ]
    }
}
