//! The calls of VXI-11, answered with an instrument.
//!
//! Not there: interrupts (`device_enable_srq` and its channel) and commands of
//! the bus (`device_docmd`); both are answered as not supported.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use idlc_runtime::{Context, Fault};

use crate::links::{Links, MESSAGE_BYTES_MAX, has};
use crate::multimeter::Multimeter;
use crate::vxi11::{
    CreateLinkParms, CreateLinkResp, DeviceAsyncV1, DeviceCoreV1, DeviceDocmdParms,
    DeviceDocmdResp, DeviceEnableSrqParms, DeviceError, DeviceGenericParms, DeviceLockParms,
    DeviceReadParms, DeviceReadResp, DeviceReadstbResp, DeviceRemoteFunc, DeviceWriteParms,
    DeviceWriteResp, FLAG_WAIT_FOR_LOCK,
};

/// The one instrument that there is.
const DEVICE: &[u8] = b"inst0";

/// The longest that somebody waits for a lock.
const LOCK_TIME_MAX: Duration = Duration::from_secs(60);

/// An instrument on the network: both services of VXI-11. Clones share it.
#[derive(Debug, Clone)]
pub struct InstrumentServer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    links: Mutex<Links>,
    unlocked: Condvar,
    abort_port: OnceLock<u16>,
}

impl InstrumentServer {
    /// Serves this instrument.
    #[must_use]
    pub fn new(instrument: Multimeter) -> Self {
        Self {
            shared: Arc::new(Shared {
                links: Mutex::new(Links::new(instrument)),
                unlocked: Condvar::new(),
                abort_port: OnceLock::new(),
            }),
        }
    }

    /// Says at which TCP port `DEVICE_ASYNC` is served, of which clients are told.
    /// The first time counts.
    pub fn set_abort_port(&self, port: u16) {
        self.shared.abort_port.get_or_init(|| port);
    }

    fn links(&self) -> MutexGuard<'_, Links> {
        let links = self.shared.links.lock();
        links.unwrap_or_else(PoisonError::into_inner)
    }

    /// The links, once none but this one has locked the instrument, or the time is
    /// over for which it is to be waited.
    fn links_for(&self, link: i32, flags: i32, lock_timeout: u32) -> MutexGuard<'_, Links> {
        let links = self.links();
        if !has(flags, FLAG_WAIT_FOR_LOCK) {
            return links;
        }
        let time = Duration::from_millis(lock_timeout.into()).min(LOCK_TIME_MAX);
        let waited = self
            .shared
            .unlocked
            .wait_timeout_while(links, time, |links| links.is_locked_for(link));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn open(&self, wanted: &CreateLinkParms) -> Result<i32, DeviceError> {
        if !wanted.device.eq_ignore_ascii_case(DEVICE) {
            return Err(DeviceError::NotAccessible);
        }
        let link = self.links().open()?;
        if wanted.lock_device {
            let flags = FLAG_WAIT_FOR_LOCK.cast_signed();
            let locked = self.links_for(link, flags, wanted.lock_timeout).lock(link);
            if let Err(error) = locked {
                self.links().close(link)?;
                return Err(error);
            }
        }
        Ok(link)
    }

    /// Checks that the link may be used now.
    fn use_it(&self, with: DeviceGenericParms) -> DeviceError {
        let links = self.links_for(with.lid, with.flags, with.lock_timeout);
        status(links.check(with.lid))
    }
}

/// What a call answers that returns nothing else.
fn status(result: Result<(), DeviceError>) -> DeviceError {
    result.err().unwrap_or(DeviceError::None)
}

impl DeviceAsyncV1 for InstrumentServer {
    /// No call takes long, but for those that wait for a lock, which end by
    /// themselves.
    fn device_abort(&self, _cx: &Context, link: i32) -> Result<DeviceError, Fault> {
        Ok(match self.links().check(link) {
            Err(DeviceError::InvalidLink) => DeviceError::InvalidLink,
            _ => DeviceError::None,
        })
    }
}

