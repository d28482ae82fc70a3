//! Step 3: a reliable send. It returns when the program at the other end has
//! taken the message, and repeats what is lost for as long as that takes.

use std::time::Instant;

use idlc_runtime::message::Endpoint;

use crate::figures::{Measured, Row};
use crate::protocol::{TAKE, message};
use crate::site::Site;

pub(crate) fn measure(site: &Site) -> Measured {
    let endpoint = Endpoint::bind(site.local())?;
    let mut rows = Vec::new();
    for len in [64, 1_200] {
        let message = message(TAKE, len);
        let mut took = Vec::new();
        for _ in 0..site.times(10_000) {
            let began = Instant::now();
            endpoint.send(site.server, &message)?;
            took.push(began.elapsed());
        }
        let what = format!("3 send of {len} B");
        rows.push(Row::of_each(what, len, took));
    }
    Ok(rows)
}
