//! The authority: what there is to discover, and tokens for who proves who it is.

mod discovery;
mod grant;
mod token;

pub(super) use discovery::{discover, metadata};
pub(super) use token::Claims;
