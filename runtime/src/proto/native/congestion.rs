//! How much may be under way: the congestion window and those who set it.
//!
//! A [`Controller`](controller::Controller) decides the window's size and nothing else. [`Flight`] is
//! what all of them share: the bytes that are under way, when one congestion
//! event ends, and whether the window was used at all, without which it does
//! not grow (RFC 9002 §7).

mod controller;
mod cubic;
mod flight;
mod new_reno;
mod window;

pub(crate) use flight::Flight;
