//! Tests of `gather`: from answers of Azure to a snapshot that says what it lacks.

mod absent;
mod azure;
mod incomplete;
mod whole;

use std::sync::Arc;

use rolewright::azure::{Graph, Manager};
use rolewright::gather::{self, Failure, Sources, Via, Wanted, Who};
use rolewright::model::Cloud;
use rolewright::net::{Origin, Silent};
use rolewright::observed::Snapshot;

use crate::net::server::Server;
use crate::net::{QUICK, Tokens, client, run};
use crate::observed::time;

const TENANT: &str = "99999999-9999-4999-8999-999999999999";
const ONE: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const TWO: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";

/// Returns what a policy about some scopes wants.
fn wanted(scopes: &[&str]) -> Wanted {
    Wanted {
        tenant: Some(TENANT.into()),
        cloud: Cloud::Public,
        scopes: scopes.iter().map(|id| (*id).into()).collect(),
        principals: vec![
            Who::Id(azure::person(1).into()),
            Who::Id(azure::person(9).into()),
            Who::Group("crew".into()),
        ],
        taken: time("2026-11-26T08:00:00Z"),
    }
}

/// Reads from a server that plays all of Azure.
fn read(server: &Server, wanted: &Wanted, via: Via) -> Result<Snapshot, Failure> {
    let origin = Origin::parse(&server.origin()).unwrap();
    let place = || (client(), origin.clone());
    let tokens = || Arc::new(Tokens::default());
    let manager = Manager::new(place(), tokens(), Arc::new(Silent)).with_patience(QUICK);
    let graph = Graph::new(place(), tokens(), Arc::new(Silent)).with_patience(QUICK);
    let sources = Sources {
        manager: &manager,
        graph: Some(&graph),
        via,
    };
    run(gather::gather(sources, wanted))
}
