//! Step 2: an endpoint. Messages go there and back between two programs, each
//! of which sends and receives at one socket.

use std::time::{Duration, Instant};

use idlc_runtime::message::Endpoint;

use crate::figures::{Measured, Row};
use crate::protocol::{ECHO, message};
use crate::site::Site;

const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn measure(site: &Site) -> Measured {
    let endpoint = Endpoint::bind(site.local())?;
    let mut rows = Vec::new();
    for len in [64, 1_200] {
        let sent = message(ECHO, len);
        let mut took = Vec::new();
        for _ in 0..site.times(10_000) {
            let began = Instant::now();
            endpoint.send_async(site.server, sent.as_slice())?;
            let received = endpoint.recv_within(PATIENCE)?;
            took.push(began.elapsed());
            if received.is_none_or(|(_, message)| message != sent) {
                return Err("what came back is not what was sent".into());
            }
        }
        let what = format!("2 message of {len} B there and back");
        rows.push(Row::of_each(what, len, took));
    }
    endpoint.flush(site.server)?;
    Ok(rows)
}
