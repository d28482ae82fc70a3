//! A client of files: walks paths by LOOKUP, lists folders, and has many READs or
//! WRITEs under way at a time. What is where, a [`Location`] says; [`Remote`] is
//! what can be done there.

mod credentials;
mod error;
mod listing;
mod location;
mod mounting;
mod reading;
mod remote;
mod sizes;
mod walk;
mod writing;

pub use error::ClientError;
pub use listing::Listed;
pub use location::{Location, LocationError, Transport};
pub use remote::Remote;
pub use walk::Found;
