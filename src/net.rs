//! HTTPS to one origin at a time: who may be talked to, how long, and how much is read.
//!
//! In: a [`Call`]. Out: a [`Reply`] whose body is complete, small enough and of the right type, or
//! went piece by piece into a [`Sink`]; or an [`Error`]. A [`Site`] pins an origin, asks for a token
//! before each try, repeats what is worth it, waits as long as the server asks, and tells a
//! [`Watch`] about each wait. Absent on purpose: what an answer means, where tokens come from,
//! files, the environment but for the system's proxy, and any output. No body and no token is ever
//! logged.
//!
//! Time here is the runtime's own, for waiting; no date depends on it.

mod call;
mod client;
mod error;
mod gate;
mod origin;
mod patience;
mod reply;
mod site;

pub use call::{Call, Method};
pub use client::{Client, Reach, Settings};
pub use error::Error;
pub use gate::LongList;
pub use origin::{BadOrigin, Origin};
pub use patience::{Patience, Silent, Wait, Watch};
pub use reply::{Reply, Sink};
pub use reqwest::Url;
pub use site::{Again, Authorize, Site, Token};
