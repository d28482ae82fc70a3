//! Faults that are planted in the core on purpose, to show that the simulator
//! finds their like.
//!
//! Outside of tests and the simulator none can be planted: asking for one is
//! the constant `false`, and its branch is not compiled.

/// What can be wrong.
#[cfg_attr(
    not(any(test, feature = "sim")),
    expect(unreachable_pub, reason = "named where it can be planted")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A session is opened by a cookie that has outlived its time.
    OldCookieOpens,
    /// A session is opened by a packet without a cookie.
    NoCookieOpens,
    /// What comes from a new address before its session is open is answered by
    /// a reset, although an earlier packet may yet open it.
    ResetMoved,
    /// Sessions are forgotten while their cookies still open them.
    ForgetTooSoon,
    /// A reply is dropped while its caller may still ask for it, and with it
    /// that the call was executed.
    EvictLiveReply,
    /// A copy of a call that is being executed is executed, too.
    ForgetRunning,
    /// An older call of a slot is taken for a new one.
    OldSeqIsNew,
    /// Memory is set aside for the whole message that a part announces.
    TrustLength,
    /// Parts of a reply are acknowledged and not kept if they are out of order.
    AckBeforeStore,
    /// A packet is sent under the number of the one before it.
    ReuseNumber,
    /// A call that was sent goes on in a new session, whatever became of it in
    /// the old one.
    AdoptIncarnation,
    /// The age in a reset is not looked at: everything is new.
    IgnoreResetAge,
    /// The age in a reset is that of the server, although it has forgotten
    /// sessions since.
    ForgetForgetting,
    /// A message of several parts is not held against its checksum.
    SkipMessageCheck,
    /// A call that was sent is said not to have been executed when its
    /// deadline passes.
    DenyAfterDeadline,
    /// A call that found no room is taken for one that was executed.
    BusyIsDone,
    /// An address that is not known is sent more than came from it.
    Amplify,
    /// Nothing is repeated when nothing is acknowledged.
    NeverProbe,
    /// A call that is being executed is said not to have been when it is
    /// cancelled.
    CancelRunning,
    /// A message is executed when it is here, whether the one before it was
    /// executed or not.
    DeliverEarly,
    /// A message is said to have been executed when it is here.
    DoneOnArrival,
    /// That a message was executed is forgotten, and it is executed when it is
    /// sent again.
    ForgetPosition,
    /// The server is not told of messages that will not come any more.
    ForgetSkip,
    /// A server that does not answer is asked for as long as the deadline
    /// allows.
    NeverGiveUp,
}

/// At most one fault, and none outside of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    #[cfg(any(test, feature = "sim"))]
    planted: Option<Fault>,
}

impl Faults {
    /// Plants a fault.
    #[cfg(any(test, feature = "sim"))]
    #[must_use]
    pub const fn plant(fault: Fault) -> Self {
        Self {
            planted: Some(fault),
        }
    }

    /// Whether the fault is planted.
    #[cfg(any(test, feature = "sim"))]
    pub(crate) fn has(self, fault: Fault) -> bool {
        self.planted == Some(fault)
    }

    /// No fault is planted.
    #[cfg(not(any(test, feature = "sim")))]
    #[expect(clippy::unused_self, reason = "as where there are some")]
    pub(crate) const fn has(self, _: Fault) -> bool {
        false
    }
}
