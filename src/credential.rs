//! Signing in: which identity a run has, and its tokens.
//!
//! In: the wish of the user, the variables of the environment, where the cloud has its services.
//! Out: a [`Service`], which gives tokens for one of them. Tokens live in memory alone. A service
//! on this machine, which the sandbox is, takes the credentials of the sandbox and no others, and
//! those go nowhere else. Absent on purpose: reading the environment, and what a token is for.
//!
//! Nobody asks the metadata address unless `managed-identity` is named.

mod assertion;
mod azure_ml;
mod claims;
mod endpoints;
mod error;
mod kind;
mod service;
mod source;
mod wire;

pub use endpoints::{Endpoints, Overrides};
pub use error::Error;
pub use kind::Kind;
pub use service::{Clock, Service};
pub use source::{Source, Surroundings};
