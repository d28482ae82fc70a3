//! Programs and interfaces, and their numbers.

use std::collections::HashMap;

use super::context::Context;
use super::findings::Findings;
use super::interface_name::interface_name;
use super::number::UNSIGNED;
use super::parameter::Parameters;
use crate::ast::{self, Declaration, Name, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Expression;
use crate::model::{Docs, Interface, InterfaceForm, Procedure, Type};
use crate::source::Span;

/// Where numbers of interfaces that give none begin: RFC 5531 (section 13.2)
/// leaves 0x40000000 to 0x5fffffff to whoever needs one, without asking.
const DERIVED_PROGRAM_FIRST: u32 = 0x4000_0000;

/// How many there are, less one: a mask.
const DERIVED_PROGRAM_MASK: u32 = 0x1fff_ffff;

/// The procedure that every program has: it takes and returns nothing.
const NULL_PROCEDURE: u32 = 0;

/// How many values a procedure may return: what a tuple can encode.
const RETURNED_MAX: usize = 16;

/// The program number of an interface that gives none:
/// `0x40000000 | (h & 0x1fffffff)`, where `h` is the 32-bit FNV-1a hash of the
/// bytes of its name as the file spells it.
///
/// Deployed programs rely on it: it never changes.
fn derived_program_number(name: &str) -> u32 {
    const OFFSET_BASIS: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    let hash = name.bytes().fold(OFFSET_BASIS, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(PRIME)
    });
    DERIVED_PROGRAM_FIRST | (hash & DERIVED_PROGRAM_MASK)
}

impl Context<'_> {
    pub(super) fn interface(
        &self,
        interface: &ast::Interface,
        findings: &mut Findings<'_>,
    ) -> Option<Interface> {
        let name = interface_name(interface, self.file_name(interface.head));
        let given = interface.program.as_ref();
        let program = match given {
            Some(number) => self.program_number(number, findings),
            None => Some(derived_program_number(&name)),
        };
        let version = match &interface.version {
            Some(number) => self.version_number(number, findings),
            None => Some(1),
        };
        let place = interface
            .name
            .as_ref()
            .map_or(interface.head, |name| name.span);
        Some(Interface {
            docs: self.docs(place, interface.head),
            name,
            form: InterfaceForm::Interface,
            procedures: self.procedures(&interface.procedures, findings),
            program: program?,
            program_is_derived: given.is_none(),
            version: version?,
        })
    }

    pub(super) fn version(
        &self,
        program: &ast::Program,
        version: &ast::Version,
        findings: &mut Findings<'_>,
    ) -> Option<Interface> {
        let program_number = self.program_number(&program.number, findings);
        let version_number = self.version_number(&version.number, findings);
        let procedures = self.procedures(&version.procedures, findings);
        let (program_number, version_number) = (program_number?, version_number?);
        Some(Interface {
            name: program.name.text.clone(),
            docs: self.version_docs(program, version, (program_number, version_number)),
            form: InterfaceForm::Program {
                version_name: version.name.text.clone(),
            },
            program: program_number,
            program_is_derived: false,
            version: version_number,
            procedures,
        })
    }

    fn version_docs(
        &self,
        program: &ast::Program,
        version: &ast::Version,
        (program_number, version_number): (u32, u32),
    ) -> Docs {
        let mut docs = self.docs(program.name.span, program.head);
        let own = self.docs(version.name.span, version.head);
        docs.comment.extend(own.comment);
        docs.line = own.line;
        docs.span = own.span;
        docs.declaration = format!(
            "{} = {program_number}, {} = {version_number}",
            docs.declaration, own.declaration
        );
        docs
    }

    fn program_number(&self, number: &Expression, findings: &mut Findings<'_>) -> Option<u32> {
        self.u32(number, "a program number", findings)
    }

    fn version_number(&self, number: &Expression, findings: &mut Findings<'_>) -> Option<u32> {
        self.u32(number, "a version number", findings)
    }

    fn u32(&self, number: &Expression, what: &str, findings: &mut Findings<'_>) -> Option<u32> {
        let number = self.number(number, &UNSIGNED, what, findings)?;
        u32::try_from(number).ok()
    }

    fn procedures(
        &self,
        procedures: &[ast::Procedure],
        findings: &mut Findings<'_>,
    ) -> Vec<Procedure> {
        let mut taken: HashMap<u32, Span> = HashMap::new();
        let mut next = Some(1_u32);
        let mut resolved = Vec::with_capacity(procedures.len());
        for procedure in procedures {
            let number = self.procedure_number(procedure, next, findings);
            let result = self.result(&procedure.result, findings);
            let parameters = self.parameters(&procedure.arguments, findings);
            let raises = procedure.raises.as_ref();
            let raises = raises.and_then(|raised| self.declared(raised, findings));
            check_count(&procedure.name, result.as_ref(), &parameters, findings);
            let Some(number) = number else { continue };
            next = number.checked_add(1);
            let span = procedure.name.span;
            if let Some(first) = taken.insert(number, span) {
                findings.report(same_number(number, span, first));
            }
            let meant = Procedure {
                name: procedure.name.text.clone(),
                docs: self.docs(span, procedure.span),
                number,
                arguments: parameters.arguments,
                result,
                outputs: parameters.outputs,
                raises,
                is_idempotent: procedure.is_idempotent,
                is_oneway: procedure.oneway.is_some(),
            };
            check_oneway(procedure, findings);
            check_null(&meant, &procedure.name, findings);
            resolved.push(meant);
        }
        resolved
    }

    /// The number that is given, or the next.
    fn procedure_number(
        &self,
        procedure: &ast::Procedure,
        next: Option<u32>,
        findings: &mut Findings<'_>,
    ) -> Option<u32> {
        if let Some(number) = &procedure.number {
            return self.u32(number, "a procedure number", findings);
        }
        if next.is_none() {
            let message = "there is no procedure number behind the one before";
            let diagnostic = Diagnostic::at(Code::OutOfRange, procedure.name.span, message);
            findings.report(diagnostic.help("give this one a number"));
        }
        next
    }

    /// `None` for `void`, and for what has been reported.
    fn result(&self, result: &Declaration, findings: &mut Findings<'_>) -> Option<Type> {
        match result.ty.kind {
            TypeKind::Void => None,
            _ => self.declared(result, findings),
        }
    }
}

