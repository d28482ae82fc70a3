//! Step 5: many messages under way. With one at a time each waits for a round
//! trip; the more there are, the less it matters how far away the receiver is.

use std::time::Instant;

use idlc_runtime::message::Endpoint;

use crate::figures::{Measured, Row};
use crate::protocol::{TAKE, message};
use crate::site::Site;

/// The length of a message.
const LEN: usize = 16 << 10;

pub(crate) fn measure(site: &Site) -> Measured {
    let mut rows = Vec::new();
    for window in [1, 4, 16, 64] {
        let endpoint = Endpoint::builder()
            .in_flight_max(window)
            .bind(site.local())?;
        let message = message(TAKE, LEN);
        endpoint.send(site.server, &message)?;
        let count = site.times(4_000);
        let began = Instant::now();
        for _ in 0..count {
            endpoint.send_async(site.server, message.as_slice())?;
        }
        endpoint.flush(site.server)?;
        let what = format!("5 messages of 16 KiB, {window} under way");
        rows.push(Row::of_all(what, LEN, count, began.elapsed()));
    }
    Ok(rows)
}