impl DeviceCoreV1 for InstrumentServer {
    fn create_link(&self, _cx: &Context, wanted: CreateLinkParms) -> Result<CreateLinkResp, Fault> {
        let (error, lid) = match self.open(&wanted) {
            Ok(link) => (DeviceError::None, link),
            Err(error) => (error, 0),
        };
        Ok(CreateLinkResp {
            error,
            lid,
            abort_port: self.shared.abort_port.get().copied().unwrap_or(0),
            max_recv_size: MESSAGE_BYTES_MAX,
        })
    }

    fn device_write(&self, _cx: &Context, it: DeviceWriteParms) -> Result<DeviceWriteResp, Fault> {
        let mut links = self.links_for(it.lid, it.flags, it.lock_timeout);
        let error = status(links.write(it.lid, it.flags, &it.data));
        let taken = if error == DeviceError::None {
            it.data.len()
        } else {
            0
        };
        Ok(DeviceWriteResp {
            error,
            // No more than MESSAGE_BYTES_MAX is taken.
            size: u32::try_from(taken).unwrap_or(u32::MAX),
        })
    }

    fn device_read(&self, _cx: &Context, it: DeviceReadParms) -> Result<DeviceReadResp, Fault> {
        let mut links = self.links_for(it.lid, it.flags, it.lock_timeout);
        let term_char = it.term_char.cast_unsigned();
        let read = links.read(it.lid, it.flags, it.request_size, term_char);
        Ok(match read {
            Ok(read) => DeviceReadResp {
                error: DeviceError::None,
                reason: read.reason.cast_signed(),
                data: read.data,
            },
            Err(error) => DeviceReadResp {
                error,
                reason: 0,
                data: Vec::new(),
            },
        })
    }

    fn device_readstb(
        &self,
        _cx: &Context,
        it: DeviceGenericParms,
    ) -> Result<DeviceReadstbResp, Fault> {
        let links = self.links_for(it.lid, it.flags, it.lock_timeout);
        let (error, stb) = match links.status(it.lid) {
            Ok(stb) => (DeviceError::None, stb),
            Err(error) => (error, 0),
        };
        Ok(DeviceReadstbResp { error, stb })
    }

    fn device_trigger(&self, _cx: &Context, it: DeviceGenericParms) -> Result<DeviceError, Fault> {
        Ok(self.use_it(it))
    }

    fn device_clear(&self, _cx: &Context, it: DeviceGenericParms) -> Result<DeviceError, Fault> {
        let mut links = self.links_for(it.lid, it.flags, it.lock_timeout);
        Ok(status(links.clear(it.lid)))
    }

    fn device_remote(&self, _cx: &Context, it: DeviceGenericParms) -> Result<DeviceError, Fault> {
        Ok(self.use_it(it))
    }

    fn device_local(&self, _cx: &Context, it: DeviceGenericParms) -> Result<DeviceError, Fault> {
        Ok(self.use_it(it))
    }

    fn device_lock(&self, _cx: &Context, it: DeviceLockParms) -> Result<DeviceError, Fault> {
        let mut links = self.links_for(it.lid, it.flags, it.lock_timeout);
        Ok(status(links.lock(it.lid)))
    }

    fn device_unlock(&self, _cx: &Context, link: i32) -> Result<DeviceError, Fault> {
        let unlocked = self.links().unlock(link);
        self.shared.unlocked.notify_all();
        Ok(status(unlocked))
    }

    fn device_enable_srq(
        &self,
        _cx: &Context,
        _it: DeviceEnableSrqParms,
    ) -> Result<DeviceError, Fault> {
        Ok(DeviceError::NotSupported)
    }

    fn device_docmd(&self, _cx: &Context, _it: DeviceDocmdParms) -> Result<DeviceDocmdResp, Fault> {
        Ok(DeviceDocmdResp {
            error: DeviceError::NotSupported,
            data_out: Vec::new(),
        })
    }

    fn destroy_link(&self, _cx: &Context, link: i32) -> Result<DeviceError, Fault> {
        let closed = self.links().close(link);
        self.shared.unlocked.notify_all();
        Ok(status(closed))
    }

    fn create_intr_chan(&self, _cx: &Context, _it: DeviceRemoteFunc) -> Result<DeviceError, Fault> {
        Ok(DeviceError::NotSupported)
    }

    fn destroy_intr_chan(&self, _cx: &Context) -> Result<DeviceError, Fault> {
        Ok(DeviceError::ChannelNotEstablished)
    }
}
