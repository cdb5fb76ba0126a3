//! Tests of `azure`: what is asked, how answers are read, and what refusals mean.

mod errors;
mod lists;
mod reading;
mod roles;

use std::sync::Arc;

use rolewright::azure::Manager;
use rolewright::net::{Origin, Silent};

use crate::net::server::Server;
use crate::net::{QUICK, Tokens, client, run};

const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const NAME: &str = "bbbbbbbb-0000-4000-8000-000000000001";

/// Returns a client of the Resource Manager that a server plays.
fn manager(server: &Server) -> Manager {
    let origin = Origin::parse(&server.origin()).unwrap();
    let tokens = Arc::new(Tokens::default());
    Manager::new((client(), origin), tokens, Arc::new(Silent)).with_patience(QUICK)
}
