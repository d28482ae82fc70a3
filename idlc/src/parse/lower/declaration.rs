//! Types and what is declared with them.

use super::super::grammar::{Node, Rule};
use super::lowering::Lower;
use crate::ast::{Body, Declaration, Form, Primitive, TypeExpression, TypeKind};
use crate::diagnostic::{Code, Diagnostic};

impl Lower<'_> {
    /// A `declaration`, `result`, `argument`, or `void` alone.
    pub(super) fn declaration(&mut self, node: &Node) -> Option<Declaration> {
        let span = self.span(node);
        if node.rule == Rule::nothing {
            let kind = TypeKind::Void;
            return Some(Declaration {
                ty: TypeExpression { kind, span },
                form: Form::Plain,
                name: None,
                span,
            });
        }
        Some(Declaration {
            ty: self.type_expression(node.child(Rule::r#type)?)?,
            form: self.form(node)?,
            name: self.name(node),
            span,
        })
    }

    /// How a declaration declares; a pointer to an array is none of XDR's.
    fn form(&mut self, node: &Node) -> Option<Form> {
        let array = node
            .children
            .iter()
            .find(|child| matches!(child.rule, Rule::fixed | Rule::variable));
        let Some(array) = array else {
            let is_pointer = node.child(Rule::star).is_some();
            return Some(if is_pointer {
                Form::Pointer
            } else {
                Form::Plain
            });
        };
        if let Some(star) = node.child(Rule::star) {
            let span = self.span(star).to(self.span(array));
            let diagnostic = Diagnostic::at(Code::BadType, span, "a pointer to an array");
            self.sink.report(
                diagnostic.help(
                    "give one of the two a name with `typedef`, and declare the other with it",
                ),
            );
        }
        let value = self.value(array);
        match array.rule {
            Rule::fixed => Some(Form::Fixed(value?)),
            _ => Some(Form::Variable(value)),
        }
    }

    fn type_expression(&mut self, node: &Node) -> Option<TypeExpression> {
        let inner = node.children.first()?;
        let kind = match inner.rule {
            Rule::kw_string => TypeKind::String,
            Rule::kw_opaque => TypeKind::Opaque,
            Rule::primitive => self.primitive(inner),
            Rule::inline => self.inline(inner.children.first()?)?,
            _ => TypeKind::Named(self.slice(inner).to_owned()),
        };
        // Of `struct foo`, the name is what there is to say something about.
        let is_named = inner.rule == Rule::reference;
        let span = self.span(if is_named { inner } else { node });
        Some(TypeExpression { kind, span })
    }

    fn inline(&mut self, node: &Node) -> Option<TypeKind> {
        let body = match node.rule {
            Rule::inline_enum => Body::Enum(self.enumerators(node.child(Rule::enum_body)?)?),
            Rule::inline_struct => Body::Struct(self.fields(node.child(Rule::struct_body)?)?),
            _ => Body::Union(Box::new(self.union_body(node, node)?)),
        };
        let tag = self.name(node);
        Some(TypeKind::Inline { tag, body })
    }

    /// C's spellings of the primitive types. Words that make none together
    /// are reported, and stand for `int`.
    fn primitive(&mut self, node: &Node) -> TypeKind {
        let words: Vec<&str> = self.slice(node).split_whitespace().collect();
        if let Some(primitive) = primitive_of(&words) {
            return TypeKind::Primitive(primitive);
        }
        let message = format!("`{}` is not a type", words.join(" "));
        let diagnostic = Diagnostic::at(Code::BadType, self.span(node), message);
        self.sink.report(diagnostic);
        TypeKind::Primitive(Primitive::Int)
    }
}

fn primitive_of(words: &[&str]) -> Option<Primitive> {
    let (unsigned, words) = match words {
        ["unsigned", rest @ ..] | [rest @ .., "unsigned"] => (true, rest),
        ["signed", rest @ ..] => (false, rest),
        all => (false, all),
    };
    let signed_or = |signed, other| Some(if unsigned { other } else { signed });
    match words {
        [] | ["int" | "long"] | ["long", "int"] => {
            signed_or(Primitive::Int, Primitive::UnsignedInt)
        }
        ["char"] => signed_or(Primitive::Char, Primitive::UnsignedChar),
        ["short"] | ["short", "int"] => signed_or(Primitive::Short, Primitive::UnsignedShort),
        ["hyper"] | ["hyper", "int"] | ["long", "long"] | ["long", "long", "int"] => {
            signed_or(Primitive::Hyper, Primitive::UnsignedHyper)
        }
        ["float"] if !unsigned => Some(Primitive::Float),
        ["double"] if !unsigned => Some(Primitive::Double),
        ["quadruple"] if !unsigned => Some(Primitive::Quadruple),
        ["bool"] if !unsigned => Some(Primitive::Bool),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_of_c_are_known() {
        for (text, expected) in [
            ("unsigned", Some(Primitive::UnsignedInt)),
            ("unsigned long int", Some(Primitive::UnsignedInt)),
            ("long unsigned", Some(Primitive::UnsignedInt)),
            ("long long", Some(Primitive::Hyper)),
            ("unsigned hyper", Some(Primitive::UnsignedHyper)),
            ("signed char", Some(Primitive::Char)),
            ("unsigned float", None),
            ("int int", None),
        ] {
            let words: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(primitive_of(&words), expected, "{text}");
        }
    }
}
