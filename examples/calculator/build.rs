//! Compiles `calculator.x` to Rust: this is all that a build script needs.

fn main() {
    idlc::Config::new().compile_or_exit(["calculator.x"]);
}
