//! What all calls share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use idlc_runtime::Context;

use crate::fs::{Caller, FileSystem};
use crate::mount::MountList;
use crate::server::convert;
use crate::server::handle::Life;
use crate::server::request::Request;
use crate::server::rules::Rules;

/// A server of NFS 3, MOUNT 3 and MOUNT 1. Its clones are the same server, one
/// for each service:
///
/// ```
/// use idlc_runtime::Server;
/// use nfs::fs::{FileSystem, Room};
/// use nfs::mount::{Mount1Server, MountServer};
/// use nfs::nfs::NfsServer;
/// use nfs::server::{FileServer, Rules};
///
/// let files = FileServer::new(FileSystem::new(Room::new(1 << 30)), Rules::default());
/// let server = Server::builder()
///     .udp("127.0.0.1:0")
///     .service(MountServer::new(files.clone()))
///     .service(Mount1Server::new(files.clone()))
///     .serve(NfsServer::new(files))?;
/// # Ok::<(), idlc_runtime::ServeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct FileServer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    files: Mutex<FileSystem>,
    mounts: Mutex<VecDeque<MountList>>,
    rules: Rules,
    life: Life,
}

impl FileServer {
    /// Serves these files.
    #[must_use]
    pub fn new(files: FileSystem, rules: Rules) -> Self {
        // No two lives begin in the same nanosecond.
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let life = since.unwrap_or_default().as_nanos();
        #[expect(clippy::cast_possible_truncation, reason = "the low bits differ")]
        let life = Life(life as u64);
        Self {
            shared: Arc::new(Shared {
                files: Mutex::new(files),
                mounts: Mutex::default(),
                rules,
                life,
            }),
        }
    }

    /// One call, with the file system to itself.
    pub(crate) fn request(&self, cx: &Context) -> Request<'_> {
        let rules = self.shared.rules;
        self.request_of(convert::caller(cx.credentials(), rules.root_squash))
    }

    /// The same, whoever calls.
    pub(crate) fn request_of(&self, caller: Caller) -> Request<'_> {
        let Shared {
            files, rules, life, ..
        } = &*self.shared;
        Request {
            files: lock(files),
            caller,
            rules: *rules,
            life: *life,
        }
    }

    /// Who mounted what.
    pub(crate) fn mounts(&self) -> MutexGuard<'_, VecDeque<MountList>> {
        lock(&self.shared.mounts)
    }
}

/// A handler that panicked has changed nothing by halves that matters more than
/// serving the others.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
