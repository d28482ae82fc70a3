//! A file that others may take definitions from.

use std::collections::HashMap;

use super::name::Name;
use super::references::Names;
use crate::ast::{Ast, Constant, Definition, Namespace};
use crate::preprocess::Preprocessed;

/// The definitions of a file, each to be taken once.
#[derive(Debug)]
pub(super) struct Library {
    parts: Vec<Part>,
    /// Where each name is defined first.
    index: HashMap<Name, usize>,
    /// What belongs to all of the definitions: `None` once it was taken.
    text: Option<Preprocessed>,
}

/// Something that can be taken.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) item: Item,
    pub(super) names: Names,
}

#[derive(Debug)]
pub(super) enum Item {
    Definition(Definition),
    /// `#define` or `%#define`
    Macro(Constant),
    /// It was taken.
    Nothing,
}

impl Library {
    pub(super) fn new(ast: Ast, mut text: Preprocessed) -> Self {
        let macros = std::mem::take(&mut text.constants);
        let passed = std::mem::take(&mut text.passed_constants);
        let definitions = ast.definitions.into_iter().flat_map(apart);
        let definitions = definitions.map(|definition| Part {
            names: Names::of(&definition),
            item: Item::Definition(definition),
        });
        let macros = macros.into_iter().chain(passed).map(|constant| {
            let mut names = Names::default();
            names.constant(&constant);
            Part {
                item: Item::Macro(constant),
                names,
            }
        });
        let parts: Vec<Part> = definitions.chain(macros).collect();
        let mut index = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            for name in &part.names.defined {
                index.entry(name.clone()).or_insert(at);
            }
        }
        let text = Some(text);
        Self { parts, index, text }
    }

    /// Takes what defines a name, unless it is gone.
    pub(super) fn take(&mut self, name: &Name) -> Option<Part> {
        let part = self.parts.get_mut(*self.index.get(name)?)?;
        if matches!(part.item, Item::Nothing) {
            return None;
        }
        let taken = Part {
            item: Item::Nothing,
            names: Names::default(),
        };
        Some(std::mem::replace(part, taken))
    }

    /// The text that the places of its definitions are in, the first time.
    pub(super) fn take_text(&mut self) -> Option<Preprocessed> {
        self.text.take()
    }
}

/// A namespace as a namespace for each of its definitions, which can then be
/// taken alone. It recurses no deeper than the parser has let braces nest.
fn apart(definition: Definition) -> Vec<Definition> {
    let Definition::Namespace(namespace) = definition else {
        return vec![definition];
    };
    let Namespace {
        path,
        definitions,
        head,
    } = namespace;
    let parts = definitions.into_iter().flat_map(apart);
    let parts = parts.map(|part| {
        Definition::Namespace(Namespace {
            path: path.clone(),
            definitions: vec![part],
            head,
        })
    });
    parts.collect()
}
