//! A server that is odd in one way. It changes what goes in and out of a good one.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use idlc_runtime::xdr::{Reader, Sink, Writer, from_slice, to_vec};
use idlc_runtime::{Context, Interface, Procedure, Refusal, Server, Service};
use nfs::client::Remote;
use nfs::fs::{FileSystem, Room};
use nfs::mount::MountServer;
use nfs::nfs::{
    CommitRes, LookupRes, NfsFh, NfsServer, ReadRes, StableHow, Stat, WccData, WriteRes, WriteVerf,
};
use nfs::server::{FileServer, Rules};

const LOOKUP: Procedure = Procedure(3);
const READ: Procedure = Procedure(6);
const WRITE: Procedure = Procedure(7);
const READDIRPLUS: Procedure = Procedure(17);
const COMMIT: Procedure = Procedure(21);

/// No more is read or written at a time by a server that does less.
const LESS: u32 = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// Its first COMMIT is that of another life than the WRITEs.
    ForgetsOnce,
    /// All are.
    ForgetsAlways,
    /// It reads and writes less than it could.
    DoesLess,
    LacksReaddirplus,
    /// It asks to be asked later, once for each of three procedures.
    IsBusyOnce,
}

pub(crate) struct Odd {
    server: Server,
    /// How often it was odd.
    pub(crate) oddities: Arc<AtomicU32>,
}

impl Odd {
    pub(crate) fn new(oddity: Oddity) -> Self {
        let files = FileSystem::new(Room::new(1 << 20));
        let files = FileServer::new(files, Rules::default());
        let oddities = Arc::new(AtomicU32::new(0));
        let service = OddService {
            good: NfsServer::new(files.clone()),
            oddity,
            oddities: Arc::clone(&oddities),
            busy: Mutex::new([LOOKUP.0, READ.0, WRITE.0].into()),
        };
        let server = Server::builder()
            .udp("127.0.0.1:0")
            .service(MountServer::new(files))
            .serve(service)
            .unwrap();
        Self { server, oddities }
    }

    pub(crate) fn remote(&self) -> Remote {
        let address = self.server.addr();
        let port = address.port();
        let place = format!("nfs://{address}/?mountport={port}&transport=udp");
        Remote::connect(&place.parse().unwrap()).unwrap().0
    }
}

struct OddService {
    good: NfsServer<FileServer>,
    oddity: Oddity,
    oddities: Arc<AtomicU32>,
    /// Procedures that are to be asked later.
    busy: Mutex<BTreeSet<u32>>,
}

impl OddService {
    fn note(&self) -> u32 {
        self.oddities.fetch_add(1, Ordering::Relaxed)
    }

    /// What the good server says.
    fn good(&self, cx: &Context, procedure: Procedure, arguments: &[u8]) -> Vec<u8> {
        let (mut reader, mut result) = (Reader::new(arguments), Writer::new());
        // What these tests send can be decoded.
        let done = self.good.dispatch(cx, procedure, &mut reader, &mut result);
        done.unwrap();
        result.into_vec()
    }

    fn answer(&self, cx: &Context, procedure: Procedure, arguments: &[u8]) -> Vec<u8> {
        match (self.oddity, procedure) {
            (Oddity::ForgetsOnce | Oddity::ForgetsAlways, COMMIT) => {
                let answer = self.good(cx, procedure, arguments);
                if self.note() > 0 && self.oddity == Oddity::ForgetsOnce {
                    return answer;
                }
                let CommitRes::Ok(mut committed) = from_slice(&answer).unwrap() else {
                    return answer;
                };
                committed.verf = WriteVerf::default();
                to_vec(&CommitRes::Ok(committed))
            }
            (Oddity::DoesLess, READ) => {
                let (file, offset, count): (NfsFh, u64, u32) = from_slice(arguments).unwrap();
                self.note();
                let less = (file, offset, count.min(LESS));
                self.good(cx, procedure, &to_vec(&less))
            }
            (Oddity::DoesLess, WRITE) => {
                let (file, offset, count, stable, mut data): (NfsFh, u64, u32, StableHow, Vec<u8>) =
                    from_slice(arguments).unwrap();
                self.note();
                data.truncate(LESS as usize);
                let less = (file, offset, count.min(LESS), stable, data);
                self.good(cx, procedure, &to_vec(&less))
            }
            (Oddity::IsBusyOnce, _) if self.busy.lock().unwrap().remove(&procedure.0) => {
                self.note();
                match procedure {
                    LOOKUP => to_vec(&LookupRes::Default(Stat::Jukebox, None)),
                    READ => to_vec(&ReadRes::Default(Stat::Jukebox, None)),
                    _ => to_vec(&WriteRes::Default(Stat::Jukebox, WccData::default())),
                }
            }
            _ => self.good(cx, procedure, arguments),
        }
    }
}

impl Service for OddService {
    fn interface(&self) -> &'static Interface {
        self.good.interface()
    }

    fn dispatch(
        &self,
        cx: &Context,
        procedure: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal> {
        if self.oddity == Oddity::LacksReaddirplus && procedure == READDIRPLUS {
            self.note();
            return Err(Refusal::procedure_unavailable());
        }
        result.put(&self.answer(cx, procedure, arguments.rest()));
        Ok(())
    }
}
