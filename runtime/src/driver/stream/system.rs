//! What systems have different numbers, or different means, for.

#[cfg(target_os = "linux")]
mod numbers {
    use nix::libc;

    pub(in super::super) const IN_PROGRESS: i32 = libc::EINPROGRESS;
    pub(in super::super) const SEND_FLAGS: i32 = libc::MSG_NOSIGNAL;
    pub(in super::super) const EXHAUSTED: [i32; 4] =
        [libc::EMFILE, libc::ENFILE, libc::ENOBUFS, libc::ENOMEM];
}

#[cfg(all(unix, not(target_os = "linux")))]
mod numbers {
    pub(in super::super) const IN_PROGRESS: i32 = 36;
    pub(in super::super) const SEND_FLAGS: i32 = 0;
    pub(in super::super) const EXHAUSTED: [i32; 4] = [24, 23, 55, 12];
}

#[cfg(not(unix))]
mod numbers {
    pub(in super::super) const IN_PROGRESS: i32 = 10_035;
    pub(in super::super) const SEND_FLAGS: i32 = 0;
    pub(in super::super) const EXHAUSTED: [i32; 4] = [10_024, 10_055, 8, 14];
}

/// A connection is being made.
pub(super) use numbers::IN_PROGRESS;

/// A broken connection is an error, not a signal.
pub(super) use numbers::SEND_FLAGS;

/// There are no more files, or there is no memory for them.
pub(super) use numbers::EXHAUSTED;

/// Who is at the other end of a unix socket.
#[cfg(target_os = "linux")]
pub(super) fn peer_credentials(socket: &socket2::Socket) -> Option<crate::peer::PeerCredentials> {
    use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
    let credentials = getsockopt(socket, PeerCredentials).ok()?;
    Some(crate::peer::PeerCredentials {
        pid: credentials.pid(),
        uid: credentials.uid(),
        gid: credentials.gid(),
    })
}

/// Who is at the other end of a unix socket: nothing portable tells.
#[cfg(not(target_os = "linux"))]
pub(super) const fn peer_credentials(_: &socket2::Socket) -> Option<crate::peer::PeerCredentials> {
    None
}
