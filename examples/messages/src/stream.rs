//! Step 6: queued messages. The sender goes on at once, the messages arrive in
//! order, and a flush says when all of them have.

use std::time::{Duration, Instant};

use idlc_runtime::message::Endpoint;

use crate::figures::{Measured, Row};
use crate::protocol::{COUNT, NUMBERED, number, numbered};
use crate::site::Site;

const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn measure(site: &Site) -> Measured {
    let endpoint = Endpoint::bind(site.local())?;
    let count = site.times(100_000);
    let began = Instant::now();
    for number in 0..count as u64 {
        let mut message = numbered(NUMBERED, number);
        message.resize(64, 0);
        endpoint.send_async(site.server, message)?;
    }
    endpoint.flush(site.server)?;
    let took = began.elapsed();
    endpoint.send(site.server, &[COUNT])?;
    let answer = endpoint.recv_within(PATIENCE)?;
    let in_order = answer.and_then(|(_, answer)| number(&answer));
    if in_order != Some(count as u64) {
        return Err(format!("of {count} messages {in_order:?} came in order").into());
    }
    let what = "6 queued messages of 64 B, in order".to_owned();
    Ok(vec![Row::of_all(what, 64, count, took)])
}
