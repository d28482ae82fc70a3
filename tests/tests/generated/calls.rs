//! Generated clients call generated servers.

mod answers;
mod every_type;
mod nested;
mod oneway;

use idlc_runtime::{CallError, Context, Fault, NotExecuted, Procedure, Server};
use std::sync::Arc;
use std::time::Duration;

use super::modules::interface::{CALC, Calc, CalcClient, CalcServer};
use super::modules::lists::{Entry, Listing, Lists, ListsClient, ListsServer, Word};
use super::modules::program::{
    KV_PROGRAM_V1, KV_PROGRAM_V2, KvProgramV1, KvProgramV1Client, KvProgramV1Server, KvProgramV2,
    KvProgramV2Client, KvProgramV2Server,
};
use super::modules::unnamed::{Unnamed, UnnamedClient, UnnamedServer};
use super::modules::void::{Bell, BellClient, BellServer};

struct Adder;

impl Calc for Adder {
    fn func1(&self, _: &Context, arg1: i32) -> Result<i32, Fault> {
        arg1.checked_add(1).ok_or(Fault::SystemError)
    }

    fn func2(&self, _: &Context, arg1: i32, arg2: i32) -> Result<i32, Fault> {
        Ok(arg1.wrapping_add(arg2))
    }
}

fn calc() -> (Server, CalcClient) {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .serve(CalcServer::new(Arc::new(Adder)))
        .expect("the loopback interface");
    let client = CalcClient::connect(server.addr()).expect("the loopback interface");
    (server, client.with_deadline(Duration::from_secs(10)))
}

#[test]
fn a_call_returns_what_the_procedure_returns() {
    let (_server, calc) = calc();
    assert_eq!(calc.func1(1).unwrap(), 2);
    assert_eq!(calc.func2(3, 4).unwrap(), 7);
    calc.null().unwrap();
}

#[test]
fn a_fault_of_the_handler_reaches_the_caller() {
    let (_server, calc) = calc();
    assert!(matches!(
        calc.func1(i32::MAX),
        Err(CallError::Fault(Fault::SystemError))
    ));
}

#[test]
fn the_description_has_the_names_of_the_file() {
    assert_eq!(CALC.name, "Calc");
    assert_eq!(CALC.procedure_name(Procedure(2)), "func2");
    assert_eq!(KV_PROGRAM_V2.program.0, 0x2000_0099);
}

struct Store;

impl KvProgramV1 for Store {
    fn kv_get(&self, _: &Context, arg1: &str) -> Result<String, Fault> {
        Ok(format!("old {arg1}"))
    }
}

impl KvProgramV2 for Store {
    fn kv_get(&self, _: &Context, arg1: &str) -> Result<String, Fault> {
        Ok(format!("new {arg1}"))
    }

    fn kv_put(&self, _: &Context, arg1: &str, arg2: &str) -> Result<bool, Fault> {
        Ok(arg1 < arg2)
    }
}

#[test]
fn two_versions_of_a_program_are_served_side_by_side() {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .service(KvProgramV1Server::new(Store))
        .serve(KvProgramV2Server::new(Store))
        .unwrap();
    let old = KvProgramV1Client::connect(server.addr()).unwrap();
    let new = KvProgramV2Client::connect(server.addr()).unwrap();
    assert_eq!(old.kv_get("k").unwrap(), "old k");
    assert_eq!(new.kv_get("k").unwrap(), "new k");
    assert!(new.kv_put("a", "b").unwrap());
    old.kv_null().unwrap();
    assert_eq!(KV_PROGRAM_V1.version.0, 1);
}

#[test]
fn an_argument_beyond_its_bound_is_never_sent() {
    // Nobody serves there, and nobody is asked.
    let client = KvProgramV1Client::connect("127.0.0.1:9").unwrap();
    let error = client.kv_get(&"k".repeat(33)).unwrap_err();
    assert!(matches!(
        error,
        CallError::NotExecuted {
            why: NotExecuted::ArgumentTooLong(_)
        }
    ));
}

struct Shelf;

impl Lists for Shelf {
    fn readdir(&self, _: &Context, start: Vec<Entry>) -> Result<Listing, Fault> {
        Ok(Listing {
            entries: start,
            eof: true,
        })
    }

    fn words(&self, _: &Context, known: Vec<Word>) -> Result<Vec<Word>, Fault> {
        Ok(known.into_iter().rev().collect())
    }
}

#[test]
fn a_list_is_passed_as_a_slice_and_returned_as_a_vector() {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .serve(ListsServer::new(Shelf))
        .unwrap();
    let lists = ListsClient::connect(server.addr()).unwrap();
    let entries = vec![Entry {
        fileid: 1,
        name: "a".parse().unwrap(),
    }];
    assert_eq!(
        lists.readdir(&entries).unwrap(),
        Listing { entries, eof: true }
    );
    let word = |text: &str| Word {
        text: text.to_owned(),
    };
    assert_eq!(
        lists.words(&[word("a"), word("b")]).unwrap(),
        [word("b"), word("a")]
    );
    assert_eq!(lists.words(&[]).unwrap(), []);
}

struct Echo;

impl Unnamed for Echo {
    fn echo(&self, _: &Context, text: &str) -> Result<String, Fault> {
        Ok(text.to_owned())
    }
}

impl Bell for Echo {
    fn ring(&self, _: &Context) -> Result<(), Fault> {
        Ok(())
    }
}

#[test]
fn an_interface_without_a_name_has_that_of_its_file() {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .serve(UnnamedServer::new(Echo))
        .unwrap();
    let client = UnnamedClient::connect(server.addr()).unwrap();
    assert_eq!(client.echo("Ünïcödé").unwrap(), "Ünïcödé");
}

#[test]
fn nothing_may_go_in_and_nothing_come_out() {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .serve(BellServer::new(Echo))
        .unwrap();
    BellClient::connect(server.addr()).unwrap().ring().unwrap();
}
