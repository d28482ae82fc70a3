//! Procedures that nobody waits for.

use std::sync::{Arc, Mutex};

use idlc_runtime::{Context, Fault, NotExecuted, SendError, Server};

use crate::generated::modules::oneway::{
    Drain, DrainClient, DrainServer, Journal, JournalClient, JournalMark, JournalServer,
};

/// What was asked for, in order.
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Lines {
    fn push(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

impl Journal for Lines {
    fn append(&self, _: &Context, line: &str) {
        self.push(line.to_owned());
    }

    fn note(&self, _: &Context, r#where: JournalMark, important: bool, rest: &[u8]) {
        self.push(format!("{} {important} {rest:?}", r#where.at));
    }

    fn clear(&self, _: &Context) {
        self.0.lock().unwrap().clear();
    }

    fn length(&self, _: &Context) -> Result<i32, Fault> {
        i32::try_from(self.0.lock().unwrap().len()).map_err(|_| Fault::SystemError)
    }
}

impl Drain for Lines {
    fn flush(&self, _: &Context, how: i32) {
        self.push(format!("flush {how}"));
    }

    fn wait_all(&self, _: &Context) {
        self.push("wait".to_owned());
    }
}

fn server(lines: &Arc<Lines>) -> Server {
    Server::builder()
        .udp("127.0.0.1:0")
        .service(DrainServer::new(Arc::clone(lines)))
        .serve(JournalServer::new(Arc::clone(lines)))
        .unwrap()
}

#[test]
fn oneway_calls_are_executed_in_order_by_the_time_they_are_flushed() {
    let lines = Arc::new(Lines::default());
    let server = server(&lines);
    for address in [
        server.addr().to_string(),
        format!("udp://{}", server.addr()),
    ] {
        let journal = JournalClient::connect(address).unwrap();
        journal.append("old").unwrap();
        journal.clear().unwrap();
        let mark = JournalMark {
            at: 7,
            name: "seven".parse().unwrap(),
        };
        journal.note(&mark, true, &[1, 2]).unwrap();
        for n in 0..20 {
            journal.append(&n.to_string()).unwrap();
        }
        journal.flush().unwrap();
        assert_eq!(journal.length().unwrap(), 21);
        let written = lines.0.lock().unwrap().clone();
        let numbers = (0..20).map(|n: i32| n.to_string());
        let expected = std::iter::once("7 true [1, 2]".to_owned()).chain(numbers);
        assert!(written.into_iter().eq(expected));
    }
}

#[test]
fn an_argument_that_is_too_long_is_not_sent_and_what_follows_is() {
    let lines = Arc::new(Lines::default());
    let server = server(&lines);
    let journal = JournalClient::connect(server.addr()).unwrap();
    let error = journal.note(&JournalMark::default(), false, &[0; 9]);
    assert!(matches!(
        error,
        Err(SendError::NotSent {
            why: NotExecuted::ArgumentTooLong(_)
        })
    ));
    journal.append("next").unwrap();
    journal.flush().unwrap();
    assert_eq!(*lines.0.lock().unwrap(), ["next"]);
}

#[test]
fn methods_of_the_file_go_before_those_of_the_client() {
    let lines = Arc::new(Lines::default());
    let server = server(&lines);
    let drain = DrainClient::connect(server.addr()).unwrap();
    drain.flush(3).unwrap();
    drain.wait_all().unwrap();
    drain.flush_().unwrap();
    drain.wait_all_();
    assert_eq!(*lines.0.lock().unwrap(), ["flush 3", "wait"]);
}
