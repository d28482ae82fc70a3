//! The classic form of every fixture goes through rpcgen and, where C has such
//! types, the C compiler, also of those that have nothing to call.

use std::path::Path;

use idlc_tests::{fixture, fixtures};

use super::c::{C_TOOLS, compile_only, empty_folder, exists_in_c, rpcgen};
use super::foreign::all_installed;

#[test]
fn c_compiles_the_classic_form_of_every_file() {
    if !all_installed(&C_TOOLS) {
        return;
    }
    let folder = empty_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("classic"));
    // Types that come from elsewhere come from elsewhere in C, too: see
    // `every_fixture`.
    for name in fixtures().iter().filter(|name| *name != "external") {
        let file = format!("{name}.x");
        let text = std::fs::read_to_string(fixture("ok").join(&file)).unwrap();
        let model = idlc::Config::new().check(&file, &text).unwrap().model;
        std::fs::write(folder.join(&file), model.to_classic()).unwrap();
        rpcgen(&folder, name);
        if exists_in_c(name) {
            compile_only(
                &folder,
                &["xdr", "clnt", "svc"].map(|what| format!("{name}_{what}.c")),
            );
        }
    }
}
