//! The first example: a server, a client, and what they say to each other.
//!
//! `cargo run -p calculator` runs both in one process, over a real socket.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use calculator::{Calculator, CalculatorClient, CalculatorServer, Quotient, SAMPLES_MAX, Samples};
use idlc_runtime::{Context, Fault, Server};

idlc_runtime::include_idl! {
    /// What idlc made of `calculator.x`.
    pub mod calculator;
}

/// The procedures, as the interface file declares them.
struct Abacus;

impl Calculator for Abacus {
    fn add(&self, _cx: &Context, a: i32, b: i32) -> Result<i32, Fault> {
        Ok(a.wrapping_add(b))
    }

    fn square_root(&self, _cx: &Context, n: u32) -> Result<u32, Fault> {
        Ok(n.isqrt())
    }

    fn divide(&self, _cx: &Context, dividend: i32, divisor: i32) -> Result<Quotient, Fault> {
        Ok(match dividend.checked_div(divisor) {
            Some(value) => Quotient::True(value),
            None => Quotient::False,
        })
    }

    fn mean(&self, _cx: &Context, numbers: Samples) -> Result<f64, Fault> {
        let mut count = 0.0;
        let mut sum = 0.0;
        for number in &numbers {
            count += 1.0;
            sum += number;
        }
        Ok(if count > 0.0 { sum / count } else { 0.0 })
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .serve(CalculatorServer::new(Abacus))?;
    println!("a server listens at {}", server.addr());

    // Each call blocks until the answer is there.
    let calculator = CalculatorClient::connect(server.addr())?;
    println!("add(1, 2)            = {}", calculator.add(1, 2)?);
    println!("square_root(1764)    = {}", calculator.square_root(1764)?);
    println!("divide(42, 6)        = {:?}", calculator.divide(42, 6)?);
    println!("divide(42, 0)        = {:?}", calculator.divide(42, 0)?);
    println!(
        "mean([1, 2, 6])      = {}",
        calculator.mean(&[1.0, 2.0, 6.0])?
    );

    // Calls that are begun go on by themselves, and share datagrams.
    let (one, two) = (calculator.begin_add(1, 1), calculator.begin_add(2, 2));
    println!("begun, then waited   = {} {}", one.wait()?, two.wait()?);

    // The file's bound is checked before anything is sent.
    let too_many = vec![0.0; SAMPLES_MAX as usize + 1];
    match calculator.mean(&too_many) {
        Ok(mean) => println!("mean of too many     = {mean}, which is wrong"),
        Err(error) => println!("mean([0; 1001])      : {error}"),
    }

    server.shutdown()?;
    match calculator.add(1, 2) {
        Ok(sum) => println!("add after the end    = {sum}, which is wrong"),
        Err(error) => println!("add after the end    : {error}"),
    }
    Ok(())
}
