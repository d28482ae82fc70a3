//! The names of calls and messages, and how they end.

use crate::proto::native::message::Bytes;

/// Names a call or a message at its client; whoever makes them chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallNumber(pub u64);

/// A call or a message ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// Which one.
    pub call: CallNumber,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a call or a message ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A reply came. To a message, it came in place of executing it.
    Replied(Bytes),
    /// A message was executed, exactly once unless it was sent again to a
    /// server that restarted.
    Delivered,
    /// The procedure was not executed and will not be.
    NotExecuted(WhyNot),
    /// The procedure was executed at most once.
    MaybeExecuted(WhyMaybe),
    /// The procedure was executed and its reply is gone.
    ReplyLost,
}

/// Why a procedure was not executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// The deadline passed before anything was sent.
    DeadlinePassed,
    /// Nobody answered the hello.
    NoAnswer,
    /// The server's host says that nobody listens.
    Refused,
    /// The caller cancelled it in time, or the server takes no calls any more.
    Withdrawn,
    /// It is larger than the server takes.
    TooLarge {
        /// What the server takes, in bytes.
        limit: u64,
    },
    /// The server takes fewer streams.
    NoSuchStream,
    /// A message before it on its stream failed.
    StreamBroken,
}

/// Why it is not known whether a procedure was executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyMaybe {
    /// The deadline passed.
    DeadlinePassed,
    /// The server restarted, or forgot the session.
    ServerRestarted,
    /// The server does not answer any more.
    ServerGone,
    /// Its sender gave it up.
    Withdrawn,
}
