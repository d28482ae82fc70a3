//! The interface files of the Debian package `rpcsvc-proto`, where it is
//! installed: what rpcgen has been fed for decades is accepted as it is.

use std::path::Path;

use idlc::Config;

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
