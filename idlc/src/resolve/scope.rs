//! Every type of a file, by name; and the order of what is generated.

use std::collections::HashMap;

use super::entry::{ItemEntry, TypeBody, TypeEntry, TypePlace, inline_type};
use super::findings::{Candidate, Findings};
use super::interface_name::interface_name;
use super::names::duplicate;
use super::nesting::{Known, Nest, Nesting};
use super::options::Options;
use crate::ast::{
    Ast, Body, Declaration, Definition, Form, Name, Procedure, TypeDefinition, TypeKind,
};
use crate::diagnostic::Code;
use crate::model::TypeId;
use crate::source::Span;
use crate::source::{Source, Sources};

/// What the names of a file stand for.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// By [`TypeId`].
    pub(super) types: Vec<TypeEntry<'a>>,
    /// In the order of the file.
    pub(super) items: Vec<ItemEntry<'a>>,
    /// `typedef struct x x;`, which defines nothing.
    pub(super) self_aliases: Vec<(Nest, &'a Name)>,
    /// `typedef`s of names that are `typedef`s already.
    pub(super) repeated: Vec<Repeated<'a>>,
    /// The scopes of the file.
    pub(super) nesting: Nesting,
    known: Known<TypeId>,
    /// Types without a definition of their own, by the place where they stand.
    inline: HashMap<Span, TypeId>,
}

/// A `typedef` of a name that another one has defined: allowed if it says the
/// same.
#[derive(Debug)]
pub(super) struct Repeated<'a> {
    pub(super) nest: Nest,
    pub(super) name: &'a Name,
    pub(super) declaration: &'a Declaration,
    pub(super) first: TypeId,
}

impl<'a> Scope<'a> {
    /// Collects the types of a file.
    pub(super) fn collect(
        ast: &'a Ast,
        sources: &Sources,
        options: &Options,
        findings: &mut Findings<'_>,
    ) -> Self {
        let mut scope = Self::default();
        for name in options.extern_types.keys() {
            scope.push(Nest::FILE, name, None, TypeBody::Extern);
        }
        for definition in &ast.definitions {
            scope.definition(Nest::FILE, definition, sources, findings);
        }
        scope
    }

    /// The type of a name, as seen from within a scope.
    pub(super) fn type_id(&self, from: Nest, name: &str) -> Option<TypeId> {
        self.known.find(&self.nesting, from, name)
    }

