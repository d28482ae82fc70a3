use std::time::{Duration, Instant};

use super::{
    CallId, CallTerms, ConnectFailure, Ended, Heard, Outcome, StreamCaller, WhyMaybe, WhyNot,
};
use crate::config::StreamCallerConfig;
use crate::id::Xid;
use crate::proto::onc::record::{RecordError, RecordReader};
use crate::proto::random::Random;

const MS: Duration = Duration::from_millis(1);
const FIRST: Xid = Xid(u32::MAX);

fn start() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "any instant serves as the origin"
    )]
    Instant::now()
}

/// A caller, its time, and the other end of its connection.
struct World {
    now: Instant,
    caller: StreamCaller,
    wire: Vec<u8>,
}

impl World {
    fn new() -> Self {
        let (now, config) = (start(), StreamCallerConfig::default());
        Self {
            now,
            caller: StreamCaller::new(&config, FIRST, Random::new(1)),
            wire: Vec::new(),
        }
    }

    fn connected() -> Self {
        let mut world = Self::new();
        let call = world.begin(b"....first", MS * 1_000, false);
        world.connect();
        world.write_all();
        world.reply(FIRST, b"good");
        assert!(matches!(&world.ended()[..], [(id, Outcome::Replied(_))] if *id == call));
        world.wire.clear();
        world
    }

    fn begin(&mut self, message: &[u8], deadline: Duration, idempotent: bool) -> CallId {
        let ends = self.now + deadline;
        let terms = CallTerms { ends, idempotent };
        self.caller.begin(message.to_vec(), terms)
    }

    fn connect(&mut self) {
        assert!(self.caller.poll_connect(self.now));
        assert!(!self.caller.wants_write());
        self.caller.handle_connected();
    }

    fn write(&mut self, most: usize) {
        let next = self.caller.slices().collect::<Vec<_>>().concat();
        let part = &next[..most.min(next.len())];
        self.wire.extend_from_slice(part);
        self.caller.handle_written(part.len());
    }

    fn write_all(&mut self) {
        while self.caller.wants_write() {
            self.write(usize::MAX);
        }
    }

    /// The messages that were written, without their ids.
    fn written(&self) -> Vec<Vec<u8>> {
        let (mut rest, mut reader) = (&self.wire[..], RecordReader::new(1_000));
        let mut messages = Vec::new();
        while !rest.is_empty() {
            let message = reader.read(&mut rest).unwrap();
            messages.extend(message.map(|message| message[4..].to_vec()));
        }
        messages
    }

    fn reply(&mut self, xid: Xid, results: &[u8]) -> Heard {
        let header = [xid.0.to_be_bytes(), 1_u32.to_be_bytes()].concat();
        let record = [&header[..], results].concat();
        self.caller.handle_record(record)
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.caller.handle_timeout(self.now);
    }

    fn ended(&mut self) -> Vec<(CallId, Outcome)> {
        let ended = std::iter::from_fn(|| self.caller.poll_ended());
        ended
            .map(|Ended { call, outcome }| (call, outcome))
            .collect()
    }
}

const NOT: fn(WhyNot) -> Outcome = Outcome::NotExecuted;
const MAYBE: fn(WhyMaybe) -> Outcome = Outcome::MaybeExecuted;

#[test]
fn replies_find_their_calls_in_any_order() {
    let mut world = World::new();
    let calls = [b"....a", b"....b", b"....c"].map(|m| world.begin(m, MS * 100, false));
    world.connect();
    world.write_all();
    assert_eq!(world.written(), [b"a", b"b", b"c"]);
    // The first id is the last there is; the next ones begin anew.
    assert_eq!(world.reply(Xid(1), b"c"), Heard::Reply);
    assert_eq!(world.reply(FIRST, b"a"), Heard::Reply);
    assert_eq!(world.reply(FIRST, b"a again"), Heard::OtherXid);
    assert_eq!(world.caller.handle_record(vec![0; 8]), Heard::Noise);
    assert_eq!(world.caller.handle_record(vec![]), Heard::Noise);
    assert_eq!(world.reply(Xid(0), b"b"), Heard::Reply);
    let order: Vec<_> = world.ended().iter().map(|(id, _)| *id).collect();
    assert_eq!(order, [calls[2], calls[0], calls[1]]);
    assert_eq!(world.caller.outstanding(), 0);
    assert_eq!(world.caller.poll_timeout(), None);
}

