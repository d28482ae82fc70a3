//! Which names a definition defines, and which it needs.

use super::name::Name;
use crate::ast::{Body, Constant, Declaration, Definition, Form, TypeKind, Union};
use crate::expression::Expression;

/// The names in a definition.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) defined: Vec<Name>,
    /// Those that it defines itself may be among them.
    pub(super) needed: Vec<Name>,
}

impl Names {
    /// Of a definition that stands in no other, or of all in a namespace.
    pub(super) fn of(definition: &Definition) -> Self {
        let mut names = Self::default();
        names.definition(definition, &[]);
        names
    }

    /// Interfaces and programs define nothing that others could take. It
    /// recurses no deeper than the parser has let braces nest.
    fn definition(&mut self, definition: &Definition, path: &[&str]) {
        let first = self.defined.len();
        match definition {
            Definition::Constant(constant) => self.constant(constant),
            Definition::Type(definition) => {
                if !defines_nothing(&definition.name.text, &definition.body) {
                    let name = Name::Type(definition.name.text.clone());
                    self.defined.push(name);
                    self.body(&definition.body);
                }
            }
            Definition::Program(_) | Definition::Interface(_) => {}
            Definition::Namespace(namespace) => {
                let own = namespace.path.iter().map(|name| name.text.as_str());
                let path: Vec<&str> = path.iter().copied().chain(own).collect();
                for definition in &namespace.definitions {
                    self.definition(definition, &path);
                }
                return;
            }
        }
        self.qualify(first, path);
    }

    /// What was defined last, in the namespaces `a::b`, is `b::name` and
    /// `a::b::name`, too: which of them is said depends on the place.
    fn qualify(&mut self, first: usize, path: &[&str]) {
        let own = self.defined.get(first..).unwrap_or_default().to_vec();
        for start in 0..path.len() {
            let path = path.get(start..).unwrap_or_default().join("::");
            let within = own.iter().map(|name| name.within(&path));
            self.defined.extend(within);
        }
    }

    pub(super) fn constant(&mut self, constant: &Constant) {
        let name = Name::Constant(constant.name.text.clone());
        self.defined.push(name);
        self.expression(&constant.value);
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Enum(enumerators) => {
                for enumerator in enumerators {
                    let name = Name::Constant(enumerator.name.text.clone());
                    self.defined.push(name);
                    enumerator.value.iter().for_each(|it| self.expression(it));
                }
            }
            Body::Struct(fields) => fields.iter().for_each(|it| self.declaration(it)),
            Body::Union(union) => self.union(union),
            Body::Typedef(declaration) => self.declaration(declaration),
        }
    }

    fn union(&mut self, union: &Union) {
        self.declaration(&union.discriminant);
        for arm in &union.arms {
            let labels = arm.labels.iter().filter_map(|label| label.value.as_ref());
            labels.for_each(|value| self.expression(value));
            self.declaration(&arm.declaration);
        }
    }

    /// It recurses no deeper than the parser has let brackets nest.
    fn declaration(&mut self, declaration: &Declaration) {
        match &declaration.form {
            Form::Fixed(length) | Form::Variable(Some(length)) => self.expression(length),
            Form::Plain | Form::Pointer | Form::Variable(None) => {}
        }
        match &declaration.ty.kind {
            TypeKind::Named(name) => self.needed.push(Name::Type(name.clone())),
            TypeKind::Inline { tag, body } => {
                let tag = tag.iter().map(|tag| Name::Type(tag.text.clone()));
                self.defined.extend(tag);
                self.body(body);
            }
            TypeKind::Void | TypeKind::String | TypeKind::Opaque | TypeKind::Primitive(_) => {}
        }
    }

    fn expression(&mut self, expression: &Expression) {
        let names = expression.names().into_iter();
        self.needed
            .extend(names.map(|(name, _)| Name::Constant(name.to_owned())));
    }
}

/// `typedef struct x x;`
fn defines_nothing(name: &str, body: &Body) -> bool {
    let Body::Typedef(declaration) = body else {
        return false;
    };
    matches!(&declaration.ty.kind, TypeKind::Named(target) if target == name)
        && matches!(declaration.form, Form::Plain)
}
