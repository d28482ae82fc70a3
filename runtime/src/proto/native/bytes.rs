//! Big-endian numbers of 8 to 64 bits, 48 among them, in packets. XDR, whose
//! smallest unit is four bytes, is what the messages within are made of.

/// Fewer bytes than were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CutShort;

/// Reads from the front of a slice.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8], CutShort> {
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or(CutShort)?;
        self.rest = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CutShort> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>().ok_or(CutShort)?;
        self.rest = rest;
        Ok(*bytes)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, CutShort> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, CutShort> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, CutShort> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u48(&mut self) -> Result<u64, CutShort> {
        let high = u64::from(self.u16()?);
        Ok(high << 32 | u64::from(self.u32()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, CutShort> {
        self.array().map(u64::from_be_bytes)
    }
}

/// Appends numbers.
pub(crate) trait PutBytes {
    fn put_u16(&mut self, number: u16);
    fn put_u32(&mut self, number: u32);
    /// The low 48 bits.
    fn put_u48(&mut self, number: u64);
    fn put_u64(&mut self, number: u64);
}

impl PutBytes for Vec<u8> {
    fn put_u16(&mut self, number: u16) {
        self.extend_from_slice(&number.to_be_bytes());
    }

    fn put_u32(&mut self, number: u32) {
        self.extend_from_slice(&number.to_be_bytes());
    }

    fn put_u48(&mut self, number: u64) {
        let [_, _, low @ ..] = number.to_be_bytes();
        self.extend_from_slice(&low);
    }

    fn put_u64(&mut self, number: u64) {
        self.extend_from_slice(&number.to_be_bytes());
    }
}
