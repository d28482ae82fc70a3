//! Programs. An interface is one of a single version.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::comment::comment;
use super::declaration::Scribe;
use crate::model::{Docs, Field, Interface, InterfaceForm, Procedure, Shape, Struct, Type};

/// The names of a program, which its versions share.
#[derive(Debug)]
pub(super) struct Program<'a> {
    /// All of one name and number, in the order of the file.
    pub(super) versions: Vec<&'a Interface>,
}

impl Scribe<'_> {
    pub(super) fn program(&mut self, program: &Program<'_>) {
        let Some(first) = program.versions.first() else {
            return;
        };
        let name = match first.form {
            InterfaceForm::Interface => first.name.to_ascii_uppercase(),
            InterfaceForm::Program { .. } => first.name.clone(),
        };
        let versions = program.versions.iter();
        let numbers: Vec<u32> = versions.map(|version| version.version).collect();
        let name = self.names.program(&name, &numbers);
        let mut procedures = HashMap::new();
        let versions: Vec<String> = program
            .versions
            .iter()
            .map(|version| self.version(&name, version, &mut procedures))
            .collect();
        self.comment(&first.docs.comment);
        let (number, versions) = (first.program, versions.concat());
        let _infallible = write!(
            self.text,
            "program {name} {{\n{versions}}} = {number:#010x};\n\n"
        );
    }

    fn version(
        &mut self,
        program: &str,
        version: &Interface,
        procedures: &mut HashMap<(String, u32), String>,
    ) -> String {
        let name = match &version.form {
            InterfaceForm::Interface => format!("{program}_V{}", version.version),
            InterfaceForm::Program { version_name } => version_name.clone(),
        };
        let name = self.names.take(&name);
        let mut lines = String::new();
        for procedure in &version.procedures {
            let key = (procedure.name.clone(), procedure.number);
            let known = procedures.get(&key).cloned();
            let name = known.unwrap_or_else(|| {
                // A macro of the bare name would strike every field called so.
                let name = match version.form {
                    InterfaceForm::Interface => format!("{}_{}", version.name, procedure.name),
                    InterfaceForm::Program { .. } => procedure.name.clone(),
                };
                self.names.take(&name)
            });
            procedures.insert(key, name.clone());
            lines.push_str(&self.procedure(&name, procedure));
        }
        if version.procedures.is_empty() {
            // A classic version has a procedure; every server answers this one.
            let null = self.names.take(&format!("{name}_NULL"));
            let _infallible = writeln!(lines, "        void {null}(void) = 0;");
        }
        format!(
            "    version {name} {{\n{lines}    }} = {};\n",
            version.version
        )
    }

    fn procedure(&mut self, name: &str, procedure: &Procedure) -> String {
        let result = self.answer(name, procedure);
        let mut beside = HashSet::new();
        let mut arguments = Vec::new();
        for argument in &procedure.arguments {
            let variable = self.names.argument(&argument.name, &mut beside);
            let hint = format!("{name}_{}", argument.name);
            let ty = self.passed(&argument.ty, &hint);
            arguments.push(format!("{ty} {variable}"));
        }
        if arguments.is_empty() {
            arguments.push("void".to_owned());
        }
        let (arguments, number) = (arguments.join(", "), procedure.number);
        let comment = comment(&procedure.docs.comment, "        ");
        format!("{comment}        {result} {name}({arguments}) = {number};\n")
    }

    /// The type of all that comes back.
    fn answer(&mut self, name: &str, procedure: &Procedure) -> String {
        let Some(error) = &procedure.raises else {
            return match self.value(name, procedure) {
                Some(ty) => self.word_or_given(ty, &format!("{name}_result")),
                None => "void".to_owned(),
            };
        };
        let value = self.value(name, procedure);
        let union = self.names.fresh(&format!("{name}_answer"));
        let mut members = HashSet::new();
        let ok = self.names.member("ok", &mut members);
        let member = self.names.member("value", &mut members);
        let value = match value {
            Some(Value::Plain(ty)) => self.declare(&ty, &member, &format!("{name}_value")),
            Some(Value::Given(name)) => format!("{name} {member}"),
            None => "void".to_owned(),
        };
        let member = self.names.member("error", &mut members);
        let error = self.declare(error, &member, &format!("{name}_error"));
        let _infallible = write!(
            self.text,
            "union {union} switch (bool {ok}) {{\ncase TRUE:\n    {value};\n\
             case FALSE:\n    {error};\n}};\n\n"
        );
        union
    }

    /// The result, or the struct of all that is returned.
    fn value(&mut self, name: &str, procedure: &Procedure) -> Option<Value> {
        let returned: Vec<&Type> = procedure.returned().collect();
        if let [] | [_] = returned.as_slice() {
            return returned.first().map(|ty| Value::Plain((*ty).clone()));
        }
        let result = procedure.result.iter().map(|ty| Field {
            name: "result".to_owned(),
            docs: Docs::default(),
            ty: ty.clone(),
        });
        let fields = result.chain(procedure.outputs.iter().cloned()).collect();
        let given = self.names.fresh(&format!("{name}_results"));
        let text = self.structure(
            &given,
            &Struct {
                fields,
                list_node: false,
            },
        );
        self.text.push_str(&text);
        Some(Value::Given(given))
    }

    fn word_or_given(&mut self, value: Value, hint: &str) -> String {
        match value {
            Value::Plain(ty) => self.passed(&ty, hint),
            Value::Given(name) => name,
        }
    }

    /// A type that a procedure takes or returns. rpcgen cannot pass a fixed
    /// array: it goes into a struct, which is the same on the wire.
    fn passed(&mut self, ty: &Type, hint: &str) -> String {
        if !self.is_fixed_array(ty) {
            return self.word(ty, hint);
        }
        let name = self.names.fresh(hint);
        let member = self.names.member("value", &mut HashSet::new());
        let declaration = self.declare(ty, &member, &format!("{hint}_value"));
        let _infallible = write!(self.text, "struct {name} {{\n    {declaration};\n}};\n\n");
        name
    }

    fn is_fixed_array(&self, ty: &Type) -> bool {
        let mut ty = ty;
        // No more typedefs than there are can stand in a row.
        for _ in 0..=self.model.types.len() {
            match ty {
                Type::FixedArray { .. } | Type::FixedOpaque { .. } | Type::Quadruple => {
                    return true;
                }
                Type::Named(id) => match self.model.definition(*id).map(|it| &it.shape) {
                    Some(Shape::Alias(target)) => ty = target,
                    _ => return false,
                },
                _ => return false,
            }
        }
        false
    }
}

/// What comes back where nothing is raised.
enum Value {
    /// One value.
    Plain(Type),
    /// The name of a struct that was written for it.
    Given(String),
}
