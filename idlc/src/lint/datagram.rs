//! Arguments and results that a UDP datagram cannot carry: in the plain ONC
//! form a message is one datagram (RFC 5531 §11 leaves it to the transport).
//!
//! What has no bound is not warned about: most of its values fit. Nor is what
//! an `interface` has: such calls mostly travel in the native form, in which a
//! message takes as many datagrams as it needs.

use super::size::{Size, Sizes};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Interface, InterfaceForm, Item, Model, Procedure, Type};

/// Bytes that a UDP datagram carries over IPv4.
const DATAGRAM: u64 = 65_507;

/// Bytes in front of the arguments: the six words of a call, and two opaque
/// authentications that are empty (RFC 5531 §9).
const CALL_HEADER: u64 = 40;

/// Bytes in front of the results: three words, an authentication that is empty,
/// and the status.
const REPLY_HEADER: u64 = 24;

pub(super) fn check(model: &Model, sink: &mut Sink) {
    let sizes = Sizes::of(model);
    for item in &model.items {
        let Item::Interface(Interface {
            procedures, form, ..
        }) = item
        else {
            continue;
        };
        if matches!(form, InterfaceForm::Program { .. }) {
            for procedure in procedures {
                check_procedure(procedure, &sizes, sink);
            }
        }
    }
}

fn check_procedure(procedure: &Procedure, sizes: &Sizes, sink: &mut Sink) {
    let all = |types: &mut dyn Iterator<Item = &Type>| {
        types.fold(Size::fixed(0), |sum, ty| sum.then(sizes.of_type(ty)))
    };
    let arguments = all(&mut procedure.arguments.iter().map(|argument| &argument.ty));
    let returned = all(&mut procedure.returned());
    let (taken, given) = (DATAGRAM - CALL_HEADER, DATAGRAM - REPLY_HEADER);
    let name = &procedure.name;
    let mut report = |what: String, size, room| report(&what, size, room, procedure, sink);
    report(format!("the arguments of `{name}` take"), arguments, taken);
    let results = format!("the results of `{name}` take");
    report(results, returned, given);
}

fn report(what: &str, size: Size, room: u64, procedure: &Procedure, sink: &mut Sink) {
    let (message, label) = match size.max {
        _ if size.min > room => (
            format!("{what} at least {} bytes", size.min),
            format!("a datagram has room for {room}: over UDP it cannot be called"),
        ),
        Some(max) if max > room => (
            format!("{what} up to {max} bytes"),
            format!("a datagram has room for {room}: over UDP not every call can be made"),
        ),
        _ => return,
    };
    if let Some(span) = procedure.docs.span {
        sink.report(
            Diagnostic::at(Code::LargerThanDatagram, span, message)
                .label(label)
                .help("lower the bounds, move the data in several calls, or call over `rpc://`"),
        );
    }
}
