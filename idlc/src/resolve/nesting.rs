//! Where names are known: the file, and within it each interface.

use std::collections::HashMap;

/// The place of a scope in [`Nesting`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Nest(usize);

impl Nest {
    /// The file itself.
    pub(super) const FILE: Self = Self(0);
}

/// The scopes of a file, each within another.
#[derive(Debug, Clone)]
pub(super) struct Nesting {
    levels: Vec<Level>,
}

#[derive(Debug, Clone)]
struct Level {
    parent: Option<Nest>,
    /// What a definition in it is called from outside, up to its own name.
    prefix: String,
}

impl Default for Nesting {
    fn default() -> Self {
        let file = Level {
            parent: None,
            prefix: String::new(),
        };
        Self { levels: vec![file] }
    }
}

impl Nesting {
    /// Opens a scope within another.
    pub(super) fn open(&mut self, parent: Nest, name: &str) -> Nest {
        let prefix = format!("{}_", self.qualified(parent, name));
        self.levels.push(Level {
            parent: Some(parent),
            prefix,
        });
        Nest(self.levels.len() - 1)
    }

    /// The name that tells a definition from those of other scopes: of `stat`
    /// within the interface `Files`, `Files_stat`.
    pub(super) fn qualified(&self, nest: Nest, name: &str) -> String {
        let prefix = self.levels.get(nest.0).map_or("", |level| &level.prefix);
        format!("{prefix}{name}")
    }

    /// A scope and those around it, the innermost first.
    fn outwards(&self, nest: Nest) -> impl Iterator<Item = Nest> {
        let parent = |nest: &Nest| self.levels.get(nest.0)?.parent;
        std::iter::successors(Some(nest), parent)
    }
}

/// What names stand for, each where it is known.
#[derive(Debug)]
pub(super) struct Known<T> {
    by_name: HashMap<String, Vec<(Nest, T)>>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self {
            by_name: HashMap::new(),
        }
    }
}

impl<T: Copy> Known<T> {
    pub(super) fn insert(&mut self, nest: Nest, name: &str, meaning: T) {
        let meanings = self.by_name.entry(name.to_owned()).or_default();
        meanings.push((nest, meaning));
    }

    /// What a name stands for, as seen from within a scope.
    pub(super) fn find(&self, nesting: &Nesting, from: Nest, name: &str) -> Option<T> {
        let meanings = self.by_name.get(name)?;
        let in_nest = |nest: Nest| meanings.iter().find(|(at, _)| *at == nest);
        nesting
            .outwards(from)
            .find_map(in_nest)
            .map(|(_, meaning)| *meaning)
    }

    /// What a name stands for that is defined in this very scope.
    pub(super) fn own(&self, nest: Nest, name: &str) -> Option<T> {
        let meanings = self.by_name.get(name)?;
        let own = meanings.iter().find(|(at, _)| *at == nest);
        own.map(|(_, meaning)| *meaning)
    }

    /// What a name stands for, wherever that is.
    pub(super) fn anywhere(&self, name: &str) -> Option<T> {
        let (_, meaning) = self.by_name.get(name)?.first()?;
        Some(*meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_within_and_hides_the_one_outside() {
        let mut nesting = Nesting::default();
        let (a, b) = (nesting.open(Nest::FILE, "A"), nesting.open(Nest::FILE, "B"));
        let mut known = Known::default();
        known.insert(Nest::FILE, "kind", 1);
        known.insert(a, "kind", 2);
        known.insert(a, "size", 3);
        assert_eq!(known.find(&nesting, a, "kind"), Some(2));
        assert_eq!(known.find(&nesting, b, "kind"), Some(1));
        assert_eq!(known.find(&nesting, b, "size"), None);
        assert_eq!(known.own(b, "kind"), None);
        assert_eq!(known.anywhere("size"), Some(3));
        assert_eq!(nesting.qualified(a, "kind"), "A_kind");
        assert_eq!(nesting.qualified(Nest::FILE, "kind"), "kind");
    }
}