#[test]
fn an_id_that_is_in_use_is_not_given_again() {
    let mut world = World::new();
    let old = world.begin(b"....old", MS * 1_000, false);
    world.connect();
    world.write_all();
    // As after 2³² calls.
    world.caller.next_xid = FIRST;
    let new = world.begin(b"....new", MS * 1_000, false);
    world.write_all();
    world.reply(FIRST, b"");
    world.reply(Xid(0), b"");
    let order: Vec<_> = world.ended().iter().map(|(id, _)| *id).collect();
    assert_eq!(order, [old, new]);
}

#[test]
fn a_break_ends_what_was_written_and_spares_the_rest() {
    let mut world = World::connected();
    let sent = world.begin(b"....sent", MS * 900, false);
    world.write_all();
    let partly = world.begin(b"....partly", MS * 900, false);
    let unsent = world.begin(b"....unsent", MS * 900, false);
    world.write(5);
    world.caller.handle_broken(world.now);
    let lost = [sent, partly].map(|id| (id, MAYBE(WhyMaybe::Broken)));
    assert_eq!(world.ended(), lost);
    world.wire.clear();
    world.connect();
    world.write_all();
    assert_eq!(world.written(), [b"unsent"]);
    world.reply(Xid(2), b"");
    assert_eq!(world.ended()[0].0, unsent);
}

#[test]
fn idempotent_calls_are_written_again_from_their_beginning() {
    let mut world = World::connected();
    world.begin(b"....sent", MS * 900, true);
    world.write_all();
    world.begin(b"....partly", MS * 900, true);
    world.write(7);
    world.caller.handle_broken(world.now);
    assert_eq!(world.ended(), []);
    world.wire.clear();
    world.connect();
    world.write_all();
    assert_eq!(world.written(), [&b"sent"[..], b"partly"]);
}

#[test]
fn a_first_connection_that_is_refused_ends_all_calls_at_once() {
    for (failure, why) in [
        (ConnectFailure::Refused, WhyNot::Refused),
        (ConnectFailure::Other, WhyNot::NotConnected),
    ] {
        let mut world = World::new();
        let calls = [false, true].map(|idempotent| world.begin(b"....", MS * 900, idempotent));
        assert!(world.caller.poll_connect(world.now));
        world.caller.handle_connect_failed(world.now, failure);
        assert_eq!(world.ended(), calls.map(|id| (id, NOT(why))));
        assert!(!world.caller.poll_connect(world.now + MS * 1_000));
    }
}

#[test]
fn a_server_that_restarts_is_tried_after_ever_longer_pauses_until_the_deadline() {
    let mut world = World::connected();
    world.caller.handle_broken(world.now);
    let call = world.begin(b"....", MS * 5_000, false);
    let (begin, mut attempts) = (world.now, Vec::new());
    while world.caller.outstanding() > 0 {
        if world.caller.poll_connect(world.now) {
            attempts.push((world.now - begin).as_millis());
            let why = ConnectFailure::Refused;
            world.caller.handle_connect_failed(world.now, why);
        }
        world.now = world.caller.poll_timeout().unwrap();
        world.caller.handle_timeout(world.now);
    }
    assert_eq!(world.ended(), [(call, NOT(WhyNot::DeadlinePassed))]);
    assert_eq!(attempts[0], 0, "the first attempt is made at once");
    let pauses: Vec<_> = attempts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let nominal = [10, 20, 40, 80, 160, 320, 640, 1_000, 1_000, 1_000];
    for (pause, nominal) in pauses.iter().zip(nominal) {
        let range = nominal * 9 / 10 - 1..=nominal * 11 / 10;
        assert!(range.contains(pause), "{pauses:?}");
    }
    assert!(pauses.len() >= 9, "{pauses:?}");
}

#[test]
fn a_server_that_ends_every_connection_is_not_called_without_a_pause() {
    let mut world = World::connected();
    world.begin(b"....", MS * 5_000, true);
    world.write_all();
    for _ in 0..3 {
        world.caller.handle_broken(world.now);
        if !world.caller.poll_connect(world.now) {
            world.now = world.caller.poll_timeout().unwrap();
            assert!(world.caller.poll_connect(world.now));
        }
        world.caller.handle_connected();
        world.write_all();
    }
    world.caller.handle_broken(world.now);
    assert!(!world.caller.poll_connect(world.now + MS * 10));
}

