//! The client, and servers that do what servers may do: restart while a file is
//! written, lack a procedure, write and read less than they are asked to, ask to be
//! asked later.
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests may be as blunt as tests"
)]

mod odd;

use std::io::Cursor;
use std::sync::atomic::Ordering;

use nfs::client::{ClientError, Remote};
use odd::{Odd, Oddity};

const AT_ONCE: usize = 4;

fn bytes(count: usize) -> Vec<u8> {
    (0..=250).cycle().take(count).collect()
}

fn write(remote: &Remote, data: &[u8]) -> Result<u64, ClientError> {
    let place = remote.place(b"/file").unwrap();
    remote.write_file(&place, 0o644, AT_ONCE, &mut Cursor::new(data), |_, _| ())
}

fn read(remote: &Remote) -> Vec<u8> {
    let file = remote.find(b"/file").unwrap();
    let mut read = Vec::new();
    let take = |data: &[u8]| {
        read.extend_from_slice(data);
        Ok(())
    };
    remote.read_file(&file, b"/file", AT_ONCE, take).unwrap();
    read
}

#[test]
fn a_file_is_written_again_where_the_server_restarted_before_it_was_committed() {
    let server = Odd::new(Oddity::ForgetsOnce);
    let remote = server.remote();
    let data = bytes(100_000);
    let mut sent = Vec::new();
    let place = remote.place(b"/file").unwrap();
    let note = |at, data: &[u8]| sent.push((at, data.len()));
    let written = remote.write_file(&place, 0o644, AT_ONCE, &mut Cursor::new(&data), note);
    assert_eq!(written.unwrap(), 100_000);
    assert_eq!(sent.iter().filter(|(at, _)| *at == 0).count(), 2);
    assert_eq!(read(&remote), data);
}

#[test]
fn a_server_that_forgets_always_is_given_up() {
    let server = Odd::new(Oddity::ForgetsAlways);
    let given_up = write(&server.remote(), b"x");
    assert!(
        matches!(given_up, Err(ClientError::Restarted { times: 3 })),
        "{given_up:?}"
    );
}

#[test]
fn short_reads_and_writes_are_completed() {
    let server = Odd::new(Oddity::DoesLess);
    let remote = server.remote();
    let data = bytes(100_000);
    assert_eq!(write(&remote, &data).unwrap(), 100_000);
    assert_eq!(read(&remote), data);
    assert!(server.oddities.load(Ordering::Relaxed) > 20);
}

#[test]
fn a_folder_is_listed_without_readdirplus() {
    let server = Odd::new(Oddity::LacksReaddirplus);
    let remote = server.remote();
    for number in 0..300 {
        let place = remote.place(format!("/{number}").as_bytes()).unwrap();
        remote.make_folder(&place, 0o755).unwrap();
    }
    let root = remote.find(b"/").unwrap().handle;
    let listed = remote.list(&root).unwrap();
    assert_eq!(listed.len(), 300);
    assert!(listed.iter().all(|file| file.attributes.is_none()));
    assert!(remote.look_up(&root, b"7").is_ok());
    assert!(server.oddities.load(Ordering::Relaxed) > 0);
}

#[test]
fn later_is_not_never() {
    let server = Odd::new(Oddity::IsBusyOnce);
    let remote = server.remote();
    let data = bytes(50_000);
    assert_eq!(write(&remote, &data).unwrap(), 50_000);
    assert_eq!(read(&remote), data);
    // LOOKUP, WRITE, READ.
    assert_eq!(server.oddities.load(Ordering::Relaxed), 3);
}
