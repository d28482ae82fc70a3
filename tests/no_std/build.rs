//! Generates types alone, which need `idlc-xdr` and an allocator.

fn main() {
    idlc::Config::new()
        .types_only()
        .open_enums(["mode"])
        .compile_or_exit(["../../fixtures/ok/types_only.x"]);
}
