//! Names of ours and names of the file, side by side.
//!
//! Generators write `Reader` or `Option` and mean ours. Where the file has a
//! type of that name, ours give way: they become paths. The pass that does so
//! also finds out which of ours are used, so that only those are imported.

mod ours;

use super::options::{Options, RustPath};
use ours::{Ours, find};
use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::str::FromStr;

/// Marks a name of the file that is also one of ours.
const MARK: &str = "__of_the_file_";

/// The name of something that the file defines.
pub(super) fn of_file(name: &str) -> Ident {
    if find(name).is_some() {
        return format_ident!("{MARK}{name}");
    }
    match name.strip_prefix("r#") {
        Some(name) => Ident::new_raw(name, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Where the generated code finds the crates it is written for.
#[derive(Debug)]
pub(super) struct Crates {
    /// `::idlc_runtime`; where only types are generated, `::idlc_xdr`.
    pub(super) root: TokenStream,
    /// `::idlc_runtime::xdr` or `::idlc_xdr`.
    pub(super) xdr: TokenStream,
    /// Whether the path of `xdr` ends in that name.
    pub(super) xdr_is_module: bool,
}

impl Crates {
    /// Where the caller has them.
    pub(super) fn of(options: &Options) -> Self {
        let needs_runtime = options.client || options.server;
        let path = options.crate_path.as_ref().map(RustPath::as_str);
        let path = path.unwrap_or(if needs_runtime {
            "::idlc_runtime"
        } else {
            "::idlc_xdr"
        });
        // It was a path when it was made.
        let root = TokenStream::from_str(path).unwrap_or_default();
        let xdr = if needs_runtime {
            quote!(#root::xdr)
        } else {
            root.clone()
        };
        Self {
            root,
            xdr,
            xdr_is_module: needs_runtime,
        }
    }
}

/// Settles all names of a file: the imports it needs, and its items with the
/// names that each thing finally has.
pub(super) fn settle(
    items: Vec<TokenStream>,
    defined: &HashSet<String>,
    crates: &Crates,
) -> (TokenStream, Vec<TokenStream>) {
    let mut pass = Pass {
        defined,
        crates,
        used: BTreeSet::new(),
        encodes: false,
        name: String::new(),
    };
    let items = items.into_iter().map(|item| pass.stream(item)).collect();
    (pass.imports(), items)
}

struct Pass<'a> {
    defined: &'a HashSet<String>,
    crates: &'a Crates,
    /// The names of ours that are used as they are.
    used: BTreeSet<&'static str>,
    /// Some value is told to encode itself, which takes the trait.
    encodes: bool,
    /// The name that is looked at: there are many, and this is their only room.
    name: String,
}

impl Pass<'_> {
    fn stream(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        self.encodes |= tokens.windows(3).any(is_encode_call);
        let is_free: Vec<bool> = (0..tokens.len()).map(|at| is_free(&tokens, at)).collect();
        let mut settled = Vec::with_capacity(tokens.len());
        for (token, is_free) in tokens.into_iter().zip(is_free) {
            match token {
                TokenTree::Group(group) if is_free => {
                    let inner = self.stream(group.stream());
                    settled.push(Group::new(group.delimiter(), inner).into());
                }
                TokenTree::Ident(name) => self.name(name, is_free, &mut settled),
                other => settled.push(other),
            }
        }
        settled.into_iter().collect()
    }

    fn name(&mut self, ident: Ident, is_free: bool, settled: &mut Vec<TokenTree>) {
        self.name.clear();
        // Writing to a string does not fail.
        let _ = write!(self.name, "{ident}");
        if let Some(name) = self.name.strip_prefix(MARK) {
            settled.push(Ident::new(name, Span::call_site()).into());
            return;
        }
        match find(&self.name) {
            Some((_, ours)) if is_free && self.defined.contains(&self.name) => {
                settled.extend(self.path(ours, &ident));
                return;
            }
            Some((name, _)) if is_free => _ = self.used.insert(name),
            _ => {}
        }
        settled.push(ident.into());
    }

    /// How to say one of ours where the file has that name.
    fn path(&self, ours: Ours, name: &Ident) -> TokenStream {
        let Crates { root, xdr, .. } = self.crates;
        match ours {
            Ours::Xdr => quote!(#xdr::#name),
            Ours::Runtime => quote!(#root::#name),
            Ours::Module => quote!(#xdr),
            Ours::CoreModule => quote!(::core::#name),
            Ours::Sync => quote!(::std::sync::#name),
            Ours::Time => quote!(::std::time::#name),
            Ours::Alloc(_) if !self.crates.xdr_is_module => quote!(#xdr::#name),
            Ours::Prelude(path) | Ours::Alloc(path) => path.parse().unwrap_or_default(),
            Ours::Generic => {
                let name = format_ident!("{name}_");
                quote!(#name)
            }
        }
    }

    fn imports(&self) -> TokenStream {
        let Crates {
            root,
            xdr,
            xdr_is_module,
        } = self.crates;
        let which = |is_it: &dyn Fn(Ours) -> bool| -> Vec<Ident> {
            let used = self
                .used
                .iter()
                .filter(|name| find(name).is_some_and(|(_, ours)| is_it(ours)));
            used.map(|name| Ident::new(name, Span::call_site()))
                .collect()
        };
        let of = |kind: Ours| which(&|ours| ours == kind);
        let encode_is_defined = self.defined.contains("Encode");
        // Types alone may be for a crate without `std`.
        let is_alloc = |ours| !xdr_is_module && matches!(ours, Ours::Alloc(_));
        let mut names = which(&|ours| ours == Ours::Xdr || is_alloc(ours));
        if self.encodes && !encode_is_defined && !self.used.contains("Encode") {
            names.push(Ident::new("Encode", Span::call_site()));
            names.sort();
        }
        let module = self.used.contains("xdr");
        let mut imports = import(&quote!(::core), false, &of(Ours::CoreModule));
        if self.encodes && encode_is_defined {
            imports.extend(quote!(use #xdr::Encode as _;));
        }
        if module && !xdr_is_module {
            imports.extend(quote!(use #xdr as xdr;));
        }
        imports.extend(import(xdr, module && *xdr_is_module, &names));
        imports.extend(import(root, false, &of(Ours::Runtime)));
        imports.extend(import(&quote!(::std::sync), false, &of(Ours::Sync)));
        imports.extend(import(&quote!(::std::time), false, &of(Ours::Time)));
        imports
    }
}

fn import(path: &TokenStream, with_itself: bool, names: &[Ident]) -> TokenStream {
    match (with_itself, names) {
        (false, []) => TokenStream::new(),
        (false, [name]) => quote!(use #path::#name;),
        (false, names) => quote!(use #path::{#(#names),*};),
        (true, []) => quote!(use #path;),
        (true, names) => quote!(use #path::{self, #(#names),*};),
    }
}

/// Whether the names in a token, or the name that it is, mean what is in scope.
fn is_free(tokens: &[TokenTree], at: usize) -> bool {
    let before = |count: usize| at.checked_sub(count).and_then(|at| tokens.get(at));
    match tokens.get(at) {
        // An attribute has a world of names of its own.
        Some(TokenTree::Group(group)) => !is_attribute(before(1), group),
        Some(TokenTree::Ident(name)) => {
            let is_segment = is_path_separator(before(2), before(1));
            // A field may be called `xdr`; the module has a path behind it.
            let is_value = (name == "xdr" || name == "fmt")
                && !is_path_separator(tokens.get(at + 1), tokens.get(at + 2));
            !is_segment && !is_value
        }
        _ => true,
    }
}

fn is_attribute(before: Option<&TokenTree>, group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
        && matches!(before, Some(TokenTree::Punct(mark)) if mark.as_char() == '#')
}

fn is_path_separator(first: Option<&TokenTree>, second: Option<&TokenTree>) -> bool {
    matches!((first, second), (Some(TokenTree::Punct(first)), Some(TokenTree::Punct(second)))
        if first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':')
}

/// `.encode(out)`, as generators write it and no procedure is called.
fn is_encode_call(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(dot), TokenTree::Ident(name), TokenTree::Group(arguments)]
        if dot.as_char() == '.' && name == "encode" && arguments.stream().to_string() == "out")
}
