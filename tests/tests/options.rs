//! What a build script can ask for, compiled and used: see `build.rs`.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use idlc_xdr::{Decode, DecodeError, Encode, Layout, Reader, Sink, Size};
use records::{Level, Reading, Record};
use serde::{Deserialize, Serialize};

idlc_xdr::include_idl! {
    /// Types without clients and servers, with serde's traits.
    mod records;
}

/// The type that the file names and does not define.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Outside(u32);

impl Layout for Outside {
    const SIZE: Size = Size::Fixed(4);
}

impl Encode for Outside {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.0.encode(out);
    }
}

impl<'a> Decode<'a> for Outside {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        input.u32().map(Self)
    }
}

fn record() -> Record {
    Record {
        name: "first".parse().unwrap(),
        how: Level::High,
        sum: [1, 2, 3, 4],
        data: vec![5],
        counts: vec![6, 7].try_into().unwrap(),
        place: Outside(8),
        last: Reading::Low(-9),
        next: None,
    }
}

const JSON: &str = r#"{"name":"first","how":"High","digest":[1,2,3,4],"data":[5],"counts":[6,7],"place":8,"last":{"Low":-9},"next":null}"#;

#[test]
fn a_supplied_type_is_encoded_where_the_file_names_it() {
    let bytes = idlc_xdr::to_vec(&record());
    assert_eq!(idlc_xdr::from_slice::<Record>(&bytes).unwrap(), record());
}

#[test]
fn serde_writes_and_reads_generated_types_with_the_attributes_asked_for() {
    assert_eq!(serde_json::to_string(&record()).unwrap(), JSON);
    assert_eq!(serde_json::from_str::<Record>(JSON).unwrap(), record());
}

#[test]
fn serde_does_not_read_past_a_bound_of_the_file() {
    let five = JSON.replace("[6,7]", "[1,2,3,4,5]");
    let error = serde_json::from_str::<Record>(&five).unwrap_err();
    assert!(error.to_string().contains('4'), "{error}");
}
