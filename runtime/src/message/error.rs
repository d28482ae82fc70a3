//! What is known of a message that was not delivered.

use thiserror::Error;

use crate::proto::native::WhyNot;

/// Why a message was not delivered, or may not have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SendError {
    /// Its time was over before it could be sent.
    #[error("the message was not delivered in time, and will not be")]
    TimedOut,
    /// Its time was over, and nobody here can tell whether the peer has it.
    #[error("the message was not confirmed in time: the peer may have it or not")]
    MaybeDelivered,
    /// The peer takes no message of this size.
    #[error("the message is larger than the {limit} bytes that the peer takes")]
    TooLarge {
        /// The largest that it takes, in bytes.
        limit: u64,
    },
    /// A message that was queued before it failed.
    #[error("an earlier message to the peer was not delivered: `flush` says why, then send again")]
    Stopped,
    /// The peer takes no messages: it is a server of something else.
    #[error("the peer takes no messages: another kind of server listens there")]
    Refused,
    /// There are messages for as many peers as there may be.
    #[error("too many peers at a time: allow more of them, or flush")]
    TooManyPeers,
}

impl SendError {
    pub(crate) const fn not_delivered(why: WhyNot) -> Self {
        match why {
            WhyNot::TooLarge { limit } => Self::TooLarge { limit },
            WhyNot::StreamBroken | WhyNot::NoSuchStream | WhyNot::Withdrawn => Self::Stopped,
            WhyNot::DeadlinePassed | WhyNot::NoAnswer | WhyNot::Refused => Self::TimedOut,
        }
    }
}
