//! The resolver's straight line.

use super::check::PlacedInterface;
use super::constant::Constants;
use super::context::Context;
use super::entry::ItemEntry;
use super::findings::Findings;
use super::hint::hint;
use super::missing::Missing;
use super::nesting::Nest;
use super::options::Options;
use super::scope::Scope;
use super::{cycle, list, recursion};
use crate::ast::{self, Ast};
use crate::diagnostic::Sink;
use crate::expression::Evaluated;
use crate::model::{Constant, ConstantValue, Interface, Item, Model};
use crate::preprocess::Preprocessed;
use crate::source::Sources;

/// What a file means, as far as it can be told.
pub(crate) struct Resolved {
    pub(crate) model: Model,
    pub(crate) missing: Missing,
}

/// Resolves a whole file. What cannot be resolved is reported, and is missing
/// from the model.
pub(crate) fn resolve(
    ast: &Ast,
    text: &Preprocessed,
    sources: &Sources,
    options: &Options,
    sink: &mut Sink,
) -> Resolved {
    let hint = hint(&text.passed_includes, sources);
    let findings = &mut Findings::new(sink, hint);
    let scope = Scope::collect(ast, sources, options, findings);
    let constants = Constants::resolve(text, &scope, findings);
    let context = Context {
        text,
        sources,
        scope: &scope,
        constants: &constants,
        nest: Nest::FILE,
    };
    let mut types = context.types(options, findings);
    let mut interfaces = context.interfaces(findings);
    context.check_self_aliases(findings);
    context.check_repeated(&types, findings);
    context.check(&interfaces, options.spelling, findings);
    cycle::check(&types, &scope, findings);
    let mut all: Vec<&mut Interface> = interfaces
        .iter_mut()
        .map(|placed| &mut placed.interface)
        .collect();
    list::mark(&mut types, &mut all);
    recursion::mark(&mut types);
    let main = sources.main();
    Resolved {
        model: Model {
            file: main.map_or_else(String::new, |(_, main)| main.base_name().to_owned()),
            items: context.items(interfaces),
            types,
        },
        missing: findings.take_missing(),
    }
}

impl Context<'_> {
    fn interfaces(&self, findings: &mut Findings<'_>) -> Vec<PlacedInterface> {
        let items = self.scope.items.iter();
        items
            .filter_map(|item| match item {
                ItemEntry::Interface(nest, interface) => Some(PlacedInterface {
                    interface: self.within(*nest).interface(interface, findings)?,
                    span: interface
                        .name
                        .as_ref()
                        .map_or(interface.head, |name| name.span),
                }),
                ItemEntry::Version(nest, program, version) => Some(PlacedInterface {
                    interface: self.within(*nest).version(program, version, findings)?,
                    span: version.name.span,
                }),
                ItemEntry::Constant(..) | ItemEntry::Type(_) => None,
            })
            .collect()
    }

    /// `typedef struct x x;` needs an `x` nonetheless.
    fn check_self_aliases(&self, findings: &mut Findings<'_>) {
        for (nest, name) in &self.scope.self_aliases {
            let context = self.within(*nest);
            if context.named(&name.text).is_none() {
                context.undefined_type(&name.text, name.span, findings);
            }
        }
    }

    /// What is generated, in the order of the file.
    fn items(&self, interfaces: Vec<PlacedInterface>) -> Vec<Item> {
        let mut items: Vec<(u32, Item)> = Vec::new();
        let macros = self.macros();
        let own = self.scope.items.iter().filter_map(|item| match item {
            ItemEntry::Constant(nest, constant) => Some((*nest, *constant)),
            _ => None,
        });
        let macros = macros.map(|constant| (Nest::FILE, constant));
        for (nest, constant) in macros.chain(own) {
            let item = self.within(nest).constant(constant).map(Item::Constant);
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
        let value = match self.constants.get(self.nest, &constant.name.text)? {
            Evaluated::Integer(number) => ConstantValue::Integer(*number),
            Evaluated::Text(text) => ConstantValue::Text(text.clone()),
        };
        let mut docs = self.docs(constant.name.span, constant.span);
        if docs.declaration.is_empty() {
            // A directive is blank by now.
            docs.declaration = self.as_written(constant.span);
        }
        Some(Constant {
            name: self.qualified(&constant.name.text),
            docs,
            value,
        })
    }
}