/// No more comes back than a tuple can hold.
fn check_count(
    name: &Name,
    result: Option<&Type>,
    parameters: &Parameters,
    findings: &mut Findings<'_>,
) {
    let count = parameters.outputs.len() + usize::from(result.is_some());
    if count > RETURNED_MAX {
        let message = format!("{count} values come back from `{}`", name.text);
        let diagnostic = Diagnostic::at(Code::TooManyResults, name.span, message);
        findings.report(
            diagnostic
                .label(format!("at most {RETURNED_MAX} can"))
                .help("return a struct that holds them"),
        );
    }
}

/// Nobody waits for what a oneway procedure answers.
fn check_oneway(procedure: &ast::Procedure, findings: &mut Findings<'_>) {
    let Some(oneway) = procedure.oneway else {
        return;
    };
    let returns = !matches!(procedure.result.ty.kind, TypeKind::Void);
    let result = returns.then_some((procedure.result.span, "it returns this"));
    let outputs = procedure.arguments.iter();
    let mut outputs = outputs.filter(|argument| argument.direction.comes_out());
    let output = outputs
        .next()
        .map(|it| (it.declaration.span, "this comes back"));
    let raises = procedure.raises.as_ref();
    let raises = raises.map(|raises| (raises.span, "it raises this"));
    let Some((span, why)) = result.or(output).or(raises) else {
        return;
    };
    let message = format!("`{}` is `oneway` and answers", procedure.name.text);
    findings.report(
        Diagnostic::at(Code::OnewayAnswers, span, message)
            .label(why)
            .and(oneway, "nobody waits for an answer")
            .help("leave `oneway` out, or let the procedure return nothing"),
    );
}

/// Servers answer procedure 0 themselves (RFC 5531 §12): with anything to take
/// or to return it would never be served.
fn check_null(procedure: &Procedure, name: &Name, findings: &mut Findings<'_>) {
    let is_void = procedure.arguments.is_empty()
        && procedure.outputs.is_empty()
        && procedure.result.is_none()
        && procedure.raises.is_none();
    if procedure.number == NULL_PROCEDURE && !is_void {
        let message = format!("`{}` is procedure 0 and not void", name.text);
        findings.report(
            Diagnostic::at(Code::NullProcedure, name.span, message)
                .label("takes or returns something")
                .help("give it another number: servers answer procedure 0 by themselves"),
        );
    }
}

fn same_number(number: u32, span: Span, first: Span) -> Diagnostic {
    let message = format!("two procedures have the number {number}");
    Diagnostic::at(Code::DuplicateProcedureNumber, span, message)
        .label("again here")
        .and(first, "first here")
}

#[cfg(test)]
mod tests {
    use super::derived_program_number;

    #[test]
    fn derived_numbers_never_change() {
        // FNV-1a of "" and "foobar" as its authors publish them: 0x811c9dc5
        // and 0xbf9cf968.
        assert_eq!(derived_program_number(""), 0x411c_9dc5);
        assert_eq!(derived_program_number("foobar"), 0x5f9c_f968);
    }
}
