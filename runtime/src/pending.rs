//! Asynchronous calls as users hold them.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use idlc_xdr::Decode;

use crate::answer::Answer;
use crate::driver::async_calls::AsyncCalls;
use crate::driver::deferred::Deferred;
use crate::driver::stream_calls::StreamCalls;
use crate::error::CallError;
use crate::proto::native::CallNumber;
use crate::proto::onc::stream_caller::CallId;

/// A call that was begun and goes on by itself. Its result can be
/// [waited for](Self::wait), asked for now and then ([`is_ready`](Self::is_ready)),
/// or awaited: it is a [`Future`] that needs no particular executor.
///
/// Dropping it leaves the call alone; nobody will learn its result.
#[must_use = "the call's result is in it"]
pub struct Pending<T> {
    call: Begun,
    answer: Answer,
    result: PhantomData<fn() -> T>,
}

/// How the call is made.
pub(crate) enum Begun {
    /// It could not even begin, or its result was taken.
    Over(Option<CallError>),
    Native(Arc<AsyncCalls>, CallNumber),
    Onc(Arc<Deferred>),
    Stream(Arc<StreamCalls>, CallId),
}

impl<T> Pending<T> {
    pub(crate) const fn failed(error: CallError, answer: Answer) -> Self {
        Self::new(Begun::Over(Some(error)), answer)
    }

    pub(crate) const fn new(call: Begun, answer: Answer) -> Self {
        Self {
            call,
            answer,
            result: PhantomData,
        }
    }

    /// Whether the call has ended, so that [`wait`](Self::wait) returns at once.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        match &self.call {
            Begun::Over(_) => true,
            Begun::Native(calls, call) => calls.is_ready(*call),
            Begun::Onc(deferred) => deferred.is_ready(),
            Begun::Stream(calls, call) => calls.is_ready(*call),
        }
    }

    /// Asks that the procedure be not executed if that can still be helped. The
    /// call then ends with [`NotExecuted::Withdrawn`](crate::NotExecuted); a
    /// handler that runs already can see that nobody waits any more. In the ONC
    /// form a call can be helped over TCP and unix sockets, as long as nothing of
    /// it was sent.
    pub fn cancel(&self) {
        match &self.call {
            Begun::Native(calls, call) => calls.cancel(*call),
            Begun::Stream(calls, call) => calls.cancel(*call),
            Begun::Over(_) | Begun::Onc(_) => {}
        }
    }
}

impl<T: for<'a> Decode<'a>> Pending<T> {
    /// Blocks until the call has ended.
    ///
    /// # Errors
    ///
    /// [`CallError`], by what is known of the procedure's execution.
    pub fn wait(mut self) -> Result<T, CallError> {
        let answer = self.answer.clone();
        match std::mem::replace(&mut self.call, Begun::Over(None)) {
            Begun::Over(error) => answer.over(error),
            Begun::Native(calls, call) => answer.read_reply(calls.wait(call)),
            Begun::Onc(deferred) => answer.read_results(deferred.wait()),
            Begun::Stream(calls, call) => answer.read_reply(calls.wait(call)),
        }
    }
}

impl<T: for<'a> Decode<'a>> Future for Pending<T> {
    type Output = Result<T, CallError>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = self.answer.clone();
        let result = match &mut self.call {
            Begun::Over(error) => return Poll::Ready(answer.over(error.take())),
            Begun::Native(calls, call) => calls.poll(*call, task).map(|r| answer.read_reply(r)),
            Begun::Onc(deferred) => deferred.poll(task).map(|r| answer.read_results(r)),
            Begun::Stream(calls, call) => calls.poll(*call, task).map(|r| answer.read_reply(r)),
        };
        if result.is_ready() {
            self.call = Begun::Over(None);
        }
        result
    }
}

impl<T> Drop for Pending<T> {
    fn drop(&mut self) {
        match &self.call {
            Begun::Native(calls, call) => calls.forget(*call),
            Begun::Stream(calls, call) => calls.forget(*call),
            Begun::Over(_) | Begun::Onc(_) => {}
        }
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}