    /// The type of a name that is not known everywhere.
    pub(super) fn nested_type(&self, name: &str) -> Option<&TypeEntry<'a>> {
        self.entry(self.known.anywhere(name)?)
    }

    /// The type that is written out at a place.
    pub(super) fn inline_type(&self, span: Span) -> Option<TypeId> {
        self.inline.get(&span).copied()
    }

    pub(super) fn entry(&self, id: TypeId) -> Option<&TypeEntry<'a>> {
        self.types.get(id.0)
    }

    /// Where a type is defined; `None` for a type of the caller.
    pub(super) fn place(&self, id: TypeId) -> Option<TypePlace> {
        self.entry(id)?.place
    }

    /// Every type that could have been meant.
    pub(super) fn candidates(&self) -> impl Iterator<Item = Candidate<'_>> {
        self.types.iter().map(|entry| Candidate {
            name: &entry.name,
            place: entry.place.map(|place| place.name),
        })
    }

    fn definition(
        &mut self,
        nest: Nest,
        definition: &'a Definition,
        sources: &Sources,
        findings: &mut Findings<'_>,
    ) {
        match definition {
            Definition::Constant(constant) => {
                self.items.push(ItemEntry::Constant(nest, constant));
            }
            Definition::Type(definition) => self.type_definition(nest, definition, findings),
            Definition::Program(program) => {
                for version in &program.versions {
                    self.procedures(nest, &version.procedures, findings);
                    self.items.push(ItemEntry::Version(nest, program, version));
                }
            }
            Definition::Namespace(namespace) => {
                let open = |nest, name: &Name| self.nesting.namespace(nest, &name.text);
                let within = namespace.path.iter().fold(nest, open);
                for definition in &namespace.definitions {
                    self.definition(within, definition, sources, findings);
                }
            }
            Definition::Interface(interface) => {
                let file = sources.get(interface.head.file);
                let file = file.map_or("", Source::base_name);
                let within = self.nesting.open(nest, &interface_name(interface, file));
                for definition in &interface.definitions {
                    self.definition(within, definition, sources, findings);
                }
                self.procedures(within, &interface.procedures, findings);
                self.items.push(ItemEntry::Interface(within, interface));
            }
        }
    }

    fn type_definition(
        &mut self,
        nest: Nest,
        definition: &'a TypeDefinition,
        findings: &mut Findings<'_>,
    ) {
        let name = &definition.name;
        let body = match &definition.body {
            Body::Typedef(declaration) if defines_nothing(name, declaration) => {
                self.self_aliases.push((nest, name));
                return;
            }
            Body::Typedef(declaration) => typedef_body(name, declaration),
            body => TypeBody::of(body),
        };
        if let TypeBody::Typedef(declaration) = body
            && !matches!(declaration.ty.kind, TypeKind::Inline { .. })
            && let Some(first) = self.first_typedef(nest, &name.text)
        {
            self.repeated.push(Repeated {
                nest,
                name,
                declaration,
                first,
            });
            return;
        }
        self.define(nest, name, definition.head, body, findings);
    }

    fn first_typedef(&self, nest: Nest, name: &str) -> Option<TypeId> {
        let first = self.known.own(nest, name)?;
        let is_typedef = matches!(self.entry(first)?.body, TypeBody::Typedef(_));
        is_typedef.then_some(first)
    }

    fn procedures(&mut self, nest: Nest, procedures: &'a [Procedure], findings: &mut Findings<'_>) {
        for procedure in procedures {
            let name = &procedure.name.text;
            self.inline(nest, (name, "result"), &procedure.result, findings);
            if let Some(raised) = &procedure.raises {
                self.inline(nest, (name, "error"), raised, findings);
            }
            for argument in &procedure.arguments {
                self.inline(nest, (name, "argument"), &argument.declaration, findings);
            }
        }
    }

    /// Defines the type that a declaration writes out, if it does.
    fn inline(
        &mut self,
        nest: Nest,
        (outer, unnamed): (&str, &str),
        declaration: &'a Declaration,
        findings: &mut Findings<'_>,
    ) {
        if let Some((name, body)) = inline_type(outer, unnamed, declaration) {
            let place = declaration.ty.span;
            let id = self.define(nest, &name, name.span, body, findings);
            self.inline.insert(place, id);
        }
    }

    /// Defines a type and those within it. A type of the caller hides the
    /// file's, with all that is in it.
    fn define(
        &mut self,
        nest: Nest,
        name: &Name,
        head: Span,
        body: TypeBody<'a>,
        findings: &mut Findings<'_>,
    ) -> TypeId {
        if let Some(id) = self.known.own(nest, &name.text) {
            if let Some(first) = self.place(id) {
                let code = Code::DuplicateDefinition;
                findings.report(duplicate(code, "type", &name.text, name.span, first.name));
            }
            return id;
        }
        if let Some(id) = self.callers(nest, &name.text) {
            self.known.insert(nest, &name.text, id);
            return id;
        }
        let place = TypePlace {
            name: name.span,
            head,
        };
        let id = self.push(nest, &name.text, Some(place), body);
        self.items.push(ItemEntry::Type(id));
        for declaration in body.declarations() {
            self.inline(nest, (&name.text, "element"), declaration, findings);
        }
        id
    }

    /// The type that the caller supplies under the name that tells a nested
    /// one from others.
    fn callers(&self, nest: Nest, name: &str) -> Option<TypeId> {
        let qualified = self.nesting.qualified(nest, name);
        let id = self.known.own(Nest::FILE, &qualified)?;
        let is_extern = matches!(self.entry(id)?.body, TypeBody::Extern);
        is_extern.then_some(id)
    }

    fn push(
        &mut self,
        nest: Nest,
        name: &str,
        place: Option<TypePlace>,
        body: TypeBody<'a>,
    ) -> TypeId {
        let id = TypeId(self.types.len());
        self.types.push(TypeEntry {
            name: self.nesting.qualified(nest, name),
            local_name: name.to_owned(),
            nest,
            place,
            body,
        });
        self.known.insert(nest, name, id);
        id
    }
}

/// `typedef struct x x;`, which C needs and XDR does not.
fn defines_nothing(name: &Name, declaration: &Declaration) -> bool {
    matches!(&declaration.ty.kind, TypeKind::Named(target) if *target == name.text)
        && matches!(declaration.form, Form::Plain)
}

/// `typedef struct { … } x` and `typedef struct x { … } x` define a struct.
fn typedef_body<'a>(name: &Name, declaration: &'a Declaration) -> TypeBody<'a> {
    match (&declaration.ty.kind, &declaration.form) {
        (TypeKind::Inline { tag, body }, Form::Plain)
            if tag.as_ref().is_none_or(|tag| tag.text == name.text) =>
        {
            TypeBody::of(body)
        }
        _ => TypeBody::Typedef(declaration),
    }
}
