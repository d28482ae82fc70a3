//! What is generated for `fixtures/ok/NAME.x` is `fixtures/ok/NAME.rs`, laid
//! out as rustfmt lays it out. That it compiles and works is tested in
//! `generated.rs`, a program of its own: this one can be built, and the golden
//! files written anew, while they do not compile.
//!
//! `UPDATE_GOLDEN=1` writes what is generated now. A golden file that is not
//! there is a failure, not an invitation.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may be as blunt as tests"
)]

mod golden {
    mod classic;
    mod json;
    mod layout;
    mod stubs;
    mod text;
}