#[test]
fn a_deadline_says_whether_the_call_was_written() {
    let mut world = World::connected();
    let sent = world.begin(b"....sent", MS * 100, true);
    world.write_all();
    let unsent = world.begin(b"....unsent", MS * 100, true);
    assert_eq!(world.caller.poll_timeout(), Some(world.now + MS * 100));
    world.pass(MS * 100);
    let maybe = MAYBE(WhyMaybe::DeadlinePassed);
    let not = NOT(WhyNot::DeadlinePassed);
    assert_eq!(world.ended(), [(sent, maybe), (unsent, not)]);
}

#[test]
fn the_rest_of_a_call_that_is_given_up_is_written_for_those_behind_it() {
    let mut world = World::connected();
    world.begin(b"....first", MS * 900, false);
    world.write_all();
    let partly = world.begin(b"....partly", MS * 100, false);
    world.write(6);
    world.begin(b"....behind", MS * 900, false);
    world.pass(MS * 100);
    let maybe = MAYBE(WhyMaybe::DeadlinePassed);
    assert_eq!(world.ended(), [(partly, maybe)]);
    world.write_all();
    let written = [&b"first"[..], b"partly", b"behind"];
    assert_eq!(world.written(), written);
}

#[test]
fn a_silent_connection_is_given_up_once_nobody_waits_for_it() {
    let mut world = World::connected();
    world.begin(b"....short", MS * 100, false);
    world.begin(b"....long", MS * 200, false);
    world.write_all();
    world.pass(MS * 100);
    assert!(world.caller.is_connected(), "somebody waits");
    world.pass(MS * 100);
    assert!(!world.caller.has_connection());
    world.begin(b"....next", MS * 100, false);
    world.connect();
}

#[test]
fn a_connection_that_says_something_is_kept_after_a_deadline() {
    let mut world = World::connected();
    world.begin(b"....short", MS * 100, false);
    world.begin(b"....long", MS * 900, false);
    world.write_all();
    world.pass(MS * 100);
    world.reply(Xid(1), b"");
    world.pass(MS * 100);
    assert!(world.caller.is_connected());
}

#[test]
fn a_call_can_be_withdrawn_until_something_of_it_is_written() {
    let mut world = World::connected();
    let partly = world.begin(b"....partly", MS * 900, false);
    world.write(1);
    let unsent = world.begin(b"....unsent", MS * 900, false);
    let behind = world.begin(b"....behind", MS * 900, false);
    for call in [partly, unsent] {
        world.caller.cancel(call);
    }
    assert_eq!(world.ended(), [(unsent, NOT(WhyNot::Withdrawn))]);
    world.write_all();
    assert_eq!(world.written(), [b"partly", b"behind"]);
    assert_eq!(world.caller.ends(behind), Some(world.now + MS * 900));
    assert_eq!(world.caller.ends(unsent), None);
}

#[test]
fn an_attempt_that_hangs_is_made_again() {
    let mut world = World::new();
    world.begin(b"....", MS * 30_000, false);
    assert!(world.caller.poll_connect(world.now));
    world.pass(MS * 9_999);
    assert!(world.caller.has_connection());
    world.pass(MS);
    assert!(!world.caller.has_connection());
    assert_eq!(world.ended(), []);
    let at = world.caller.poll_timeout().unwrap();
    assert!(world.caller.poll_connect(at));
}

#[test]
fn a_reply_that_is_too_large_is_the_reply_of_the_only_call() {
    let too_large = RecordError::TooLarge { bytes_max: 1 };
    let mut world = World::connected();
    let only = world.begin(b"....", MS * 900, false);
    world.write_all();
    world.caller.handle_unreadable(world.now, too_large);
    assert_eq!(world.ended(), [(only, Outcome::ReplyTooLarge)]);

    let mut world = World::connected();
    let two = [(); 2].map(|()| world.begin(b"....", MS * 900, false));
    world.write_all();
    world.caller.handle_unreadable(world.now, too_large);
    let broken = two.map(|id| (id, MAYBE(WhyMaybe::Broken)));
    assert_eq!(world.ended(), broken);
}
