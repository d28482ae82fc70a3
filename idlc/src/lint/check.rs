//! All of them, one after another.

use super::{cases, datagram};
use crate::diagnostic::Sink;
use crate::model::Model;

/// Reports what may not be meant.
pub(crate) fn check(model: &Model, sink: &mut Sink) {
    cases::check(model, sink);
    datagram::check(model, sink);
}
