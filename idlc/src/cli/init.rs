//! `idlc init`: a Cargo project for an interface file, which builds and runs.

mod manifest;
mod project;
mod run;

pub(super) use self::run::run;
