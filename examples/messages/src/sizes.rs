//! Step 4: messages of any size. What does not fit a datagram is sent in
//! pieces, of which many are under way, as many as the receiver has room for.

use std::time::Instant;

use idlc_runtime::message::Endpoint;

use crate::figures::{Measured, Row};
use crate::protocol::{TAKE, message};
use crate::site::Site;

pub(crate) fn measure(site: &Site) -> Measured {
    let endpoint = Endpoint::bind(site.local())?;
    let mut rows = Vec::new();
    for (len, label, count) in [
        (1 << 10, "1 KiB", 2_000),
        (16 << 10, "16 KiB", 2_000),
        (256 << 10, "256 KiB", 500),
        (1 << 20, "1 MiB", 200),
        (16 << 20, "16 MiB", 20),
    ] {
        let message = message(TAKE, len);
        let mut took = Vec::new();
        for _ in 0..site.times(count) {
            let began = Instant::now();
            endpoint.send(site.server, &message)?;
            took.push(began.elapsed());
        }
        rows.push(Row::of_each(format!("4 send of {label}"), len, took));
    }
    Ok(rows)
}
