//! What every generator is handed: the model, the caller's wishes, and what is
//! known of each type.

use super::facts::Facts;
use super::lint::Style;
use super::options::Options;
use super::selection::selects;
use crate::model::{Item, Model, Shape, TypeDef, TypeId};
use crate::rust_name::Spelling;
use std::collections::HashSet;

/// The input of a generator.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) options: &'a Options,
    pub(super) facts: Facts<'a>,
    /// For each enum, the names of its variants.
    variants: Vec<Vec<String>>,
    /// The names of constants, and of what else a pattern can mean.
    patterns: HashSet<String>,
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model, options: &'a Options) -> Self {
        let variants = |definition| variants(definition, options.spelling);
        let variants = model.types.iter().map(variants).collect();
        Self {
            model,
            options,
            facts: Facts::of(model),
            variants,
            patterns: patterns(model, options),
        }
    }

    /// Whether this name cannot be that of a variable.
    pub(super) fn is_pattern(&self, name: &str) -> bool {
        self.patterns.contains(name)
    }

    /// The lints about style that an item needs to be left alone by.
    pub(super) fn style(&self) -> Style {
        Style::of(self.options.spelling)
    }

    /// How the names of the file are spelled.
    pub(super) fn spelling(&self) -> Spelling {
        self.options.spelling
    }

    /// The Rust names of an enum's values, in order; of any other type, none.
    pub(super) fn variants(&self, id: TypeId) -> &[String] {
        self.variants.get(id.0).map_or(&[], Vec::as_slice)
    }

    /// Whether the caller wants this enum to be open.
    pub(super) fn is_open(&self, id: TypeId) -> bool {
        let definition = self.model.definition(id);
        definition.is_some_and(|it| is_open(it, self.options))
    }
}

fn is_open(definition: &TypeDef, options: &Options) -> bool {
    let mut wishes = options.open_enums.iter();
    matches!(definition.shape, Shape::Enum(_))
        && wishes.any(|wanted| selects(wanted, &definition.name))
}

/// Constants, and tuple structs: a variable of that name would be one of them.
fn patterns(model: &Model, options: &Options) -> HashSet<String> {
    let constants = model.items.iter().filter_map(|item| match item {
        Item::Constant(constant) => Some(options.spelling.constant_name(&constant.name)),
        _ => None,
    });
    let open = model.types.iter().filter(|it| is_open(it, options));
    let open = open.map(|it| options.spelling.type_name(&it.name));
    constants.chain(open).collect()
}

fn variants(definition: &TypeDef, spelling: Spelling) -> Vec<String> {
    match &definition.shape {
        Shape::Enum(values) => {
            let names: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
            spelling.variant_names(&definition.local_name, &names)
        }
        _ => Vec::new(),
    }
}
