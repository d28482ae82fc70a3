//! Strings, opaque data and arrays without a bound of their own, owned and
//! borrowed (RFC 4506 §4.9–4.13).

mod array;
mod sequence;
mod string;
