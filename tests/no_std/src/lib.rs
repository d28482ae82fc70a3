//! That this compiles is the test: types that are generated alone need neither
//! `std` nor a prelude with `Vec`, `String` and `Box` in it.
#![no_std]

idlc_xdr::include_idl! {
    /// What `types_only` generates.
    pub mod types_only;
}
