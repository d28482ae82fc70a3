//! Whether a module defines everything once, which rustc would be the first to
//! say.

use std::collections::HashSet;

use syn::{FnArg, ImplItem, Item, Pat, Signature, TraitItem, Type};

/// # Panics
///
/// If two things of one kind have one name.
pub(crate) fn assert_distinct(file: &syn::File) {
    let mut names = Distinct::default();
    for item in &file.items {
        names.item(item);
    }
}

/// What was defined so far: the kind of thing, or that to which it belongs, and
/// its name.
#[derive(Debug, Default)]
struct Distinct {
    seen: HashSet<(String, String)>,
}

impl Distinct {
    fn take(&mut self, kind: &str, name: &impl ToString) {
        let is_new = self.seen.insert((kind.to_owned(), name.to_string()));
        assert!(is_new, "{kind}: `{}` is there twice", name.to_string());
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Const(it) => self.take("a constant", &it.ident),
            Item::Static(it) => self.take("a constant", &it.ident),
            Item::Type(it) => self.take("a type", &it.ident),
            Item::Struct(it) => {
                self.take("a type", &it.ident);
                let names = it.fields.iter().filter_map(|field| field.ident.as_ref());
                self.all(&format!("a field of {}", it.ident), names);
            }
            Item::Enum(it) => {
                self.take("a type", &it.ident);
                let names = it.variants.iter().map(|variant| &variant.ident);
                self.all(&format!("a variant of {}", it.ident), names);
            }
            Item::Trait(it) => {
                self.take("a type", &it.ident);
                for item in &it.items {
                    if let TraitItem::Fn(method) = item {
                        self.function(&it.ident.to_string(), &method.sig);
                    }
                }
            }
            Item::Impl(it) if it.trait_.is_none() => {
                let Type::Path(owner) = &*it.self_ty else {
                    return;
                };
                let owner = owner.path.segments.last().map(|last| &last.ident);
                let owner = owner.map_or_else(String::new, ToString::to_string);
                for item in &it.items {
                    match item {
                        ImplItem::Fn(method) => self.function(&owner, &method.sig),
                        ImplItem::Const(it) => {
                            self.take(&format!("a constant of {owner}"), &it.ident);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn function(&mut self, owner: &str, signature: &Signature) {
        self.take(&format!("a method of {owner}"), &signature.ident);
        let mut arguments = HashSet::new();
        for input in &signature.inputs {
            if let FnArg::Typed(typed) = input
                && let Pat::Ident(pattern) = &*typed.pat
            {
                let name = &pattern.ident;
                let is_new = arguments.insert(name.to_string());
                assert!(is_new, "`{}` takes two `{name}`", signature.ident);
            }
        }
    }

    fn all<'a>(&mut self, kind: &str, names: impl Iterator<Item = &'a syn::Ident>) {
        for name in names {
            self.take(kind, name);
        }
    }
}
