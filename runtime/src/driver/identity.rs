//! Who this process is, as the system says.

use std::io;

use idlc_xdr::{Array, Text};
use nix::unistd::{Gid, Uid, getgroups, gethostname};

use crate::rpc::AuthSys;

/// The most groups that travel, and bytes of a host's name (RFC 5531
/// appendix A).
const GROUPS_MAX: usize = 16;
const NAME_BYTES_MAX: usize = 255;

impl AuthSys {
    /// What this process is: its effective user and group, the first 16 of its
    /// further groups, as many as travel, and the name of its host. Linux only.
    ///
    /// ```
    /// # fn main() -> std::io::Result<()> {
    /// use idlc_runtime::{AuthSys, Credentials};
    /// let me = Credentials::from(AuthSys::from_process()?);
    /// # let _ = me;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the system when it is asked.
    pub fn from_process() -> io::Result<Self> {
        let groups = getgroups()?.into_iter().take(GROUPS_MAX).map(Gid::as_raw);
        let gids = Array::try_from(groups.collect::<Vec<_>>()).map_err(io::Error::other)?;
        Ok(Self {
            stamp: std::process::id(),
            machine_name: machine_name()?,
            uid: Uid::effective().as_raw(),
            gid: Gid::effective().as_raw(),
            gids,
        })
    }
}

/// A system that allows longer names than travel is not known.
fn machine_name() -> io::Result<Text<NAME_BYTES_MAX>> {
    let name = gethostname()?;
    Text::try_from(&*name.to_string_lossy()).map_err(io::Error::other)
}
