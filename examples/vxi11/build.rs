//! Compiles `vxi11.x` to Rust.

fn main() {
    idlc::Config::new()
        // Instruments have numbers of their own for errors.
        .open_enums(["device_error"])
        .strings_as_bytes(["*"])
        .compile_or_exit(["vxi11.x"]);
}
