//! The whole file: constants, types, programs.

use std::fmt::Write as _;

use super::comment::{comment, plain};
use super::declaration::Scribe;
use super::names::Names;
use super::order::order;
use super::program::Program;
use crate::model::{ConstantValue, Interface, Item, Model};

impl Model {
    /// The equivalent classic `.x`, which C's `rpcgen -N` reads: the same
    /// values on the wire, under the same program and procedure numbers.
    ///
    /// An `interface` becomes a `program`, named in capitals; what a procedure
    /// returns beside its result a struct, what it may raise a union. Names
    /// that C keeps for itself have an underscore behind them.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let text = "interface Calc = 7 { int add(int a, int b); };";
    /// let classic = idlc::Config::new().check("calc.x", text)?.model.to_classic();
    /// assert!(classic.contains("program CALC {"));
    /// assert!(classic.contains("int Calc_add(int a, int b) = 1;"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn to_classic(&self) -> String {
        let mut scribe = Scribe {
            model: self,
            names: Names::of(self),
            text: format!("/* The classic form of {}. */\n\n", plain(&self.file)),
        };
        for (index, item) in self.items.iter().enumerate() {
            if let Item::Constant(constant) = item {
                scribe.comment(&constant.docs.comment);
                let value = match &constant.value {
                    ConstantValue::Integer(number) => number.to_string(),
                    ConstantValue::Text(text) => format!("\"{text}\""),
                };
                let name = scribe.names.constant(index).to_owned();
                let _infallible = write!(scribe.text, "const {name} = {value};\n\n");
            }
        }
        for id in order(self) {
            scribe.definition(id);
        }
        for program in programs(self) {
            scribe.program(&program);
        }
        scribe.text
    }
}

impl Scribe<'_> {
    /// A comment of the file, if there is one.
    pub(super) fn comment(&mut self, lines: &[String]) {
        self.text.push_str(&comment(lines, ""));
    }
}

/// Interfaces, with the versions of one program together.
fn programs(model: &Model) -> Vec<Program<'_>> {
    let mut programs: Vec<Program<'_>> = Vec::new();
    for item in &model.items {
        let Item::Interface(interface) = item else {
            continue;
        };
        let of_same = |program: &&mut Program<'_>| {
            let first = program.versions.first();
            first.is_some_and(|first| are_same(first, interface))
        };
        match programs.iter_mut().find(of_same) {
            Some(program) => program.versions.push(interface),
            None => programs.push(Program {
                versions: vec![interface],
            }),
        }
    }
    programs
}

fn are_same(one: &Interface, other: &Interface) -> bool {
    one.name == other.name && one.program == other.program
}
