//! The registry's address from a host as written: the port is known.

use std::net::{IpAddr, SocketAddr};

use super::netid::PORT;

/// `host`, `host:port`, or either behind `udp://` or `tcp://`, as an address with
/// a port. A unix socket has none.
pub(crate) fn with_port(host: &str) -> String {
    if host.starts_with("unix:") {
        return host.to_owned();
    }
    let (scheme, host) = host.split_once("://").unwrap_or(("udp", host));
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    let has_port = host.parse::<SocketAddr>().is_ok();
    if has_port {
        return format!("{scheme}://{host}");
    }
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V6(ip)) => format!("{scheme}://[{ip}]:{PORT}"),
        Ok(IpAddr::V4(ip)) => format!("{scheme}://{ip}:{PORT}"),
        Err(_) if host.contains(':') => format!("{scheme}://{host}"),
        Err(_) => format!("{scheme}://{host}:{PORT}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_asked_at_port_111_unless_it_says_otherwise() {
        for (host, address) in [
            ("fileserver", "udp://fileserver:111"),
            ("fileserver:1111", "udp://fileserver:1111"),
            ("192.0.2.7", "udp://192.0.2.7:111"),
            ("192.0.2.7:1111", "udp://192.0.2.7:1111"),
            ("::1", "udp://[::1]:111"),
            ("[::1]", "udp://[::1]:111"),
            ("[::1]:1111", "udp://[::1]:1111"),
            ("udp://fileserver", "udp://fileserver:111"),
            ("tcp://[::1]", "tcp://[::1]:111"),
            ("unix:/run/rpcbind.sock", "unix:/run/rpcbind.sock"),
        ] {
            assert_eq!(with_port(host), address, "{host}");
        }
    }
}
