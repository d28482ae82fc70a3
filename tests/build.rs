//! Compiles the interface files of test programs, as users' build scripts do.

#[path = "build/served.rs"]
mod served;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What the foreign programs of `tests/interop` are built from too.
    idlc::Config::new().compile_or_exit([
        "../fixtures/interop/types.x",
        "../fixtures/interop/features.x",
    ]);

    // Everything that a build script can ask for, for `tests/options.rs`.
    idlc::Config::new()
        .client(false)
        .server(false)
        .serde(true)
        .extern_type("outside", "crate::Outside")
        .type_attribute("record", "#[serde(rename_all = \"camelCase\")]")
        .field_attribute("record.sum", "#[serde(rename = \"digest\")]")
        .compile_or_exit(["../fixtures/options/records.x"]);

    served::write()
}
