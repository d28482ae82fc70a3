//! The stubs that the runtime itself uses are what idlc makes of their file.
//! Where the runtime does not compile because of them, `idlc gen` writes them.

use std::fs;
use std::path::Path;

use idlc::Config;
use idlc_tests::assert_golden;

#[test]
fn the_stubs_of_rpcbind_are_those_of_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src/rpcbind");
    let text = fs::read_to_string(folder.join("rpcbind.x")).expect("the interface file");
    let generated = Config::new().generate("rpcbind.x", &text);
    let rust = generated.expect("a correct file").rust;
    assert_golden(&folder.join("protocol.rs"), &rust);
}
