//! The syntax tree: programs and interfaces.

use super::ast::Writer;
use super::value::Json;
use crate::ast::{Argument, Direction, Interface, Procedure, Program, Version};

impl<'a> Writer<'a> {
    pub(super) fn program(&self, program: &'a Program) -> Json<'a> {
        let versions = program.versions.iter().map(|version| self.version(version));
        Json::object([
            ("kind", "program".into()),
            ("name", self.name(&program.name)),
            ("number", self.expression(&program.number)),
            ("versions", Json::list(versions)),
        ])
        .with(self.node(program.head))
    }

    fn version(&self, version: &'a Version) -> Json<'a> {
        Json::object([
            ("name", self.name(&version.name)),
            ("number", self.expression(&version.number)),
            ("procedures", self.procedures(&version.procedures)),
        ])
        .with(self.node(version.head))
    }

    pub(super) fn interface(&self, interface: &'a Interface) -> Json<'a> {
        let name = interface.name.as_ref();
        let [program, version] = [&interface.program, &interface.version].map(Option::as_ref);
        Json::object([
            ("kind", "interface".into()),
            ("name", name.map(|name| self.name(name)).into()),
            ("program", program.map(|it| self.expression(it)).into()),
            ("version", version.map(|it| self.expression(it)).into()),
            ("definitions", self.definitions(&interface.definitions)),
            ("procedures", self.procedures(&interface.procedures)),
        ])
        .with(self.node(interface.head))
    }

    fn procedures(&self, procedures: &'a [Procedure]) -> Json<'a> {
        Json::list(procedures.iter().map(|procedure| self.procedure(procedure)))
    }

    fn procedure(&self, procedure: &'a Procedure) -> Json<'a> {
        let arguments = procedure.arguments.iter().map(|it| self.argument(it));
        let raises = procedure.raises.as_ref();
        let number = procedure.number.as_ref();
        Json::object([
            ("name", self.name(&procedure.name)),
            ("number", number.map(|it| self.expression(it)).into()),
            ("result", self.declaration(&procedure.result)),
            ("arguments", Json::list(arguments)),
            ("raises", raises.map(|it| self.declaration(it)).into()),
            ("is_idempotent", procedure.is_idempotent.into()),
            ("is_oneway", procedure.oneway.is_some().into()),
        ])
        .with(self.node(procedure.span))
    }

    fn argument(&self, argument: &'a Argument) -> Json<'a> {
        let direction = match argument.direction {
            Direction::In => "in",
            Direction::Out => "out",
            Direction::InOut => "inout",
        };
        let size_is = argument.size_is.as_ref();
        Json::object([
            ("direction", direction.into()),
            ("size_is", size_is.map(|name| self.name(name)).into()),
            ("declaration", self.declaration(&argument.declaration)),
        ])
    }
}
