//! Names that stay what they are in the file.

use idlc_xdr::{from_slice, to_vec};

use super::modules::original_names::{
    DirEntry3, MaxNameLen, NFS_PROGRAM_V3, access, byNumber, calc, fmt, lookup_res, nfs_stat, size,
    value_, xdr,
};

#[test]
fn a_name_is_that_of_the_file() {
    let entry = DirEntry3 {
        fileId: 1,
        Name: "a".parse().unwrap(),
        how: access::READ,
        self_: 2,
        xdr: 3,
        __reserved: 0,
        _pad: 0,
    };
    let found = lookup_res::NFS_OK(vec![entry]);
    assert_eq!(from_slice::<lookup_res>(&to_vec(&found)).unwrap(), found);
    let other = lookup_res::Default(nfs_stat::nfs_err);
    assert_eq!(to_vec(&other), [0, 0, 0, 1]);
    assert_eq!((MaxNameLen, size, value_), (255, 4, 8));
    assert_eq!(nfs_stat::NFS_FINE, nfs_stat::NFS_OK);
}

#[test]
fn a_name_that_rust_or_generated_code_needs_is_still_told_apart() {
    let value = lookup_res::r#type(fmt {
        Self_: xdr { fmt: 9 },
    });
    assert_eq!(to_vec(&value), [0, 0, 0, 2, 0, 0, 0, 9]);
    let value = byNumber::Default(5, access::name);
    assert_eq!(from_slice::<byNumber>(&to_vec(&value)).unwrap(), value);
    assert_eq!(access::name.name_(), Some("name"));
}

#[test]
fn an_interface_has_its_own_name_in_front_of_ours() {
    struct Adder;
    impl calc for Adder {
        fn addNumbers(
            &self,
            _: &idlc_runtime::Context,
            a: i32,
            value: i32,
        ) -> Result<i32, idlc_runtime::Fault> {
            Ok(a + value)
        }

        fn skip(
            &self,
            _: &idlc_runtime::Context,
            how: i32,
            _: &str,
        ) -> Result<i32, idlc_runtime::Fault> {
            Ok(how)
        }
    }
    let server = super::modules::original_names::calcServer::new(Adder);
    let server = idlc_runtime::Server::builder()
        .udp("127.0.0.1:0")
        .serve(server)
        .unwrap();
    let client = super::modules::original_names::calcClient::connect(server.addr()).unwrap();
    assert_eq!(client.addNumbers(1, 2).unwrap(), 3);
    assert_eq!(NFS_PROGRAM_V3.procedures[1].name, "type");
}
