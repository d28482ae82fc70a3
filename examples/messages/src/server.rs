//! The other machine: takes messages, sends back those that are wanted back,
//! and acknowledges datagrams.

use std::collections::HashMap;
use std::error::Error;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::thread;

use idlc_runtime::message::Endpoint;

use crate::protocol::{COUNT, ECHO, NUMBERED, PORT, number, numbered};

/// Runs until it is stopped from outside.
pub(crate) fn run(address: &str) -> Result<(), Box<dyn Error>> {
    let endpoint = Endpoint::bind(address)?;
    let local = endpoint.local_addr()?;
    let datagrams = UdpSocket::bind(SocketAddr::new(local.ip(), 0))?;
    let port = datagrams.local_addr()?.port();
    println!("listening on {local}");
    thread::spawn(move || {
        if let Err(error) = acknowledge(&datagrams) {
            eprintln!("cannot acknowledge datagrams any more: {error}");
        }
    });
    serve(&endpoint, port)
}

/// Answers each datagram with its first eight bytes, its number.
fn acknowledge(socket: &UdpSocket) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let (len, from) = socket.recv_from(&mut buffer)?;
        let number = buffer.get(..len.min(8)).unwrap_or_default();
        socket.send_to(number, from)?;
    }
}

fn serve(endpoint: &Endpoint, port: u16) -> Result<(), Box<dyn Error>> {
    let mut in_order = HashMap::<SocketAddr, u64>::new();
    loop {
        let (from, message) = endpoint.recv()?;
        let count = in_order.entry(from).or_default();
        let answer = match message.first() {
            Some(&ECHO) => message,
            Some(&NUMBERED) => {
                if number(&message) == Some(*count) {
                    *count += 1;
                }
                continue;
            }
            Some(&COUNT) => numbered(COUNT, std::mem::take(count)),
            Some(&PORT) => numbered(PORT, port.into()),
            _ => continue,
        };
        // A client that has gone is no reason to stop.
        if let Err(error) = endpoint.send_async(from, answer) {
            eprintln!("{from}: {error}");
        }
    }
}
