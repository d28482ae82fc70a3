//! Types where they are used.

use std::fmt::Write as _;

use super::names::Names;
use super::order::has_tag;
use crate::model::{Model, Type};

/// Bytes of a `quadruple`, for which C has no type.
const QUADRUPLE_BYTES: u32 = 16;

/// Writes one classic file.
pub(super) struct Scribe<'a> {
    pub(super) model: &'a Model,
    pub(super) names: Names,
    /// What is written so far.
    pub(super) text: String,
}

impl Scribe<'_> {
    /// A declaration of `name`. `hint` is what a type is called that has to be
    /// given a name.
    pub(super) fn declare(&mut self, ty: &Type, name: &str, hint: &str) -> String {
        match ty {
            Type::String { max } => format!("string {name}<{}>", bound(*max)),
            Type::Opaque { max } => format!("opaque {name}<{}>", bound(*max)),
            Type::FixedOpaque { len } => format!("opaque {name}[{len}]"),
            Type::Quadruple => format!("opaque {name}[{QUADRUPLE_BYTES}]"),
            Type::FixedArray { element, len } => {
                let element = self.word(element, hint);
                format!("{element} {name}[{len}]")
            }
            Type::Array { element, max } => {
                let element = self.behind(element, hint);
                format!("{element} {name}<{}>", bound(*max))
            }
            Type::Optional { target, .. } => {
                let target = self.behind(target, hint);
                format!("{target} *{name}")
            }
            Type::Boxed { target } => self.declare(target, name, hint),
            Type::List { node } => format!("struct {} *{name}", self.names.of_type(*node)),
            _ => format!("{} {name}", self.word(ty, hint)),
        }
    }

    /// A type that needs no declarator: where it has none, it gets a name.
    pub(super) fn word(&mut self, ty: &Type, hint: &str) -> String {
        let word = match ty {
            Type::Char => "char",
            Type::UnsignedChar => "unsigned char",
            Type::Short => "short",
            Type::UnsignedShort => "unsigned short",
            Type::Int => "int",
            Type::UnsignedInt => "unsigned int",
            Type::Hyper => "hyper",
            Type::UnsignedHyper => "unsigned hyper",
            Type::Float => "float",
            Type::Double => "double",
            Type::Bool => "bool",
            Type::Named(id) => self.names.of_type(*id),
            _ => return self.named(ty, hint),
        };
        word.to_owned()
    }

    /// A type behind a pointer, which may be defined later.
    fn behind(&mut self, ty: &Type, hint: &str) -> String {
        match ty {
            Type::Named(id) if has_tag(*id, self.model) => {
                format!("struct {}", self.names.of_type(*id))
            }
            _ => self.word(ty, hint),
        }
    }

    fn named(&mut self, ty: &Type, hint: &str) -> String {
        let name = self.names.fresh(hint);
        let inner = format!("{hint}_element");
        let declaration = self.declare(ty, &name, &inner);
        let _infallible = write!(self.text, "typedef {declaration};\n\n");
        name
    }
}

fn bound(max: Option<u32>) -> String {
    max.map_or_else(String::new, |max| max.to_string())
}
