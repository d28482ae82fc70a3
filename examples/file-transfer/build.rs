//! Compiles `transfer.x` to Rust. A block is larger than a datagram, which the
//! native transport carries in as many as it takes.

fn main() {
    idlc::Config::new()
        .allow(idlc::diagnostic::Code::LargerThanDatagram)
        .compile_or_exit(["transfer.x"]);
}
