//! What becomes of calls.

use super::call::CallId;

/// A call has ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// Which.
    pub call: CallId,
    /// How.
    pub outcome: Outcome,
}

/// How a call ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With this reply, as a whole message.
    Replied(Vec<u8>),
    /// It was executed, and its reply is larger than allowed here.
    ReplyTooLarge,
    /// It never was and never will be executed.
    NotExecuted(WhyNot),
    /// Nobody here can tell.
    MaybeExecuted(WhyMaybe),
}

/// Why a call was not executed: nothing of it was written, because…
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// …its deadline passed.
    DeadlinePassed,
    /// …nobody listens.
    Refused,
    /// …no connection can be made.
    NotConnected,
    /// …it was withdrawn.
    Withdrawn,
}

/// Why nobody can tell whether a call was executed: it was written, and…
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyMaybe {
    /// …its deadline passed.
    DeadlinePassed,
    /// …the connection broke.
    Broken,
}

/// Why a connection could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectFailure {
    /// Nobody listens.
    Refused,
    /// It took too long.
    TimedOut,
    /// Anything else.
    Other,
}

/// What a record was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// A call's reply.
    Reply,
    /// A reply to a call that has ended.
    OtherXid,
    /// No reply at all.
    Noise,
}
