//! Names that C and rpcgen accept, each given once.
//!
//! rpcgen makes a macro of each constant, program, version and procedure: no
//! field may be called like one of them.

use std::collections::HashSet;

use crate::model::{Item, Model, Shape, TypeId};
use crate::rust_name::Spelling;

/// Words of rpcgen and of C, and names that `<rpc/rpc.h>` brings. Sorted.
const RESERVED: [&str; 75] = [
    "CLIENT",
    "FALSE",
    "NULL",
    "SVCXPRT",
    "TIMEOUT",
    "TRUE",
    "XDR",
    "asm",
    "auto",
    "bool",
    "bool_t",
    "break",
    "caddr_t",
    "case",
    "char",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "enum_t",
    "errno",
    "extern",
    "false",
    "fd_set",
    "float",
    "for",
    "goto",
    "hyper",
    "if",
    "inline",
    "int",
    "linux",
    "long",
    "main",
    "netobj",
    "nullptr",
    "opaque",
    "program",
    "quad_t",
    "quadruple",
    "register",
    "restrict",
    "return",
    "select",
    "short",
    "signed",
    "size_t",
    "sizeof",
    "stat",
    "static",
    "string",
    "struct",
    "switch",
    "thread_local",
    "time",
    "time_t",
    "timeval",
    "true",
    "typedef",
    "typeof",
    "u_char",
    "u_int",
    "u_long",
    "u_short",
    "uint32_t",
    "uint64_t",
    "union",
    "unix",
    "unsigned",
    "version",
    "void",
    "volatile",
];

/// Variables of the functions that rpcgen makes.
const VARIABLES: [&str; 9] = [
    "arg", "argp", "clnt", "clnt_res", "objp", "result", "rqstp", "transp", "xdrs",
];

/// How idlc spells the names, should it read the file: they must differ there.
const RUST: Spelling = Spelling::Rust;

/// The names of a whole file.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// Members and arguments: what is a macro in C must not strike them.
    members: HashSet<String>,
    /// The Rust names of types: the file shall be read by idlc as well.
    rust: HashSet<String>,
    /// The Rust names of constants.
    rust_constants: HashSet<String>,
    /// By [`TypeId`].
    types: Vec<String>,
    /// By [`TypeId`], for each of its values.
    enumerators: Vec<Vec<String>>,
    /// In the order of the items; empty for what is no constant.
    constants: Vec<String>,
}

impl Names {
    /// Takes the names of all types and constants.
    pub(super) fn of(model: &Model) -> Self {
        let mut names = Self::default();
        for definition in &model.types {
            let name = names.take(&definition.name);
            names.rust.insert(RUST.type_name(&name));
            names.types.push(name);
        }
        for definition in &model.types {
            let mut enumerators = Vec::new();
            if let Shape::Enum(values) = &definition.shape {
                let prefix = definition.name.strip_suffix(&definition.local_name);
                for value in values {
                    let name = format!("{}{}", prefix.unwrap_or_default(), value.name);
                    enumerators.push(names.take(&name));
                }
            }
            names.enumerators.push(enumerators);
        }
        for item in &model.items {
            let name = match item {
                Item::Constant(constant) => names.take(&constant.name),
                _ => String::new(),
            };
            names.rust_constants.insert(RUST.constant_name(&name));
            names.constants.push(name);
        }
        names
    }

    /// Takes a name that the whole file shares; in C those of programs, versions
    /// and procedures are macros.
    pub(super) fn take(&mut self, name: &str) -> String {
        let free = self.macro_name(name);
        self.taken.insert(free.clone());
        free
    }

    fn macro_name(&self, name: &str) -> String {
        free(name, |name| {
            self.is_taken(name) || self.members.contains(name)
        })
    }

    fn is_taken(&self, name: &str) -> bool {
        is_reserved(name) || self.taken.contains(name)
    }

    /// Takes a name for a type that the file does not name, with a number
    /// behind it if it must be.
    pub(super) fn fresh(&mut self, name: &str) -> String {
        let is_free = |candidate: &String| {
            !self.is_taken(candidate) && !self.rust.contains(&RUST.type_name(candidate))
        };
        let fresh = numbered(name).find(is_free).unwrap_or_default();
        self.rust.insert(RUST.type_name(&fresh));
        self.taken.insert(fresh.clone());
        fresh
    }

    pub(super) fn of_type(&self, id: TypeId) -> &str {
        self.types.get(id.0).map_or("", String::as_str)
    }

    pub(super) fn enumerator(&self, id: TypeId, index: usize) -> &str {
        let of_type = self.enumerators.get(id.0);
        of_type
            .and_then(|values| values.get(index))
            .map_or("", String::as_str)
    }

    pub(super) fn constant(&self, index: usize) -> &str {
        self.constants.get(index).map_or("", String::as_str)
    }

    /// Takes the name of a program, with a number behind it where what Rust
    /// calls its versions is taken.
    pub(super) fn program(&mut self, name: &str, versions: &[u32]) -> String {
        let program = numbered(name)
            .map(|name| self.macro_name(&name))
            .find(|name| versions.iter().all(|version| self.has_room(name, *version)))
            .unwrap_or_default();
        for &version in versions {
            let names = RUST.version_names(&program, version);
            self.rust
                .extend([names.service, names.client, names.server]);
            self.rust_constants.insert(names.description);
        }
        self.taken.insert(program.clone());
        program
    }

    fn has_room(&self, program: &str, version: u32) -> bool {
        let names = RUST.version_names(program, version);
        let types = [names.service, names.client, names.server];
        !types.iter().any(|name| self.rust.contains(name))
            && !self.rust_constants.contains(&names.description)
    }

    /// A name for a member of a struct or a union, beside others there: those
    /// that are taken already, as Rust has them.
    pub(super) fn member(&mut self, name: &str, beside: &mut HashSet<String>) -> String {
        let member = numbered(name)
            .map(|name| free(&name, |name| self.is_taken(name)))
            .find(|name| !beside.contains(&RUST.value_name(name)))
            .unwrap_or_default();
        beside.insert(RUST.value_name(&member));
        self.members.insert(member.clone());
        member
    }

    /// A name for an argument, beside others.
    pub(super) fn argument(&mut self, name: &str, beside: &mut HashSet<String>) -> String {
        if VARIABLES.contains(&name) {
            return self.member(&format!("{name}_"), beside);
        }
        self.member(name, beside)
    }
}

/// The name, and then with a number behind it.
fn numbered(name: &str) -> impl Iterator<Item = String> {
    let numbers = (2_u32..).map(move |number| format!("{name}{number}"));
    std::iter::once(name.to_owned()).chain(numbers)
}

fn is_reserved(name: &str) -> bool {
    RESERVED.binary_search(&name).is_ok()
}

fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = name.to_owned();
    while is_taken(&name) {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::RESERVED;

    #[test]
    fn reserved_names_are_sorted() {
        assert!(RESERVED.is_sorted());
    }
}
