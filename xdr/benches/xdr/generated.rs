//! The measured types, written as idlc generates them.
//!
//! ```c
//! struct eight { int a; unsigned b; hyper c; unsigned hyper d; bool e; float f; double g; int h; };
//! struct nfstime3 { unsigned seconds; unsigned nseconds; };
//! struct specdata3 { unsigned specdata1; unsigned specdata2; };
//! struct fattr3 { ftype3 type; unsigned mode; …; nfstime3 ctime; };       /* RFC 1813 §2.5 */
//! struct entry { unsigned hyper fileid; string name<>; unsigned hyper cookie;
//!                fattr3 *attributes; opaque *handle<64>; };               /* RFC 1813 §3.3.17 */
//! struct entryplus3 { …the same…; entryplus3 *next; };
//! ```

use idlc_xdr::{
    self as xdr, Decode, DecodeError, Encode, Layout, Opaque, Reader, Sink, Size, UnknownValue,
};

/// Eight numbers of constant size.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Eight {
    pub a: i32,
    pub b: u32,
    pub c: i64,
    pub d: u64,
    pub e: bool,
    pub f: f32,
    pub g: f64,
    pub h: i32,
}

impl Layout for Eight {
    const SIZE: Size = Size::Fixed(44);
}

impl Encode for Eight {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.fixed::<44>(|out| {
            self.a.encode(out);
            self.b.encode(out);
            self.c.encode(out);
            self.d.encode(out);
            self.e.encode(out);
            self.f.encode(out);
            self.g.encode(out);
            self.h.encode(out);
        });
    }
}

impl<'a> Decode<'a> for Eight {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let input = &mut input.fixed(44)?;
        Ok(Self {
            a: input.field("a")?,
            b: input.field("b")?,
            c: input.field("c")?,
            d: input.field("d")?,
            e: input.field("e")?,
            f: input.field("f")?,
            g: input.field("g")?,
            h: input.field("h")?,
        })
    }
}

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum FileType3 {
    Regular = 1,
    Directory = 2,
    Block = 3,
    Character = 4,
    Link = 5,
    Socket = 6,
    Fifo = 7,
}

impl TryFrom<i32> for FileType3 {
    type Error = UnknownValue;

    fn try_from(value: i32) -> Result<Self, UnknownValue> {
        match value {
            1 => Ok(Self::Regular),
            2 => Ok(Self::Directory),
            3 => Ok(Self::Block),
            4 => Ok(Self::Character),
            5 => Ok(Self::Link),
            6 => Ok(Self::Socket),
            7 => Ok(Self::Fifo),
            value => Err(UnknownValue {
                type_name: "ftype3",
                value,
            }),
        }
    }
}

impl Layout for FileType3 {
    const SIZE: Size = Size::Fixed(4);
}

impl Encode for FileType3 {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.put_i32(*self as i32);
    }
}

impl<'a> Decode<'a> for FileType3 {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let value = input.i32()?;
        Self::try_from(value).map_err(|_| DecodeError::unknown_enum("ftype3", value, input))
    }
}

/// A point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Time3 {
    pub seconds: u32,
    pub nseconds: u32,
}

impl Layout for Time3 {
    const SIZE: Size = Size::Fixed(8);
}

impl Encode for Time3 {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.fixed::<8>(|out| {
            self.seconds.encode(out);
            self.nseconds.encode(out);
        });
    }
}

impl<'a> Decode<'a> for Time3 {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let input = &mut input.fixed(8)?;
        Ok(Self {
            seconds: input.field("seconds")?,
            nseconds: input.field("nseconds")?,
        })
    }
}

/// The numbers of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SpecData3 {
    pub specdata1: u32,
    pub specdata2: u32,
}

impl Layout for SpecData3 {
    const SIZE: Size = Size::Fixed(8);
}

impl Encode for SpecData3 {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.fixed::<8>(|out| {
            self.specdata1.encode(out);
            self.specdata2.encode(out);
        });
    }
}

impl<'a> Decode<'a> for SpecData3 {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let input = &mut input.fixed(8)?;
        Ok(Self {
            specdata1: input.field("specdata1")?,
            specdata2: input.field("specdata2")?,
        })
    }
}

/// The attributes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes3 {
    pub kind: FileType3,
    pub mode: u32,
    pub nlink: u32,
    pub uid: u32,
    pub gid: u32,
    pub size: u64,
    pub used: u64,
    pub rdev: SpecData3,
    pub fsid: u64,
    pub fileid: u64,
    pub atime: Time3,
    pub mtime: Time3,
    pub ctime: Time3,
}

impl Layout for Attributes3 {
    const SIZE: Size = Size::Fixed(84);
}

impl Encode for Attributes3 {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.fixed::<84>(|out| {
            self.kind.encode(out);
            self.mode.encode(out);
            self.nlink.encode(out);
            self.uid.encode(out);
            self.gid.encode(out);
            self.size.encode(out);
            self.used.encode(out);
            self.rdev.encode(out);
            self.fsid.encode(out);
            self.fileid.encode(out);
            self.atime.encode(out);
            self.mtime.encode(out);
            self.ctime.encode(out);
        });
    }
}

impl<'a> Decode<'a> for Attributes3 {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let input = &mut input.fixed(84)?;
        Ok(Self {
            kind: input.field("kind")?,
            mode: input.field("mode")?,
            nlink: input.field("nlink")?,
            uid: input.field("uid")?,
            gid: input.field("gid")?,
            size: input.field("size")?,
            used: input.field("used")?,
            rdev: input.field("rdev")?,
            fsid: input.field("fsid")?,
            fileid: input.field("fileid")?,
            atime: input.field("atime")?,
            mtime: input.field("mtime")?,
            ctime: input.field("ctime")?,
        })
    }
}

/// A directory entry, the element of an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub fileid: u64,
    pub name: String,
    pub cookie: u64,
    pub attributes: Option<Attributes3>,
    pub handle: Option<Opaque<64>>,
}

impl Layout for Entry {
    const SIZE: Size = Size::AtLeast(28);
}

impl Encode for Entry {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.fileid.encode(out);
        self.name.encode(out);
        self.cookie.encode(out);
        self.attributes.encode(out);
        self.handle.encode(out);
    }
}

impl<'a> Decode<'a> for Entry {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            fileid: input.field("fileid")?,
            name: input.field("name")?,
            cookie: input.field("cookie")?,
            attributes: input.field("attributes")?,
            handle: input.field("handle")?,
        })
    }
}

/// A directory entry, the node of a linked list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPlus3 {
    pub fileid: u64,
    pub name: String,
    pub cookie: u64,
    pub attributes: Option<Attributes3>,
    pub handle: Option<Opaque<64>>,
}

impl Layout for EntryPlus3 {
    const SIZE: Size = Size::AtLeast(28);
}

impl Encode for EntryPlus3 {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.fileid.encode(out);
        self.name.encode(out);
        self.cookie.encode(out);
        self.attributes.encode(out);
        self.handle.encode(out);
    }

    fn encode_sequence<'a, S: Sink<'a>>(nodes: &'a [Self], out: &mut S) {
        xdr::list::encode(nodes, out);
    }
}

impl<'a> Decode<'a> for EntryPlus3 {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            fileid: input.field("fileid")?,
            name: input.field("name")?,
            cookie: input.field("cookie")?,
            attributes: input.field("attributes")?,
            handle: input.field("handle")?,
        })
    }

    fn decode_sequence(max: usize, input: &mut Reader<'a>) -> Result<Vec<Self>, DecodeError> {
        xdr::list::decode(max, input)
    }
}
