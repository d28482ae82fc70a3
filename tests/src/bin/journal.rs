//! Serves the journal of `idlc_tests` until it is killed: `journal ADDRESS
//! FILE`. Once it listens it says where on standard output.

use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use idlc_runtime::Server;
use idlc_tests::journal::Journal;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, file] = arguments.as_slice() else {
        return Err("usage: journal ADDRESS FILE".into());
    };
    let address: SocketAddr = address.parse()?;
    let journal = Journal::open(Path::new(file))?;
    let server = Server::builder().udp(address).serve(journal)?;
    writeln!(std::io::stdout(), "{}", server.addr())?;
    server.wait();
    Ok(())
}
