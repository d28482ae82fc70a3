//! The interface files of the Debian packages `rpcsvc-proto`, `libnsl-dev` and
//! `libtirpc-dev`, where they are installed: what rpcgen has been fed for
//! decades is accepted as it is.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::Path;

use idlc::Config;
use idlc::diagnostic::Code;

const FILES: [&str; 12] = [
    "bootparam_prot",
    "key_prot",
    "klm_prot",
    "mount",
    "nfs_prot",
    "nlm_prot",
    "rex",
    "rquota",
    "rstat",
    "rusers",
    "sm_inter",
    "spray",
];

#[test]
fn every_file_of_rpcsvc_proto_is_accepted_without_a_word() {
    let directory = Path::new("/usr/include/rpcsvc");
    if !directory.join("mount.x").exists() {
        println!("skipped: rpcsvc-proto is not installed");
        return;
    }
    for file in FILES {
        let path = directory.join(file).with_extension("x");
        let checked = Config::new().check_file(&path).unwrap();
        assert!(checked.warnings.is_empty(), "{}", checked.warnings);
        assert!(!checked.model.items.is_empty());
    }
}

#[test]
fn nis_is_accepted_with_the_file_that_it_includes() {
    let path = Path::new("/usr/include/rpcsvc/nis.x");
    if !path.exists() {
        println!("skipped: libnsl-dev is not installed");
        return;
    }
    let checked = Config::new().check_file(path).unwrap();
    // `enum zotypes` has two names for every value.
    let warnings = checked.warnings.diagnostics();
    assert!(
        warnings
            .iter()
            .all(|found| found.code == Code::DuplicateValue)
    );
    let mut types = checked.model.types.iter();
    let object = types.find(|defined| defined.name == "nis_object").unwrap();
    assert_eq!(object.docs.file, "nis_object.x");
}

#[test]
fn types_that_only_c_headers_define_can_be_supplied() {
    for (file, types) in [
        ("tirpc/rpc/rpcb_prot.x", &["netbuf"][..]),
        ("rpcsvc/nis_callback.x", &["nis_object", "nis_error"]),
        ("tirpc/rpcsvc/crypt.x", &[]),
        ("rpcsvc/yp.x", &[]),
        ("rpcsvc/yppasswd.x", &[]),
    ] {
        let path = Path::new("/usr/include").join(file);
        if !path.exists() {
            println!("skipped: {file} is not installed");
            continue;
        }
        let mut config = Config::new();
        for name in types {
            config.extern_type(*name, format!("crate::c::{name}"));
        }
        let checked = config.check_file(&path).unwrap();
        assert!(checked.warnings.is_empty(), "{}", checked.warnings);
    }
}
