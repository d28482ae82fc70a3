//! The numbers of ONC RPC over TCP and unix sockets.

use std::time::Duration;

/// The largest record that can be allowed: 4 GiB.
const RECORD_BYTES_MAX: u64 = 1 << 32;

/// The largest call and the largest reply where nothing else is said: 64 MiB,
/// and room for the rest of a message.
const RECORD_BYTES_DEFAULT: u64 = (64 << 20) + (64 << 10);

/// How a client behaves over TCP and unix sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamCallerConfig {
    /// The largest call and the largest reply, in bytes with their headers.
    /// Default: 64 MiB and 64 KiB; at most 4 GiB.
    pub record_bytes_max: u64,
    /// How long to wait before a connection that broke, or was refused after an
    /// earlier one had been made, is tried again. It doubles with each attempt.
    /// Default: 10 ms.
    pub reconnect_min: Duration,
    /// The most that it doubles to. Default: 1 s.
    pub reconnect_max: Duration,
    /// How long one attempt to connect may take, if there is a call that waits
    /// for so long. Default: 10 s.
    pub connect_max: Duration,
    /// Whether calls wait, up to their deadlines, where a server refuses
    /// connections that was there before, since it may be restarting. Default:
    /// yes. A client that can go elsewhere, because it has several servers or asks
    /// rpcbind, does not wait in any case.
    pub waits_for_restart: bool,
}

impl Default for StreamCallerConfig {
    fn default() -> Self {
        Self {
            record_bytes_max: RECORD_BYTES_DEFAULT,
            reconnect_min: Duration::from_millis(10),
            reconnect_max: Duration::from_secs(1),
            connect_max: Duration::from_secs(10),
            waits_for_restart: true,
        }
    }
}

impl StreamCallerConfig {
    /// Says what cannot work.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        check_record(self.record_bytes_max)?;
        if self.reconnect_min.is_zero() || self.connect_max.is_zero() {
            return Err("connecting may take no time, or is tried again without a pause");
        }
        if self.reconnect_min > self.reconnect_max {
            return Err("the longest pause before connecting again is below the shortest");
        }
        Ok(())
    }
}

/// How a server behaves over TCP and unix sockets.
///
/// The limits are what keeps a hostile or broken peer from stalling others:
/// what each of them leads to is said with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamResponderConfig {
    /// The largest call and the largest reply, in bytes with their headers. A
    /// connection that announces a larger call is closed, before any of it is
    /// kept. Default: 64 MiB and 64 KiB; at most 4 GiB.
    pub record_bytes_max: u64,
    /// Connections at a time. When one more comes, the one that has been idle
    /// for longest is closed, those first that never made a call; where none
    /// is idle, the new one waits until one ends. Default: 16,384.
    pub connections_max: usize,
    /// Calls of one connection that may be waiting or executed at a time;
    /// further ones are not read. Default: 128.
    pub connection_calls_max: usize,
    /// Bytes of calls, received in part or not yet executed, of all connections
    /// together. While there are as many, of the connections whose calls take
    /// more than 16 KiB one goes on, and the others are not read from.
    /// Default: 512 MiB.
    pub receive_bytes_max: usize,
    /// Bytes of replies that a client has not taken, for one connection. While
    /// there are as many, no further call of it is executed or read. Default:
    /// 1 MiB.
    pub unsent_bytes_max: usize,
    /// The same for all connections together: while there are as many, no call
    /// is executed, and of the clients that have let a second pass without
    /// taking a reply, those that leave the most are cut off. Default: 512 MiB.
    pub send_bytes_max: usize,
    /// How long a connection may stay without a call. Then it is closed, which
    /// costs its client nothing but a new one. Default: 6 minutes.
    pub idle_max: Duration,
    /// How long it may take to receive one record, and a client to take one
    /// reply, however steadily it goes on. Then the connection is closed.
    /// Default: 2 minutes.
    pub record_time_max: Duration,
}

impl Default for StreamResponderConfig {
    fn default() -> Self {
        Self {
            record_bytes_max: RECORD_BYTES_DEFAULT,
            connections_max: 16_384,
            connection_calls_max: 128,
            receive_bytes_max: 512 << 20,
            unsent_bytes_max: 1 << 20,
            send_bytes_max: 512 << 20,
            idle_max: Duration::from_secs(360),
            record_time_max: Duration::from_secs(120),
        }
    }
}

impl StreamResponderConfig {
    /// Says what cannot work.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        check_record(self.record_bytes_max)?;
        if self.connections_max == 0 || self.connection_calls_max == 0 {
            return Err("a server needs at least one connection, and one call on it");
        }
        if self.unsent_bytes_max == 0 || self.receive_bytes_max == 0 || self.send_bytes_max == 0 {
            return Err("a server needs room for calls and replies");
        }
        if self.idle_max.is_zero() || self.record_time_max.is_zero() {
            return Err("a connection may last no time");
        }
        Ok(())
    }
}

fn check_record(bytes_max: u64) -> Result<(), &'static str> {
    if bytes_max > RECORD_BYTES_MAX {
        return Err("a record may have more than 4 GiB");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_work() {
        assert_eq!(StreamCallerConfig::default().check(), Ok(()));
        assert_eq!(StreamResponderConfig::default().check(), Ok(()));
    }

    #[test]
    fn a_record_may_have_four_gibibytes_and_not_one_byte_more() {
        let mut config = StreamResponderConfig {
            record_bytes_max: 1 << 32,
            ..StreamResponderConfig::default()
        };
        assert_eq!(config.check(), Ok(()));
        config.record_bytes_max += 1;
        assert_eq!(config.check(), Err("a record may have more than 4 GiB"));
    }
}
