//! The resolver's straight line.

use super::check::PlacedInterface;
use super::constant::Constants;
use super::context::Context;
use super::entry::ItemEntry;
use super::findings::Findings;
use super::options::Options;
use super::scope::Scope;
use super::{cycle, list, recursion};
use crate::ast::{self, Ast};
use crate::diagnostic::Sink;
use crate::expression::Evaluated;
use crate::model::{Constant, ConstantValue, Interface, Item, Model};
use crate::preprocess::Preprocessed;
use crate::source::Sources;

/// Resolves a whole file. What cannot be resolved is reported, and is missing
/// from the model.
pub(crate) fn resolve(
    ast: &Ast,
    text: &Preprocessed,
    sources: &Sources,
    options: &Options,
    sink: &mut Sink,
) -> Model {
    let findings = &mut Findings::new(sink);
    let scope = Scope::collect(ast, options, findings);
    let constants = Constants::resolve(ast, text, &scope, findings);
    let context = Context {
        text,
        sources,
        scope: &scope,
        constants: &constants,
    };
    let mut types = context.types(options, findings);
    let mut interfaces = context.interfaces(findings);
    context.check_self_aliases(findings);
    context.check(&interfaces, findings);
    cycle::check(&types, &scope, findings);
    let mut all: Vec<&mut Interface> = interfaces
        .iter_mut()
        .map(|placed| &mut placed.interface)
        .collect();
    list::mark(&mut types, &mut all);
    recursion::mark(&mut types);
    let main = sources.main();
    Model {
        file: main.map_or_else(String::new, |(_, main)| main.base_name().to_owned()),
        items: context.items(interfaces),
        types,
    }
}

impl Context<'_> {
    fn interfaces(&self, findings: &mut Findings<'_>) -> Vec<PlacedInterface> {
        let items = self.scope.items.iter();
        items
            .filter_map(|item| match item {
                ItemEntry::Interface(interface) => Some(PlacedInterface {
                    interface: self.interface(interface, findings)?,
                    span: interface
                        .name
                        .as_ref()
                        .map_or(interface.head, |name| name.span),
                }),
                ItemEntry::Version(program, version) => Some(PlacedInterface {
                    interface: self.version(program, version, findings)?,
                    span: version.name.span,
                }),
                ItemEntry::Constant(_) | ItemEntry::Type(_) => None,
            })
            .collect()
    }

    /// `typedef struct x x;` needs an `x` nonetheless.
    fn check_self_aliases(&self, findings: &mut Findings<'_>) {
        for name in &self.scope.self_aliases {
            if self.named(&name.text).is_none() {
                findings.undefined_type(&name.text, name.span, self.scope.type_names());
            }
        }
    }

    /// What is generated, in the order of the file.
    fn items(&self, interfaces: Vec<PlacedInterface>) -> Vec<Item> {
        let mut items: Vec<(u32, Item)> = Vec::new();
        let passed = self.text.passed_constants.iter();
        let macros = passed
            .filter(|constant| self.constants.is_used(&constant.name.text))
            .chain(&self.text.constants);
        let own = self.scope.items.iter().filter_map(|item| match item {
            ItemEntry::Constant(constant) => Some(*constant),
            _ => None,
        });
        for constant in macros.chain(own) {
            let item = self.constant(constant).map(Item::Constant);
            let order = self.text.order_of(constant.name.span);
            items.extend(item.map(|item| (order, item)));
        }
        for item in &self.scope.items {
            if let ItemEntry::Type(id) = item {
                let place = self.scope.place(*id);
                let order = place.map_or(0, |place| self.text.order_of(place.name));
                items.push((order, Item::Type(*id)));
            }
        }
        for placed in interfaces {
            let order = self.text.order_of(placed.span);
            items.push((order, Item::Interface(placed.interface)));
        }
        items.sort_by_key(|(order, _)| *order);
        items.into_iter().map(|(_, item)| item).collect()
    }

    fn constant(&self, constant: &ast::Constant) -> Option<Constant> {
        let value = match self.constants.get(&constant.name.text)? {
            Evaluated::Integer(number) => ConstantValue::Integer(*number),
            Evaluated::Text(text) => ConstantValue::Text(text.clone()),
        };
        let mut docs = self.docs(constant.name.span, constant.span);
        if docs.declaration.is_empty() {
            // A directive is blank by now.
            docs.declaration = self.as_written(constant.span);
        }
        Some(Constant {
            name: constant.name.text.clone(),
            docs,
            value,
        })
    }
}
