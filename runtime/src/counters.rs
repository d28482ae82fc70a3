//! What happened so far, in the words of `nfsstat`.
//!
//! Counters never decide anything; they are read by people.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::proto::native::Repeats;

macro_rules! counters {
    (
        $(#[$snapshot_doc:meta])* $snapshot:ident, $(#[$live_doc:meta])* $live:ident {
            $($(#[$doc:meta])* $name:ident,)*
        }
    ) => {
        $(#[$snapshot_doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $snapshot {
            $($(#[$doc])* pub $name: u64,)*
        }

        $(#[$live_doc])*
        #[derive(Debug, Default)]
        pub(crate) struct $live {
            $(pub(crate) $name: Counter,)*
        }

        impl $live {
            pub(crate) fn snapshot(&self) -> $snapshot {
                $snapshot { $($name: self.$name.get(),)* }
            }
        }
    };
}

/// One number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add_one(&self) {
        self.add(1);
    }

    pub(crate) fn add(&self, count: u64) {
        // A counter orders nothing else in memory.
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl ClientCounting {
    /// Adds what was sent again since it was looked at last.
    pub(crate) fn note_repeats(&self, seen: &mut Repeats, now: Repeats) {
        if *seen != now {
            self.retrans.add(now.packets - seen.packets);
            self.timeouts.add(now.timeouts - seen.timeouts);
            *seen = now;
        }
    }
}

counters! {
    /// What a client did so far.
    ClientCounters,
    /// The client's counters as they run.
    ClientCounting {
        /// Calls made.
        calls,
        /// Calls that ended in an error.
        badcalls,
        /// Datagrams whose contents were sent again for want of an answer.
        retrans,
        /// Times that the retransmission timer expired.
        timeouts,
        /// Replies that answered no call in flight: late duplicates, mostly.
        badxids,
        /// Datagrams that were no reply at all, or not from the server.
        badreplies,
        /// Connections made, over TCP or a unix socket.
        connections,
    }
}

counters! {
    /// What a server did so far.
    ServerCounters,
    /// The server's counters as they run.
    ServerCounting {
        /// Calls received, retransmissions included.
        calls,
        /// Calls rejected: `badfmt`, `badauth`, and calls of what is not here.
        badcalls,
        /// Datagrams and records that were no call.
        badfmt,
        /// Calls rejected for their credentials.
        badauth,
        /// Calls of an unknown program, version or procedure.
        badproc,
        /// Retransmissions recognised: not executed again.
        dupreqs,
        /// Of these, the ones that arrived while the call was being executed.
        dupreqs_in_progress,
        /// Calls executed.
        executed,
        /// Calls dropped unexecuted because too much was going on.
        dropped,
        /// Replies forgotten to make room before their time.
        evicted,
        /// Handlers that panicked.
        panics,
        /// Results that were too large for a message.
        too_large,
        /// Replies that the system would not send.
        send_errors,
        /// Connections accepted, over TCP and unix sockets.
        connections,
        /// Of these, the ones that have ended.
        connections_ended,
        /// Of these, the ones that were closed because nothing was called.
        connections_idle,
        /// Of these, the ones that were closed because a call took too long to
        /// arrive, or a reply to be taken.
        connections_slow,
        /// Connections closed because what came was no record, or too large a
        /// one.
        badrecords,
    }
}
