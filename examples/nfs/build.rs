//! Compiles `nfs.x` and `mount.x` to Rust.

fn main() {
    idlc::Config::new()
        // Names of files are bytes, and a newer server may know a status that we
        // do not.
        .strings_as_bytes(["*"])
        .open_enums(["stat", "mount_stat"])
        .compile_or_exit(["nfs.x", "mount.x"]);
}
