//! `enum`: closed, or, where the caller wishes so, open.

mod closed;
mod open;
mod values;

use super::context::Context;
use super::facts::Lacks;
use crate::model::{Enumerator, TypeDef, TypeId};
use proc_macro2::TokenStream;
use values::Values;

/// An enum, with its conversions and its codec.
pub(super) fn definition(
    definition: &TypeDef,
    all: &[Enumerator],
    id: TypeId,
    lacks: Lacks,
    cx: &Context<'_>,
) -> TokenStream {
    let names = cx.variants(id);
    let values = Values { all, names };
    if cx.is_open(id) {
        open::definition(definition, values, lacks, cx)
    } else {
        closed::definition(definition, values, lacks, cx)
    }
}
