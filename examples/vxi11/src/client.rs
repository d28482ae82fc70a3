//! A client's link to an instrument.

use idlc_runtime::{Address, CallError, Client, ConnectError};
use thiserror::Error;

use crate::vxi11::{
    CreateLinkParms, DEVICE_CORE_V1, DeviceCoreV1Client, DeviceError, DeviceReadParms,
    DeviceWriteParms, FLAG_END, REASON_END,
};

/// How long the instrument may take for a call, in milliseconds.
const IO_TIMEOUT_MS: u32 = 10_000;

/// How much is asked for at a time, in bytes.
const READ_SIZE: u32 = 16 << 10;

/// The most bytes of an answer that is taken.
const ANSWER_BYTES_MAX: usize = 16 << 20;

/// A link to an instrument. It ends with [`close`](Self::close), or is left to the
/// instrument to end where it is dropped.
#[derive(Debug)]
pub struct Link {
    core: DeviceCoreV1Client,
    id: i32,
    /// The most bytes that the instrument takes at a time.
    write_max: usize,
}

/// Why an instrument did not do what it was asked to.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The instrument's address cannot be used, or its host's registry knows none.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A call was not answered, or in vain.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The instrument refused.
    #[error("the instrument says: {0:?}")]
    Device(DeviceError),
    /// The answer has no end.
    #[error("the instrument's answer has more than {ANSWER_BYTES_MAX} bytes")]
    TooLong,
}

impl Link {
    /// Links to an instrument of a host, mostly `inst0`, whose port the host's
    /// registry knows.
    ///
    /// # Errors
    ///
    /// [`LinkError`].
    pub fn open(host: &str, device: &str) -> Result<Self, LinkError> {
        Self::open_at(format!("tcp://{host}"), device)
    }

    /// The same for an instrument whose address is known.
    ///
    /// # Errors
    ///
    /// [`LinkError`].
    pub fn open_at(address: impl Into<Address>, device: &str) -> Result<Self, LinkError> {
        let client = Client::connect(&DEVICE_CORE_V1, address)?;
        let core = DeviceCoreV1Client::new(client);
        let link = core.create_link(&CreateLinkParms {
            client_id: std::process::id().cast_signed(),
            lock_device: false,
            lock_timeout: 0,
            device: device.into(),
        })?;
        check(link.error)?;
        Ok(Self {
            core,
            id: link.lid,
            // An instrument that takes nothing at all is given a byte at a time.
            write_max: (link.max_recv_size as usize).max(1),
        })
    }

    /// Sends a message.
    ///
    /// # Errors
    ///
    /// [`LinkError`].
    pub fn write(&self, message: &[u8]) -> Result<(), LinkError> {
        let mut pieces = message.chunks(self.write_max).peekable();
        while let Some(piece) = pieces.next() {
            let is_last = pieces.peek().is_none();
            let written = self.core.device_write(&DeviceWriteParms {
                lid: self.id,
                io_timeout: IO_TIMEOUT_MS,
                lock_timeout: 0,
                flags: if is_last { FLAG_END.cast_signed() } else { 0 },
                data: piece.to_vec(),
            })?;
            check(written.error)?;
        }
        Ok(())
    }

    /// Receives an answer, to its end.
    ///
    /// # Errors
    ///
    /// [`LinkError`], with [`DeviceError::IoTimeout`] where there is none.
    pub fn read(&self) -> Result<Vec<u8>, LinkError> {
        let mut answer = Vec::new();
        loop {
            let read = self.core.device_read(&DeviceReadParms {
                lid: self.id,
                request_size: READ_SIZE,
                io_timeout: IO_TIMEOUT_MS,
                lock_timeout: 0,
                flags: 0,
                term_char: 0,
            })?;
            check(read.error)?;
            answer.extend_from_slice(&read.data);
            if read.reason.cast_unsigned() & REASON_END != 0 {
                return Ok(answer);
            }
            if answer.len() > ANSWER_BYTES_MAX {
                return Err(LinkError::TooLong);
            }
        }
    }

    /// Ends the link.
    ///
    /// # Errors
    ///
    /// [`LinkError`].
    pub fn close(self) -> Result<(), LinkError> {
        check(self.core.destroy_link(self.id)?)
    }
}

fn check(error: DeviceError) -> Result<(), LinkError> {
    if error == DeviceError::None {
        return Ok(());
    }
    Err(LinkError::Device(error))
}
