//! A `typedef` that is written twice: files that were put together of others
//! have such, and C allows it where both mean the same.

use super::context::Context;
use super::findings::Findings;
use super::names::duplicate;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Shape, TypeDef};
use crate::source::Span;

impl Context<'_> {
    /// Reports every repetition: as an error if it means something else.
    pub(super) fn check_repeated(&self, types: &[TypeDef], findings: &mut Findings<'_>) {
        for repeated in &self.scope.repeated {
            let (name, span) = (&repeated.name.text, repeated.name.span);
            let context = self.within(repeated.nest);
            let again = context.declared(repeated.declaration, findings);
            let first = types.get(repeated.first.0).map(|first| &first.shape);
            let place = self.scope.place(repeated.first);
            // What cannot be resolved has been reported.
            let (Some(again), Some(Shape::Alias(first)), Some(place)) = (again, first, place)
            else {
                continue;
            };
            findings.report(if again == *first {
                repetition(name, span, place.name)
            } else {
                duplicate(Code::DuplicateDefinition, "type", name, span, place.name)
            });
        }
    }
}

fn repetition(name: &str, span: Span, first: Span) -> Diagnostic {
    let message = format!("the typedef `{name}` is repeated");
    Diagnostic::at(Code::RepeatedTypedef, span, message)
        .label("says the same again")
        .and(first, "first here")
}
