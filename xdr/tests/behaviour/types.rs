//! Types as idlc generates them, for the other files.
//!
//! ```c
//! struct pair { int first; short second; };
//! union shape switch (int kind) { case 0: void; case 1: pair corners<3>; default: string name<>; };
//! struct tree { int value; tree *left; tree *right; };
//! struct node { string name<8>; node *next; };
//! struct group { node *members; pair extent; };
//! ```

use idlc_xdr::{self as xdr, Array, Decode, DecodeError, Encode, Layout, Reader, Sink, Size, Text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) first: i32,
    pub(crate) second: i16,
}

impl Layout for Pair {
    const SIZE: Size = Size::Fixed(8);
}

impl Encode for Pair {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.fixed::<8>(|out| {
            self.first.encode(out);
            self.second.encode(out);
        });
    }
}

impl<'a> Decode<'a> for Pair {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let input = &mut input.fixed(8)?;
        Ok(Self {
            first: input.field("first")?,
            second: input.field("second")?,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    Nothing,
    Corners(Array<Pair, 3>),
    Default(i32, String),
}

impl Layout for Shape {
    const SIZE: Size = Size::AtLeast(4);
}

impl Encode for Shape {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        match self {
            Self::Nothing => out.put_i32(0),
            Self::Corners(corners) => {
                out.put_i32(1);
                corners.encode(out);
            }
            Self::Default(kind, name) => {
                kind.encode(out);
                name.encode(out);
            }
        }
    }
}

impl<'a> Decode<'a> for Shape {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        match input.i32()? {
            0 => Ok(Self::Nothing),
            1 => Ok(Self::Corners(input.field("corners")?)),
            kind => Ok(Self::Default(kind, input.field("name")?)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tree {
    pub(crate) value: i32,
    pub(crate) left: Option<Box<Self>>,
    pub(crate) right: Option<Box<Self>>,
}

impl Layout for Tree {
    const SIZE: Size = Size::AtLeast(12);
}

impl Encode for Tree {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.value.encode(out);
        self.left.encode(out);
        self.right.encode(out);
    }
}

impl<'a> Decode<'a> for Tree {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            value: input.field("value")?,
            left: input.field("left")?,
            right: input.field("right")?,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) name: Text<8>,
}

impl Layout for Node {
    const SIZE: Size = Size::AtLeast(4);
}

impl Encode for Node {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.name.encode(out);
    }

    fn encode_sequence<'a, S: Sink<'a>>(nodes: &'a [Self], out: &mut S) {
        xdr::list::encode(nodes, out);
    }
}

impl<'a> Decode<'a> for Node {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            name: input.field("name")?,
        })
    }

    fn decode_sequence(max: usize, input: &mut Reader<'a>) -> Result<Vec<Self>, DecodeError> {
        xdr::list::decode(max, input)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) members: Vec<Node>,
    pub(crate) extent: Pair,
}

impl Layout for Group {
    const SIZE: Size = Size::AtLeast(12);
}

impl Encode for Group {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.members.encode(out);
        self.extent.encode(out);
    }
}

impl<'a> Decode<'a> for Group {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            members: input.field("members")?,
            extent: input.field("extent")?,
        })
    }
}

/// A node called `name`.
pub(crate) fn node(name: &str) -> Node {
    Node {
        name: name.parse().expect("a short name"),
    }
}
