//! Where names are known: the file, and within it each namespace and interface.

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
    /// The name of a namespace: what is in it is found by that, too.
    namespace: Option<String>,
}

impl Default for Nesting {
    fn default() -> Self {
        let file = Level {
            parent: None,
            prefix: String::new(),
            namespace: None,
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
            namespace: None,
        });
        Nest(self.levels.len() - 1)
    }

    /// Opens a namespace within another or the file, or opens it again. What it
    /// defines keeps its own name.
    pub(super) fn namespace(&mut self, parent: Nest, name: &str) -> Nest {
        if let Some(open) = self.child(parent, name) {
            return open;
        }
        let prefix = self.qualified(parent, "");
        self.levels.push(Level {
            parent: Some(parent),
            prefix,
            namespace: Some(name.to_owned()),
        });
        Nest(self.levels.len() - 1)
    }

    /// What a person calls a definition: with the namespaces around it,
    /// `a::stat`.
    pub(super) fn shown(&self, nest: Nest, name: &str) -> String {
        let mut shown = self.qualified(nest, name);
        for nest in self.outwards(nest) {
            let level = self.levels.get(nest.0);
            if let Some(namespace) = level.and_then(|level| level.namespace.as_ref()) {
                shown = format!("{namespace}::{shown}");
            }
        }
        shown
    }

    /// Why a definition is not known outside of its scope, and what to do.
    pub(super) fn way_in(&self, nest: Nest, name: &str) -> (&'static str, String) {
        let level = self.levels.get(nest.0);
        if level.is_some_and(|level| level.namespace.is_some()) {
            let help = format!("write `{}`", self.shown(nest, name));
            return ("known only within its namespace", help);
        }
        let help = "define it in front of the interface, and all of the file knows it";
        ("known only within its interface", help.to_owned())
    }

    /// Where to look for a name, and the name there: of `a::b`, the namespace
    /// `a` that is known within a scope, then nowhere else.
    fn places<'n>(&self, from: Nest, name: &'n str) -> (Vec<Nest>, &'n str) {
        let Some((path, name)) = name.rsplit_once("::") else {
            return (self.outwards(from).collect(), name);
        };
        let mut names = path.split("::");
        let first = names.next().unwrap_or_default();
        let first = self.outwards(from).find_map(|nest| self.child(nest, first));
        let place = names.fold(first, |nest, name| self.child(nest?, name));
        (place.into_iter().collect(), name)
    }

    /// The namespace of this name within a scope.
    fn child(&self, parent: Nest, name: &str) -> Option<Nest> {
        let is_it = |level: &Level| {
            level.parent == Some(parent) && level.namespace.as_deref() == Some(name)
        };
        self.levels.iter().position(is_it).map(Nest)
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
        let (places, own) = nesting.places(from, name);
        let in_place = |nest| self.own(nest, own);
        // What the caller supplies is called `a::b` and stands in no namespace.
        let supplied = || self.own(Nest::FILE, name);
        places.into_iter().find_map(in_place).or_else(supplied)
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

    #[test]
    fn a_namespace_can_be_opened_again_and_named_from_outside() {
        let mut nesting = Nesting::default();
        let a = nesting.namespace(Nest::FILE, "a");
        let inner = nesting.namespace(a, "inner");
        let b = nesting.namespace(Nest::FILE, "b");
        assert_eq!(nesting.namespace(Nest::FILE, "a"), a);
        let mut known = Known::default();
        known.insert(a, "kind", 1);
        known.insert(inner, "size", 2);
        assert_eq!(known.find(&nesting, inner, "kind"), Some(1));
        assert_eq!(known.find(&nesting, b, "kind"), None);
        assert_eq!(known.find(&nesting, b, "a::kind"), Some(1));
        assert_eq!(known.find(&nesting, b, "a::inner::size"), Some(2));
        assert_eq!(known.find(&nesting, a, "inner::size"), Some(2));
        assert_eq!(known.find(&nesting, b, "inner::size"), None);
        assert_eq!(nesting.qualified(inner, "size"), "size");
        assert_eq!(nesting.shown(inner, "size"), "a::inner::size");
    }
}
