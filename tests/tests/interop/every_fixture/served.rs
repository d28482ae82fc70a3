//! Our server of every fixture: what is generated for it, with handlers that
//! answer what they are told to.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use idlc_runtime::xdr::{Decode, Reader, Writer, from_slice};
use idlc_runtime::{Context, Fault, Interface, Procedure, Refusal, Service};

use super::bytes::{Call, hex};

#[allow(
    warnings,
    clippy::all,
    clippy::pedantic,
    reason = "tests/generated holds the golden files to their lints"
)]
mod fixtures {
    /// What serves a fixture, an interface each.
    pub(crate) type Services = fn() -> Vec<std::sync::Arc<dyn idlc_runtime::Service>>;

    include!(concat!(env!("OUT_DIR"), "/served.rs"));
}

pub(super) use self::fixtures::SERVED;

thread_local! {
    /// The bytes of the answer that this thread is to give.
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What every handler answers.
pub(crate) fn answer<T: for<'a> Decode<'a>>() -> Result<T, Fault> {
    ANSWER.with_borrow(|bytes| {
        let answer = from_slice(bytes);
        Ok(answer.unwrap_or_else(|error| panic!("{}: {error}", hex(bytes))))
    })
}

/// A service that is to get the calls that are given, and to answer them as
/// they say.
#[derive(Clone)]
pub(super) struct Sampled {
    inner: Arc<dyn Service>,
    calls: Arc<Mutex<HashMap<u32, VecDeque<Call>>>>,
    unexpected: Arc<Mutex<Vec<String>>>,
}

impl Sampled {
    pub(super) fn new(inner: Arc<dyn Service>, calls: &[Call]) -> Self {
        let mut by_number: HashMap<u32, VecDeque<Call>> = HashMap::new();
        for call in calls {
            by_number
                .entry(call.number)
                .or_default()
                .push_back(call.clone());
        }
        Self {
            inner,
            calls: Arc::new(Mutex::new(by_number)),
            unexpected: Arc::default(),
        }
    }

    /// What arrived and should not have, and what did not arrive.
    pub(super) fn unexpected(&self) -> Vec<String> {
        let mut unexpected = self.unexpected.lock().unwrap().clone();
        for calls in self.calls.lock().unwrap().values() {
            unexpected.extend(
                calls
                    .iter()
                    .map(|call| format!("{} did not arrive", call.name())),
            );
        }
        unexpected
    }

    fn expected(&self, procedure: Procedure, arguments: &[u8]) -> Result<Call, String> {
        let mut calls = self.calls.lock().unwrap();
        let next = calls.get_mut(&procedure.0).and_then(VecDeque::pop_front);
        match next {
            Some(call) if call.arguments == arguments => Ok(call),
            Some(call) => Err(format!(
                "{}: C sends {} for {}",
                call.name(),
                hex(arguments),
                call.arguments_hex()
            )),
            None => Err(format!("procedure {} once more", procedure.0)),
        }
    }
}

impl Service for Sampled {
    fn interface(&self) -> &'static Interface {
        self.inner.interface()
    }

    fn dispatch(
        &self,
        cx: &Context,
        procedure: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal> {
        match self.expected(procedure, arguments.rest()) {
            Ok(call) => ANSWER.set(call.answer),
            Err(unexpected) => {
                self.unexpected.lock().unwrap().push(unexpected);
                return Err(Fault::SystemError.into());
            }
        }
        self.inner.dispatch(cx, procedure, arguments, result)
    }
}
