//! Compiles `transfer.x` to Rust.

fn main() {
    idlc::Config::new().compile_or_exit(["transfer.x"]);
}
