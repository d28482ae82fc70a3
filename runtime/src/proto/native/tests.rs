//! A caller and a responder on one virtual clock, with a wire between them that
//! each test bends as it likes.
#![expect(
    clippy::cast_possible_truncation,
    clippy::unchecked_time_subtraction,
    clippy::disallowed_methods,
    reason = "tests of small numbers, which begin at any instant"
)]

mod calls;
mod close;
mod limits;
mod loss;
mod moves;
mod pair;
mod streams;
