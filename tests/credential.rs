//! Tests of `credential`: which way is taken, what is sent to whom, and how long a token is kept.

mod choice;
mod endpoints;
mod tokens;
mod trouble;

use std::collections::BTreeMap;

use rolewright::credential::{Endpoints, Error, Kind, Overrides, Source, Surroundings};
use rolewright::model::Cloud;
use rolewright::net::{Client, Reach, Settings};

use crate::net::server::{self, Server};

/// Returns the places of the public cloud.
fn azure() -> Endpoints {
    Endpoints::of(Cloud::Public, Overrides::default()).unwrap()
}

/// Returns the places of a sandbox that a server plays.
fn sandbox(server: &Server) -> Endpoints {
    let origin = server.origin();
    let overrides = Overrides {
        manager: Some(&origin),
        graph: Some(&origin),
        authority: Some(&origin),
    };
    Endpoints::of(Cloud::Public, overrides).unwrap()
}

/// Returns a client that trusts the servers of the tests and reaches every host.
fn anywhere() -> Client {
    let mut settings = Settings::new(Reach::Anywhere);
    settings.authorities = Some(server::authority());
    Client::new(&settings).unwrap()
}

/// Chooses a way with variables.
fn choose(
    kind: Option<Kind>,
    endpoints: &Endpoints,
    client: &Client,
    variables: &[(&str, &str)],
) -> Result<Source, Error> {
    let variables: BTreeMap<_, _> = variables.iter().copied().collect();
    let variable = |name: &str| variables.get(name).map(|value| (*value).to_owned());
    let around = Surroundings {
        variable: &variable,
        tenant: Some(TENANT),
        endpoints,
        client,
    };
    Source::choose(kind, &around)
}

const TENANT: &str = "99999999-9999-4999-8999-999999999999";
const SECRET: [(&str, &str); 3] = [
    ("AZURE_TENANT_ID", TENANT),
    ("AZURE_CLIENT_ID", "cccccccc-0000-4000-8000-000000000001"),
    ("AZURE_CLIENT_SECRET", "hush~hush"),
];
