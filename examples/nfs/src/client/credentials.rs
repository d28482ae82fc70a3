//! Who we say we are.

use std::io;

use idlc_runtime::{AuthSys, Credentials};

use crate::client::location::Location;

/// The user of the process, or whom the location says.
pub(crate) fn of(location: &Location) -> io::Result<Credentials> {
    let own = AuthSys::from_process()?;
    Ok(Credentials::Sys(AuthSys {
        uid: location.uid.unwrap_or(own.uid),
        gid: location.gid.unwrap_or(own.gid),
        ..own
    }))
}
