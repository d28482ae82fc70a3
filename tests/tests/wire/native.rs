//! Packets of the native form, byte by byte. Both ends have fixed secrets and
//! clocks; what one sends is compared with a file, and the other is fed the
//! file.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Range;
use std::time::{Duration, Instant};

use idlc_runtime::proto::native::{
    Bytes, CallKey, CallNumber, CallRequest, Caller, Outcome, Policy, Requests, Responder, Secret,
    WhyMaybe, WhyNot,
};
use idlc_runtime::{CallerConfig, ResponderConfig};

use super::hex;

const CLIENT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 700);
const SERVER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 111);
const MS: Duration = Duration::from_millis(1);

/// Both ends, and the messages of the calls.
struct Ends {
    now: Instant,
    caller: Caller,
    responder: Responder,
    messages: Messages,
    last: Option<CallKey>,
}

struct Messages(Vec<Vec<u8>>);

impl Requests for Messages {
    fn append(&self, call: CallNumber, part: Range<u64>, out: &mut Vec<u8>) {
        let message = &self.0[usize::try_from(call.0).unwrap()];
        let place = |n| usize::try_from(n).unwrap();
        out.extend_from_slice(&message[place(part.start)..place(part.end)]);
    }
}

fn responder(started: Instant, key: u64) -> Responder {
    let config = ResponderConfig {
        in_progress_max: 1,
        message_bytes_max: 64 << 20,
        ..ResponderConfig::default()
    };
    Responder::new(started, config, Secret::new([key, 4]))
}

impl Ends {
    /// Both have been there for a second, and nothing was said.
    fn new() -> Self {
        let started = Instant::now();
        let config = CallerConfig {
            packet_bytes_max: 1_200,
            message_bytes_max: 64 << 20,
            ..CallerConfig::default()
        };
        Self {
            now: started + MS * 1_000,
            caller: Caller::new(config, SERVER, Secret::new([1, 2])),
            responder: responder(started, 3),
            messages: Messages(Vec::new()),
            last: None,
        }
    }

    /// Their session is open, and one call was answered.
    fn acquainted() -> Self {
        let mut ends = Self::new();
        ends.call(b"(quit)");
        ends.server_gets("native_hello.hex");
        ends.client_gets("native_welcome.hex");
        ends.server_gets("native_open_call.hex");
        ends.reply(b"done");
        ends.client_gets("native_ack_reply.hex");
        assert!(matches!(ends.outcome(), Some(Outcome::Replied(_))));
        ends
    }

    /// Begins a call with ten seconds of patience.
    fn call(&mut self, message: &[u8]) -> CallNumber {
        let number = CallNumber(self.messages.0.len() as u64);
        self.messages.0.push(message.to_vec());
        let request = CallRequest {
            total: message.len() as u64,
            deadline: self.now + MS * 10_000,
            idempotent: false,
        };
        self.caller.begin(self.now, number, request);
        number
    }

    /// Queues a message of the first stream.
    fn send(&mut self, message: &[u8]) {
        let number = CallNumber(self.messages.0.len() as u64);
        self.messages.0.push(message.to_vec());
        let total = message.len() as u64;
        self.caller.send(self.now, number, 0, total, Policy::FAIL);
    }

    /// The server executed the message that it got last, and gets the next.
    fn consume(&mut self) {
        self.responder.consumed(self.last.unwrap());
        self.last = self.responder.poll_request().map(|request| request.key);
    }

    /// The server replies to the call that it got last.
    fn reply(&mut self, message: &[u8]) {
        self.responder
            .complete(self.last.unwrap(), message.to_vec());
    }

    fn outcome(&mut self) -> Option<Outcome> {
        self.caller.poll_ended().map(|ended| ended.outcome)
    }

    fn wait(&mut self, time: Duration) {
        self.now += time;
        self.caller.handle_timeout(self.now);
        self.responder.handle_timeout(self.now);
    }

    /// The client sends just this; the server gets it.
    fn server_gets(&mut self, name: &str) {
        let mut packet = Vec::new();
        assert!(
            self.caller
                .poll_transmit(self.now, &self.messages, &mut packet),
            "{name} is sent"
        );
        let packet = check(name, &packet);
        self.responder.handle_datagram(self.now, CLIENT, &packet);
        if let Some(request) = self.responder.poll_request() {
            self.last = Some(request.key);
        }
    }

    /// The server sends this; the client gets it.
    fn client_gets(&mut self, name: &str) {
        let mut packet = Vec::new();
        let to = self.responder.poll_transmit(self.now, &mut packet);
        assert_eq!(to, Some(CLIENT), "{name} is sent");
        let packet = check(name, &packet);
        assert!(self.caller.handle_datagram(self.now, &packet), "{name}");
    }
}

