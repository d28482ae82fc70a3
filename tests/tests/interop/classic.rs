//! The classic form of every fixture goes through rpcgen and the C compiler.

use idlc_tests::{fixture, fixtures};
use std::path::Path;

use super::foreign::{all_installed, command, run};

/// What rpcgen makes, and of which kind.
const OUTPUTS: [(&str, &str); 4] = [
    ("-h", "h"),
    ("-c", "xdr.c"),
    ("-l", "clnt.c"),
    ("-m", "svc.c"),
];

#[test]
fn c_compiles_the_classic_form_of_every_file() {
    if !all_installed(&["rpcgen", "cc", "pkg-config"]) {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("classic");
    // rpcgen refuses to overwrite.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    let flags = run(command("pkg-config").args(["--cflags", "libtirpc"]));
    // Types that come from elsewhere come from elsewhere in C, too.
    for name in fixtures().iter().filter(|name| *name != "external") {
        let file = format!("{name}.x");
        let text = std::fs::read_to_string(fixture("ok").join(&file)).unwrap();
        let model = idlc::Config::new().check(&file, &text).unwrap().model;
        std::fs::write(folder.join(&file), model.to_classic()).unwrap();
        for (what, ending) in OUTPUTS {
            let output = format!("{name}.{ending}");
            let arguments = ["-C", "-N", what, "-o", &output, &file];
            run(command("rpcgen").args(arguments).current_dir(&folder));
            if ending == "h" {
                continue;
            }
            run(command("cc")
                .args(["-w", "-c", "-o", "made.o", &output])
                .args(flags.split_whitespace())
                .current_dir(&folder));
        }
    }
}
