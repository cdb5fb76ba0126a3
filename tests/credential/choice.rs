//! The order in which ways are looked for, and what each needs.

use rolewright::credential::{Error, Kind};

use super::{SECRET, anywhere, azure, choose, sandbox};
use crate::net::server::{Answer, Server};

/// Every variable of a way, set to something.
fn all_of(kind: Kind) -> Vec<(&'static str, &'static str)> {
    let value = |name: &&'static str| match *name {
        "AZURE_TENANT_ID" => (*name, super::TENANT),
        "MSI_ENDPOINT" => (*name, "http://127.0.0.1:1/token"),
        name => (name, "https://example.com/x"),
    };
    kind.needs().iter().map(value).collect()
}

#[test]
fn the_first_way_whose_variables_are_set_is_taken() {
    let (azure, client) = (azure(), anywhere());
    let chosen =
        |variables: &[(&str, &str)]| choose(None, &azure, &client, variables).unwrap().kind;
    assert_eq!(chosen(&[]), Kind::Az);
    let shown = [
        Kind::Secret,
        Kind::GitHub,
        Kind::AzurePipelines,
        Kind::WorkloadIdentity,
        Kind::AzureMl,
    ];
    for kind in shown {
        assert_eq!(chosen(&all_of(kind)), kind);
        let most = &all_of(kind)[1..];
        assert_eq!(
            chosen(most),
            Kind::Az,
            "{kind:?} without its first variable"
        );
    }
    let everything: Vec<_> = shown.into_iter().flat_map(all_of).collect();
    assert_eq!(chosen(&everything), Kind::Secret);
    let service = [
        ("IDENTITY_ENDPOINT", "http://127.0.0.1:1"),
        ("IDENTITY_HEADER", "x"),
    ];
    assert_eq!(chosen(&service), Kind::ManagedIdentity);
    assert_eq!(chosen(&service[..1]), Kind::Az);
    let mut empty = SECRET;
    empty[2].1 = "";
    assert_eq!(chosen(&empty), Kind::Az, "an empty variable counts as set");
}

#[test]
fn a_way_that_lacks_something_says_what() {
    for kind in Kind::ALL
        .into_iter()
        .filter(|kind| !kind.needs().is_empty())
    {
        let refused = choose(Some(kind), &azure(), &anywhere(), &[]).unwrap_err();
        let Error::Lacking { missing, .. } = &refused else {
            panic!("{refused:?}");
        };
        assert_eq!(missing, kind.needs());
        let said = refused.to_string();
        assert!(
            said.starts_with(&format!("signing in with `{}` needs ", kind.word())),
            "{said}"
        );
        assert!(!refused.help().is_empty());
    }
}

#[test]
fn the_sandbox_takes_its_own_credential_and_no_other() {
    let server = Server::start(|_| Answer::json(200, "{}"));
    let client = crate::net::client();
    for kind in Kind::ALL {
        let chosen = choose(Some(kind), &sandbox(&server), &client, &all_of(kind));
        match kind {
            Kind::Secret => assert_eq!(chosen.unwrap().kind, kind),
            _ => assert!(matches!(chosen, Err(Error::Sandbox { .. })), "{kind:?}"),
        }
    }
    let unasked = choose(None, &sandbox(&server), &client, &[]);
    assert!(
        matches!(unasked, Err(Error::Sandbox { kind: Kind::Az })),
        "{unasked:?}"
    );
}

#[test]
fn nothing_secret_is_shown() {
    let source = choose(None, &azure(), &anywhere(), &SECRET).unwrap();
    assert_eq!(format!("{source:?}"), "Source(secret)");
}

#[test]
fn each_way_has_a_word_of_its_own() {
    for kind in Kind::ALL {
        assert_eq!(Kind::of(kind.word()), Some(kind));
    }
    assert_eq!(Kind::of("password"), None);
}
