//! A service that writes down what it executes before it answers, for tests
//! that kill its process: what is in the journal was executed, whatever became
//! of the answer. `src/bin/journal.rs` serves it.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;
use std::{fs, thread};

use idlc_runtime::{
    Context, Fault, Interface, Procedure, ProcedureInfo, Program, Refusal, Service, Version, xdr,
};

/// Writes down its argument, a number, and returns it.
pub const NOTE: Procedure = Procedure(1);

/// Says on standard output that it begins, sleeps for so many seconds, and
/// returns them.
pub const SLEEP: Procedure = Procedure(2);

/// The interface of [`Journal`].
pub static JOURNAL: Interface = Interface {
    name: "Journal",
    program: Program(0x2000_0003),
    version: Version(1),
    procedures: &[
        ProcedureInfo {
            name: "note",
            number: NOTE,
        },
        ProcedureInfo {
            name: "sleep",
            number: SLEEP,
        },
    ],
};

/// The service, and the file that outlives it.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

impl Journal {
    /// Appends to a file, which is made if there is none.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::options().append(true).create(true).open(path)?;
        Ok(Self { file })
    }

    /// The numbers in a journal, in the order in which they were executed.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or holds part of a number.
    pub fn read(path: &Path) -> io::Result<Vec<u64>> {
        let bytes = fs::read(path)?;
        let (numbers, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(numbers.iter().copied().map(u64::from_be_bytes).collect())
    }

    /// One write: the system appends it whole, and keeps it when the process
    /// is killed.
    fn note(&self, number: u64) -> Result<(), Fault> {
        (&self.file)
            .write_all(&number.to_be_bytes())
            .map_err(|_full| Fault::SystemError)
    }
}

impl Service for Journal {
    fn interface(&self) -> &'static Interface {
        &JOURNAL
    }

    fn dispatch(
        &self,
        _cx: &Context,
        procedure: Procedure,
        arguments: &mut xdr::Reader<'_>,
        result: &mut xdr::Writer,
    ) -> Result<(), Refusal> {
        match procedure {
            NOTE => {
                let number: u64 = arguments.field("number")?;
                arguments.finish()?;
                self.note(number)?;
                xdr::Encode::encode(&number, result);
            }
            SLEEP => {
                let seconds: u32 = arguments.field("seconds")?;
                arguments.finish()?;
                writeln!(io::stdout(), "asleep").map_err(|_closed| Fault::SystemError)?;
                thread::sleep(Duration::from_secs(seconds.into()));
                xdr::Encode::encode(&seconds, result);
            }
            _ => return Err(Refusal::procedure_unavailable()),
        }
        Ok(())
    }
}
