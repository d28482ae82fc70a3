//! The golden files of `fixtures/ok`, compiled without a warning and used.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may be as blunt as tests"
)]

/// The golden files, and what each must do.
pub mod generated {
    pub mod modules;

    mod arbitrary;
    mod calls;
    mod codec;
    mod display;
    mod lists;
    mod names;
    mod namespaces;
    mod open_enums;
    mod original_names;
    mod serde_arrays;
    mod string_bytes;
    mod unions;
}
