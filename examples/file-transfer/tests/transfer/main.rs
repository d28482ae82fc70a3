//! Whole transfers, as a person makes them: processes, a bad network between
//! them, and SIGKILL. Events are lines that the server prints, so that nothing
//! waits for a time to pass.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may be as blunt as tests"
)]

mod world;

use std::os::unix::fs::FileExt;

use world::{AT_ONCE, World};

/// 96 blocks of 64 KiB, and a shorter one.
const FILE_BYTES: usize = 96 * 65_536 + 12_345;

#[test]
fn a_file_arrives_though_both_ends_are_killed_and_datagrams_and_bits_are_lost() {
    let world = World::new(FILE_BYTES);
    let link = world.link("5%");
    let mut server = world.serve(&["--damage", "60"]);
    let sender = world.send(&link.address);
    server.wait_for_blocks(20);

    server.kill();
    let first = world.first_stored_block();
    flip_a_bit(&world, first);
    let mut server = world.serve(&["--damage", "60"]);
    server.wait_for_blocks(20);

    sender.kill();
    let report = world.send(&link.address).finish();
    assert_eq!(world.received(), world.sent());
    assert_eq!(report.count("damaged on the disk there"), 1, "{report}");
    // Of 40 blocks that were stored one was damaged, and as many as were under
    // way when the first server died may have been stored twice.
    let found = 40 - 1 - AT_ONCE;
    assert!(report.count("blocks found there") >= found, "{report}");
    assert!(world.nothing_else_is_left(), "journal and part are gone");
}

#[test]
fn a_sender_whose_server_is_killed_goes_on_with_the_next_one() {
    let world = World::new(FILE_BYTES);
    let link = world.link("0%");
    let mut server = world.serve(&["--damage", "5"]);
    let sender = world.send(&link.address);
    server.wait_for_blocks(20);
    server.kill();

    let _server = world.serve(&[]);
    let report = sender.finish();
    assert_eq!(world.received(), world.sent());
    assert_eq!(report.count("damaged on the way"), 1, "{report}");
}

#[test]
fn a_bit_flipped_after_all_blocks_were_compared_is_found_by_reading_the_whole() {
    let world = World::new(FILE_BYTES);
    let mut server = world.serve(&[]);
    let sender = world.send(&server.address);
    server.wait_for_blocks(40);
    // It was stored and read back, and nobody is to look at it again but at the
    // end.
    flip_a_bit(&world, world.first_stored_block());
    let report = sender.finish();
    assert_eq!(world.received(), world.sent());
    assert_eq!(report.count("damaged on the disk there"), 1, "{report}");
}

#[test]
fn a_file_that_is_there_already_is_only_read() {
    let world = World::new(FILE_BYTES);
    let server = world.serve(&[]);
    world.send(&server.address).finish();
    let report = world.send(&server.address).finish();
    assert_eq!(report.count("blocks sent"), 0, "{report}");

    world.change_the_source();
    let report = world.send(&server.address).finish();
    assert_eq!(world.received(), world.sent());
    assert_eq!(report.count("blocks sent"), 97, "{report}");
}

fn flip_a_bit(world: &World, block: u64) {
    let part = world.part();
    let (mut byte, place) = ([0], block * 65_536 + 1_000);
    part.read_exact_at(&mut byte, place).unwrap();
    part.write_all_at(&[byte[0] ^ 0x10], place).unwrap();
}
