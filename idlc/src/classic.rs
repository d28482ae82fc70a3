//! Model → the equivalent classic `.x`: RFC 4506 and RFC 5531 as C's `rpcgen`
//! reads them, so that C can be on the other side of the wire.
//!
//! Reads the model only. Names are those of the file where C leaves them to
//! it, and have an underscore behind them where it does not. What a classic
//! file cannot say in place gets a name of its own.

mod comment;
mod declaration;
mod names;
mod order;
mod program;
mod types;
mod whole;
