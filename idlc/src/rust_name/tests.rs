use super::Spelling::{Original, Rust};
use crate::model::{Docs, Interface, InterfaceForm};

#[test]
fn a_type_is_camel_case() {
    for (name, expected) in [
        ("color", "Color"),
        ("nfs_fh3", "NfsFh3"),
        ("READ3res", "Read3res"),
        ("NFS_OK", "NfsOk"),
        ("XMLFile", "XmlFile"),
        ("v1_2", "V1_2"),
        ("_private", "Private"),
        ("_3com", "N3com"),
        ("__", "Underscore"),
        ("self", "Self_"),
    ] {
        assert_eq!(Rust.type_name(name), expected);
    }
}

#[test]
fn a_value_is_snake_case_and_never_a_keyword() {
    for (name, expected) in [
        ("arg1", "arg1"),
        ("dirListing", "dir_listing"),
        ("NFSPROC3_GETATTR", "nfsproc3_getattr"),
        ("a__b", "a_b"),
        ("type", "r#type"),
        ("gen", "r#gen"),
        ("self", "self_"),
        ("crate", "crate_"),
        ("_3com", "n3com"),
    ] {
        assert_eq!(Rust.value_name(name), expected);
    }
}

#[test]
fn a_constant_is_in_capitals() {
    assert_eq!(Rust.constant_name("MNTPATHLEN"), "MNTPATHLEN");
    assert_eq!(Rust.constant_name("MaxNameLen"), "MAX_NAME_LEN");
    assert_eq!(Rust.constant_name("type"), "TYPE");
}

#[test]
fn a_variant_loses_the_name_of_its_enum() {
    assert_eq!(
        Rust.variant_names("color", &["COLOR_RED", "COLOR_BLUE", "NO_COLOR"]),
        ["Red", "Blue", "NoColor"]
    );
    assert_eq!(Rust.variant_names("nfsstat", &["NFS_STAT_OK"]), ["Ok"]);
}

#[test]
fn variants_stay_whole_where_the_rest_would_be_ambiguous_or_no_name() {
    assert_eq!(
        Rust.variant_names("color", &["COLOR_RED", "RED"]),
        ["ColorRed", "Red"]
    );
    assert_eq!(
        Rust.variant_names("color", &["COLOR_1", "COLOR_2"]),
        ["Color1", "Color2"]
    );
    assert_eq!(Rust.variant_names("color", &["COLOR"]), ["Color"]);
}

#[test]
fn a_version_of_a_program_carries_its_number() {
    let interface = |form| Interface {
        name: "NFS_PROGRAM".to_owned(),
        docs: Docs::default(),
        form,
        program: 100_003,
        program_is_derived: false,
        version: 3,
        procedures: Vec::new(),
    };
    let names = Rust.interface_names(&interface(InterfaceForm::Program {
        version_name: "NFS_V3".to_owned(),
    }));
    assert_eq!(names.service, "NfsProgramV3");
    assert_eq!(names.client, "NfsProgramV3Client");
    assert_eq!(names.server, "NfsProgramV3Server");
    assert_eq!(names.description, "NFS_PROGRAM_V3");
    assert_eq!(
        Rust.interface_names(&interface(InterfaceForm::Interface))
            .description,
        "NFS_PROGRAM"
    );
}

#[test]
fn an_original_name_stays_what_it_is_as_far_as_rust_allows() {
    for (name, expected) in [
        ("nfs_fh3", "nfs_fh3"),
        ("READ3res", "READ3res"),
        ("_private", "_private"),
        ("type", "r#type"),
        ("Self", "Self_"),
        ("u32", "u32_"),
        ("value", "value_"),
        ("_", "__"),
    ] {
        assert_eq!(Original.type_name(name), expected);
        assert_eq!(Original.constant_name(name), expected);
    }
    for (name, expected) in [
        ("dirListing", "dirListing"),
        ("u32", "u32"),
        ("value", "value"),
        ("type", "r#type"),
        ("self", "self_"),
    ] {
        assert_eq!(Original.value_name(name), expected);
    }
    assert_eq!(
        Original.variant_names("color", &["COLOR_RED", "in"]),
        ["COLOR_RED", "r#in"]
    );
}