/// The packet of the file, with which the one sent agrees.
fn check(name: &str, packet: &[u8]) -> Vec<u8> {
    let written = hex::read(name);
    assert!(written == packet, "{name} should be\n{packet:02x?}");
    written
}

#[test]
fn a_session_opens_with_its_first_call() {
    Ends::acquainted();
}

#[test]
fn a_call_that_takes_long_is_acknowledged_and_asked_about() {
    let mut ends = Ends::acquainted();
    ends.call(b"wait");
    ends.server_gets("native_call.hex");
    ends.wait(MS * 5);
    ends.client_gets("native_ack.hex");
    ends.wait(MS * 1_000);
    ends.server_gets("native_probe.hex");
    ends.client_gets("native_status.hex");
}

#[test]
fn a_call_that_is_cancelled_before_it_arrives_is_not_executed() {
    let mut ends = Ends::acquainted();
    let call = ends.call(b"wait");
    let mut lost = Vec::new();
    assert!(
        ends.caller
            .poll_transmit(ends.now, &ends.messages, &mut lost)
    );
    ends.caller.cancel(call);
    ends.server_gets("native_cancel.hex");
    ends.client_gets("native_status_not_executed.hex");
    let outcome = ends.outcome();
    assert_eq!(outcome, Some(Outcome::NotExecuted(WhyNot::Withdrawn)));
}

#[test]
fn a_server_without_room_says_when_to_try_again() {
    let mut ends = Ends::acquainted();
    ends.call(b"wait");
    ends.server_gets("native_call.hex");
    ends.wait(MS * 5);
    ends.client_gets("native_ack.hex");
    ends.call(b"too much");
    ends.server_gets("native_call_slot_1.hex");
    ends.client_gets("native_busy.hex");
}

#[test]
fn what_does_not_fit_a_packet_travels_in_parts() {
    let mut ends = Ends::acquainted();
    ends.call(&[0x61; 1_300]);
    ends.server_gets("native_part.hex");
    ends.server_gets("native_tail.hex");
    ends.reply(b"done");
    ends.client_gets("native_ack_reply_to_parts.hex");
    assert!(matches!(ends.outcome(), Some(Outcome::Replied(_))));
}

#[test]
fn room_beyond_the_first_64_kib_is_granted() {
    let mut ends = Ends::acquainted();
    ends.call(&vec![0x61; 100_000]);
    ends.server_gets("native_part_of_much.hex");
    ends.client_gets("native_grant.hex");
}

#[test]
fn a_server_that_restarted_says_for_how_long_it_remembers() {
    let mut ends = Ends::acquainted();
    ends.call(b"wait");
    ends.responder = responder(ends.now, 5);
    ends.wait(MS * 1_500);
    ends.server_gets("native_call_late.hex");
    ends.client_gets("native_reset.hex");
    // It first left after that, and was not executed: it begins anew.
    assert_eq!((ends.outcome(), ends.caller.outstanding()), (None, 1));
}

#[test]
fn a_server_that_stops_says_what_it_executed() {
    let mut ends = Ends::acquainted();
    ends.call(b"wait");
    ends.server_gets("native_call.hex");
    ends.wait(MS * 5);
    ends.client_gets("native_ack.hex");
    ends.responder.close();
    ends.client_gets("native_close.hex");
    let outcome = Outcome::MaybeExecuted(WhyMaybe::ServerGone);
    assert_eq!(ends.outcome(), Some(outcome));
}

#[test]
fn messages_are_executed_in_order_until_one_is_refused() {
    let mut ends = Ends::acquainted();
    for message in [b"one", b"two", b"six"] {
        ends.send(message);
    }
    ends.server_gets("native_messages.hex");
    ends.consume();
    ends.client_gets("native_done.hex");
    assert_eq!(ends.outcome(), Some(Outcome::Delivered));
    ends.responder.refuse(ends.last.unwrap(), b"no".to_vec());
    ends.client_gets("native_refused.hex");
    let refused = Outcome::Replied(Bytes::Assembled(b"no".to_vec()));
    assert_eq!(ends.outcome(), Some(refused));
    let broken = Outcome::NotExecuted(WhyNot::StreamBroken);
    assert_eq!(ends.outcome(), Some(broken));
    ends.server_gets("native_skip.hex");
    ends.wait(MS * 5);
    ends.client_gets("native_done_skipped.hex");
}
