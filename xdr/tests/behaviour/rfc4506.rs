//! The worked example of RFC 4506 §7, byte for byte.

use idlc_xdr::{
    Decode, DecodeError, Encode, Layout, Opaque, Reader, Sink, Size, Text, from_slice, to_vec,
};

const EXAMPLE: &str = include_str!("../../../fixtures/wire/rfc4506_file.hex");

/// Reads spaced hex with comments from `#` to the end of the line.
fn read_hex(text: &str) -> Vec<u8> {
    text.lines()
        .flat_map(|line| {
            line.split('#')
                .next()
                .unwrap_or_default()
                .split_whitespace()
        })
        .map(|byte| u8::from_str_radix(byte, 16).unwrap_or_else(|_| panic!("not a byte: {byte}")))
        .collect()
}

#[derive(Debug, PartialEq)]
enum FileType {
    Text,
    Data(Text<255>),
    Exec(Text<255>),
}

impl Layout for FileType {
    const SIZE: Size = Size::AtLeast(4);
}

impl Encode for FileType {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        match self {
            Self::Text => out.put_i32(0),
            Self::Data(creator) => {
                out.put_i32(1);
                creator.encode(out);
            }
            Self::Exec(interpretor) => {
                out.put_i32(2);
                interpretor.encode(out);
            }
        }
    }
}

impl<'a> Decode<'a> for FileType {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        match input.i32()? {
            0 => Ok(Self::Text),
            1 => Ok(Self::Data(input.field("creator")?)),
            2 => Ok(Self::Exec(input.field("interpretor")?)),
            kind => Err(DecodeError::unknown_discriminant("filetype", kind, input)),
        }
    }
}

#[derive(Debug, PartialEq)]
struct File {
    filename: Text<255>,
    kind: FileType,
    owner: Text<32>,
    data: Opaque<65535>,
}

impl Layout for File {
    const SIZE: Size = Size::AtLeast(16);
}

impl Encode for File {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.filename.encode(out);
        self.kind.encode(out);
        self.owner.encode(out);
        self.data.encode(out);
    }
}

impl<'a> Decode<'a> for File {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            filename: input.field("filename")?,
            kind: input.field("type")?,
            owner: input.field("owner")?,
            data: input.field("data")?,
        })
    }
}

fn sillyprog() -> File {
    let text = "a text within its bound";
    File {
        filename: "sillyprog".parse().expect(text),
        kind: FileType::Exec("lisp".parse().expect(text)),
        owner: "john".parse().expect(text),
        data: Opaque::try_from(b"(quit)").expect(text),
    }
}

#[test]
fn the_file_of_the_rfc_is_encoded_as_published() {
    assert_eq!(to_vec(&sillyprog()), read_hex(EXAMPLE));
    assert_eq!(read_hex(EXAMPLE).len(), 48);
}

#[test]
fn the_file_of_the_rfc_is_decoded_as_published() {
    assert_eq!(from_slice::<File>(&read_hex(EXAMPLE)), Ok(sillyprog()));
}

#[test]
fn an_unknown_kind_of_file_is_named() {
    let mut bytes = read_hex(EXAMPLE);
    bytes[19] = 3;
    let error = from_slice::<File>(&bytes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "type: union filetype has no arm for 3 (at byte 16)"
    );
}

#[test]
fn the_other_kinds_of_file_round_trip() {
    for kind in [FileType::Text, FileType::Data("ed".parse().unwrap())] {
        assert_eq!(from_slice::<FileType>(&to_vec(&kind)), Ok(kind));
    }
}
