//! Names and numbers that must differ, in the file or in Rust.
//!
//! Types and constants that share a name in the file were reported when they
//! were collected; here it is about what becomes of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::context::Context;
use super::entry::{ItemEntry, TypeBody};
use super::findings::Findings;
use super::names::{Names, duplicate};
use super::nesting::Nest;
use crate::ast::{Declaration, Enumerator, Name, Procedure};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Interface, TypeId};
use crate::rust_name::Spelling;
use crate::source::Span;

/// An interface and the place of its name.
pub(super) struct PlacedInterface {
    pub(super) interface: Interface,
    /// The interface's name, or the version's.
    pub(super) span: Span,
}

impl Context<'_> {
    pub(super) fn check(
        &self,
        interfaces: &[PlacedInterface],
        spelling: Spelling,
        findings: &mut Findings<'_>,
    ) {
        let distinct = distinct_versions(interfaces, findings);
        self.check_definitions(&distinct, spelling, findings);
        for entry in &self.scope.types {
            match entry.body {
                TypeBody::Struct(fields) => {
                    check_fields("field", fields.iter(), spelling, findings);
                }
                TypeBody::Enum(enumerators) => {
                    check_variants(&entry.local_name, enumerators, spelling, findings);
                }
                TypeBody::Union(_) | TypeBody::Typedef(_) | TypeBody::Extern => {}
            }
        }
        for item in &self.scope.items {
            match item {
                ItemEntry::Interface(_, interface) => {
                    check_procedures(&interface.procedures, spelling, findings);
                }
                ItemEntry::Version(_, _, version) => {
                    check_procedures(&version.procedures, spelling, findings);
                }
                ItemEntry::Constant(..) | ItemEntry::Type(_) => {}
            }
        }
    }

    /// Everything that stands at the top of the generated module.
    fn check_definitions(
        &self,
        interfaces: &[&PlacedInterface],
        spelling: Spelling,
        findings: &mut Findings<'_>,
    ) {
        let mut types = Names::new("definition", Some(Code::DuplicateDefinition));
        let mut constants = Names::new("constant", None);
        for (index, entry) in self.scope.types.iter().enumerate() {
            if let Some(place) = self.scope.place(TypeId(index)) {
                let rust = spelling.type_name(&entry.name);
                let shown = self.scope.nesting.shown(entry.nest, &entry.local_name);
                types.take(&shown, rust, place.name, findings);
            }
        }
        for (nest, Name { text, span }) in self.constants() {
            let rust = spelling.constant_name(&self.within(nest).qualified(text));
            let shown = self.scope.nesting.shown(nest, text);
            constants.take(&shown, rust, *span, findings);
        }
        for placed in interfaces {
            let name = shown_name(placed);
            let names = spelling.interface_names(&placed.interface);
            // One finding is enough if all three are taken.
            let mut rust = [names.service, names.client, names.server].into_iter();
            let _all_free = rust.all(|rust| types.take(&name, rust, placed.span, findings));
            constants.take(&name, names.description, placed.span, findings);
        }
    }

    fn constants(&self) -> impl Iterator<Item = (Nest, &Name)> {
        let items = self.scope.items.iter().filter_map(|item| match item {
            ItemEntry::Constant(nest, constant) => Some((*nest, &constant.name)),
            _ => None,
        });
        let macros = self.macros();
        items.chain(macros.map(|constant| (Nest::FILE, &constant.name)))
    }
}

/// The name that a person knows an interface by.
fn shown_name(placed: &PlacedInterface) -> String {
    use crate::model::InterfaceForm;
    match &placed.interface.form {
        InterfaceForm::Interface => placed.interface.name.clone(),
        InterfaceForm::Program { version_name } => {
            format!("{} {version_name}", placed.interface.name)
        }
    }
}

/// No two interfaces have the same program and version numbers; those that do
/// are reported, and the first of them returned.
fn distinct_versions<'p>(
    interfaces: &'p [PlacedInterface],
    findings: &mut Findings<'_>,
) -> Vec<&'p PlacedInterface> {
    let mut taken: HashMap<(u32, u32), &PlacedInterface> = HashMap::new();
    let mut distinct = Vec::with_capacity(interfaces.len());
    for placed in interfaces {
        let numbers = (placed.interface.program, placed.interface.version);
        match taken.entry(numbers) {
            Entry::Occupied(first) => findings.report(same_version(placed, first.get())),
            Entry::Vacant(free) => {
                free.insert(placed);
                distinct.push(placed);
            }
        }
    }
    distinct
}

fn same_version(placed: &PlacedInterface, first: &PlacedInterface) -> Diagnostic {
    let (interface, other) = (&placed.interface, &first.interface);
    let (name, version) = (&interface.name, interface.version);
    let is_same_name = *name == other.name;
    if interface.program_is_derived && is_same_name {
        let code = Code::DuplicateDefinition;
        return duplicate(code, "interface", name, placed.span, first.span);
    }
    let message = if is_same_name {
        format!("`{name}` has two versions {version}")
    } else {
        let (program, other) = (interface.program, &other.name);
        format!("`{name}` and `{other}` are both version {version} of program {program:#010x}")
    };
    Diagnostic::at(Code::DuplicateVersionNumber, placed.span, message)
        .label("again here")
        .and(first.span, "first here")
}

fn check_fields<'a>(
    what: &str,
    fields: impl Iterator<Item = &'a Declaration>,
    spelling: Spelling,
    findings: &mut Findings<'_>,
) {
    let mut names = Names::new(what, Some(Code::DuplicateField));
    for name in fields.filter_map(|field| field.name.as_ref()) {
        names.take(
            &name.text,
            spelling.value_name(&name.text),
            name.span,
            findings,
        );
    }
}

fn check_variants(
    enum_name: &str,
    enumerators: &[Enumerator],
    spelling: Spelling,
    findings: &mut Findings<'_>,
) {
    let mut names = Names::new("value", None);
    let texts: Vec<&str> = enumerators
        .iter()
        .map(|enumerator| enumerator.name.text.as_str())
        .collect();
    let variants = spelling.variant_names(enum_name, &texts);
    for (enumerator, rust) in enumerators.iter().zip(variants) {
        let name = &enumerator.name;
        names.take(&name.text, rust, name.span, findings);
    }
}

fn check_procedures(procedures: &[Procedure], spelling: Spelling, findings: &mut Findings<'_>) {
    let mut names = Names::new("procedure", Some(Code::DuplicateProcedure));
    for procedure in procedures {
        let name = &procedure.name;
        names.take(
            &name.text,
            spelling.value_name(&name.text),
            name.span,
            findings,
        );
        let arguments = procedure.arguments.iter();
        let declarations = arguments.map(|argument| &argument.declaration);
        check_fields("argument", declarations, spelling, findings);
    }
}
