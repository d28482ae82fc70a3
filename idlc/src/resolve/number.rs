//! What is wrong with numbers.

use std::ops::RangeInclusive;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Lengths and bounds, and the numbers of programs, versions and procedures.
pub(super) const UNSIGNED: RangeInclusive<i128> = 0..=u32::MAX as i128;

/// The values of an `int`.
pub(super) const SIGNED: RangeInclusive<i128> = i32::MIN as i128..=i32::MAX as i128;

pub(super) fn out_of_range(
    span: Span,
    number: i128,
    range: &RangeInclusive<i128>,
    what: &str,
) -> Diagnostic {
    let (least, most) = (range.start(), range.end());
    Diagnostic::at(
        Code::OutOfRange,
        span,
        format!("{number} is out of range for {what}"),
    )
    .label(format!("must be from {least} to {most}"))
}

pub(super) fn overflow(span: Span) -> Diagnostic {
    Diagnostic::at(Code::OutOfRange, span, "this cannot be computed")
        .label("overflows, or divides by zero")
}

pub(super) fn not_a_number(span: Span) -> Diagnostic {
    Diagnostic::at(Code::NotANumber, span, "a number is needed here").label("this is a text")
}
