//! Bytes, through the whole compiler: `.ci/fuzz`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| idlc_fuzz::check(bytes));
