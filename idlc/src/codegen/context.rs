//! What every generator is handed: the model, the caller's wishes, and what is
//! known of each type.

use super::facts::Facts;
use super::options::Options;
use super::selection::selects;
use crate::model::{Model, Shape, TypeDef, TypeId};
use crate::rust_name;

/// The input of a generator.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) options: &'a Options,
    pub(super) facts: Facts<'a>,
    /// For each enum, the names of its variants.
    variants: Vec<Vec<String>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model, options: &'a Options) -> Self {
        let variants = model.types.iter().map(variants).collect();
        Self {
            model,
            options,
            facts: Facts::of(model),
            variants,
        }
    }

    /// The Rust names of an enum's values, in order; of any other type, none.
    pub(super) fn variants(&self, id: TypeId) -> &[String] {
        self.variants.get(id.0).map_or(&[], Vec::as_slice)
    }

    /// Whether the caller wants this enum to be open.
    pub(super) fn is_open(&self, id: TypeId) -> bool {
        let wishes = &self.options.open_enums;
        self.model
            .definition(id)
            .is_some_and(|it| wishes.iter().any(|wanted| selects(wanted, &it.name)))
    }
}

fn variants(definition: &TypeDef) -> Vec<String> {
    match &definition.shape {
        Shape::Enum(values) => {
            let names: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
            rust_name::variant_names(&definition.local_name, &names)
        }
        _ => Vec::new(),
    }
}
