//! What is promised of any input at all, as one function.
//!
//! The fuzzer calls it with bytes that it makes up, and `cargo test` with the
//! files that were worth keeping. It knows idlc as its users do: nothing here
//! reaches behind the public interface.

mod distinct;
mod input;
mod promise;
mod wire;

pub use self::promise::check;
