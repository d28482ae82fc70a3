//! The instrument and the client, over TCP.
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests may be as blunt as tests"
)]

use std::thread;

use idlc_runtime::{Client, Server, ServerAddress};
use vxi11::vxi11::{
    CreateLinkParms, CreateLinkResp, DEVICE_CORE_V1, DeviceAsyncV1Server, DeviceCoreV1Client,
    DeviceCoreV1Server, DeviceError, DeviceGenericParms, DeviceLockParms, DeviceReadParms,
    DeviceWriteParms, FLAG_END, FLAG_TERM_CHAR_SET, FLAG_WAIT_FOR_LOCK, REASON_END,
    REASON_REQUEST_COUNT, REASON_TERM_CHAR,
};
use vxi11::{InstrumentServer, Link, LinkError, Multimeter};

fn serve() -> Server {
    let instrument = InstrumentServer::new(Multimeter::new(2.5));
    Server::builder()
        .tcp("127.0.0.1:0")
        .service(DeviceAsyncV1Server::new(instrument.clone()))
        .serve(DeviceCoreV1Server::new(instrument))
        .unwrap()
}

fn address(server: &Server) -> &ServerAddress {
    server.addrs().first().unwrap()
}

fn link(server: &Server) -> Link {
    Link::open_at(address(server), "inst0").unwrap()
}

/// The stubs, for what [`Link`] has no words for.
fn core(server: &Server) -> DeviceCoreV1Client {
    let client = Client::connect(&DEVICE_CORE_V1, address(server));
    DeviceCoreV1Client::new(client.unwrap())
}

fn open(core: &DeviceCoreV1Client, lock_device: bool) -> CreateLinkResp {
    let wanted = CreateLinkParms {
        client_id: 1,
        lock_device,
        lock_timeout: 0,
        device: b"INST0".to_vec(),
    };
    core.create_link(&wanted).unwrap()
}

fn write(core: &DeviceCoreV1Client, lid: i32, data: &[u8]) -> DeviceError {
    let written = core.device_write(&DeviceWriteParms {
        lid,
        io_timeout: 0,
        lock_timeout: 0,
        flags: FLAG_END.cast_signed(),
        data: data.to_vec(),
    });
    written.unwrap().error
}

#[test]
fn an_instrument_says_who_it_is() {
    let server = serve();
    let link = link(&server);
    link.write(b"*IDN?").unwrap();
    let answer = String::from_utf8(link.read().unwrap()).unwrap();
    assert!(
        answer.starts_with("idlc,Simulated Multimeter,0,"),
        "{answer}"
    );
    link.write(b"MEAS:VOLT?\n").unwrap();
    assert_eq!(link.read().unwrap(), b"+2.500000E0\n");
    link.close().unwrap();
}

#[test]
fn where_nothing_was_asked_nothing_is_answered() {
    let server = serve();
    let link = link(&server);
    link.write(b"*CLS").unwrap();
    let nothing = link.read();
    assert!(
        matches!(nothing, Err(LinkError::Device(DeviceError::IoTimeout))),
        "{nothing:?}"
    );
}

#[test]
fn a_long_message_goes_in_pieces_and_its_answer_comes_in_pieces() {
    let server = serve();
    let link = link(&server);
    let many = "*OPC?;".repeat(10_000);
    link.write(many.as_bytes()).unwrap();
    let answer = link.read().unwrap();
    assert_eq!(answer.len(), 20_000);
    assert!(answer.starts_with(b"1;1;") && answer.ends_with(b";1\n"));
}

#[test]
fn reading_stops_where_it_is_asked_to() {
    let server = serve();
    let core = core(&server);
    let lid = open(&core, false).lid;
    assert_eq!(write(&core, lid, b"*OPC?;*OPC?;*OPC?"), DeviceError::None);
    let read = |request_size, flags: u32| {
        let read = core.device_read(&DeviceReadParms {
            lid,
            request_size,
            io_timeout: 0,
            lock_timeout: 0,
            flags: flags.cast_signed(),
            term_char: b';'.cast_signed(),
        });
        let read = read.unwrap();
        (read.data, read.reason.cast_unsigned())
    };
    assert_eq!(read(1, 0), (b"1".to_vec(), REASON_REQUEST_COUNT));
    assert_eq!(
        read(9, FLAG_TERM_CHAR_SET),
        (b";".to_vec(), REASON_TERM_CHAR)
    );
    assert_eq!(read(9, 0), (b"1;1\n".to_vec(), REASON_END));
}

#[test]
fn a_lock_keeps_others_out_until_it_is_given_back() {
    let server = serve();
    let core = core(&server);
    let (first, second) = (open(&core, true).lid, open(&core, false).lid);
    assert_eq!(open(&core, true).error, DeviceError::LockedByAnother);
    assert_eq!(write(&core, second, b"*CLS"), DeviceError::LockedByAnother);
    assert_eq!(core.device_unlock(second).unwrap(), DeviceError::NotLocked);
    let waiting = DeviceLockParms {
        lid: second,
        flags: FLAG_WAIT_FOR_LOCK.cast_signed(),
        lock_timeout: 30_000,
    };
    let waiter = thread::spawn({
        let core = core.clone();
        move || core.device_lock(waiting).unwrap()
    });
    assert_eq!(write(&core, first, b"*CLS"), DeviceError::None);
    assert_eq!(core.destroy_link(first).unwrap(), DeviceError::None);
    assert_eq!(waiter.join().unwrap(), DeviceError::None);
    assert_eq!(write(&core, second, b"*CLS"), DeviceError::None);
}

#[test]
fn the_status_byte_says_what_waits() {
    let server = serve();
    let core = core(&server);
    let lid = open(&core, false).lid;
    let with = DeviceGenericParms {
        lid,
        flags: 0,
        lock_timeout: 0,
        io_timeout: 0,
    };
    let status = || core.device_readstb(with).unwrap().stb;
    assert_eq!(status(), 0);
    write(&core, lid, b"*OPC?;make:coffee");
    assert_eq!(status(), 0x14);
    assert_eq!(core.device_clear(with).unwrap(), DeviceError::None);
    assert_eq!(status(), 0x04);
}

#[test]
fn what_is_not_there_is_refused() {
    let server = serve();
    let core = core(&server);
    assert_eq!(write(&core, 77, b"*IDN?"), DeviceError::InvalidLink);
    assert_eq!(core.destroy_link(77).unwrap(), DeviceError::InvalidLink);
    let other = Link::open_at(address(&server), "inst1");
    assert!(
        matches!(other, Err(LinkError::Device(DeviceError::NotAccessible))),
        "{other:?}"
    );
}

#[test]
fn links_that_nobody_closed_give_way() {
    let server = serve();
    let core = core(&server);
    let locked = open(&core, true).lid;
    for _ in 0..100 {
        assert_eq!(open(&core, false).error, DeviceError::None);
    }
    assert_eq!(write(&core, locked, b"*CLS"), DeviceError::None);
}
