//! What generated code says of an interface: its numbers and its names.

use crate::id::{Procedure, Program, Version};

/// An interface as both ends know it: one version of one program.
///
/// Generated code holds one in a `static`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interface {
    /// The name in the interface file, for messages.
    pub name: &'static str,
    /// Its program number.
    pub program: Program,
    /// Its version.
    pub version: Version,
    /// Its procedures, in the order of the file.
    pub procedures: &'static [ProcedureInfo],
}

/// A procedure's name and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcedureInfo {
    /// The name in the interface file, for messages.
    pub name: &'static str,
    /// Its number.
    pub number: Procedure,
}

impl Interface {
    /// The name of a procedure, for messages: `null` for procedure 0 unless
    /// the file names it, `?` for one the interface does not have.
    #[must_use]
    pub fn procedure_name(&self, procedure: Procedure) -> &'static str {
        let declared = self.procedures.iter().find(|p| p.number == procedure);
        match declared {
            Some(info) => info.name,
            None if procedure == Procedure::NULL => "null",
            None => "?",
        }
    }

    /// Whether the interface has the procedure; all have procedure 0.
    #[must_use]
    pub fn has(&self, procedure: Procedure) -> bool {
        procedure == Procedure::NULL || self.procedures.iter().any(|p| p.number == procedure)
    }
}
