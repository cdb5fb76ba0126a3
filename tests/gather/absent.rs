//! What is known not to be there: what Azure says so of, and nothing else.

use std::time::Duration;

use rolewright::gather::{Via, asked};
use rolewright::observed::{self, Aspect, Snapshot};
use serde_json::json;

use super::azure::{LAKE, start};
use super::{ONE, TENANT, TWO, read, wanted};
use crate::net::server::{Answer, Asked, Server};

const GROUP: &str = "/providers/Microsoft.Management/managementGroups/lone";
const GONE: &str = "/subscriptions/33333333-3333-4333-8333-333333333333";

fn refusal(status: u16, code: &str) -> Answer {
    let body = json!({"error": {"code": code, "message": "no"}});
    Answer::json(status, body.to_string())
}

/// Starts a small Azure in which everything at and below an id is refused.
fn without(id: &str, status: u16, code: &'static str) -> Server {
    let id = id.to_owned();
    start(move |_, path| path.starts_with(&id).then(|| refusal(status, code)))
}

/// Reads, and has what was read survive being written.
#[track_caller]
fn found(server: &Server, scopes: &[&str]) -> Snapshot {
    let found = read(server, &wanted(scopes), Via::default()).unwrap();
    let again = observed::read(observed::write(&found).as_bytes()).unwrap();
    assert_eq!(again.absent, found.absent);
    found
}

/// Lists what was asked for at an id itself, and in a list of what is attached to it.
fn asked_of(server: &Server, id: &str) -> Vec<Asked> {
    let start = format!("{id}?");
    let mut asked = server.asked();
    asked.retain(|one| one.path.starts_with(&start));
    asked
}

#[test]
fn a_scope_at_which_lists_are_read_is_absent_where_they_say_so() {
    let train = format!("{ONE}/resourceGroups/train");
    let cases = [
        (train.as_str(), "ResourceGroupNotFound"),
        (GONE, "SubscriptionNotFound"),
        (GROUP, "ManagementGroupNotFound"),
    ];
    for (id, code) in cases {
        let server = without(id, 404, code);
        let there = found(&server, &[id, TWO]);
        assert_eq!(there.absent, [id], "{code}");
        assert_eq!(there.completeness.missing, [], "{code}");
        assert!(there.tree.iter().all(|one| one.id != id), "{code}");
        assert_eq!(there.index().absent(&format!("{id}/x/y")), Some(id));
        let unread = |id| there.index().unread(Aspect::RoleAssignments, id);
        assert_eq!(unread(id), Some("it is not there"));
        assert_eq!((unread(TWO), there.index().absent(TWO)), (None, None));
    }
    let server = without(&train, 404, "ResourceGroupNotFound");
    found(&server, &[&train]);
    assert!(asked_of(&server, &train).is_empty(), "the lists tell");
}

/// Azure refuses what one may not see; and other answers that say nothing are not its word either.
#[test]
fn what_is_hidden_may_be_there() {
    let train = format!("{ONE}/resourceGroups/train");
    let answers = [
        (403, "AuthorizationFailed"),
        (404, "NotFound"),
        (403, "ResourceGroupNotFound"),
        (400, "SubscriptionNotFound"),
    ];
    for (status, code) in answers {
        for id in [train.as_str(), GONE, GROUP] {
            let there = found(&without(id, status, code), &[id, TWO]);
            assert_eq!(there.absent.len(), 0, "{id} {status} {code}");
            let gaps = &there.completeness.missing;
            assert!(gaps.iter().any(|gap| gap.part.of == id), "{id} {status}");
        }
    }
    // The code of another kind of scope says nothing about this one.
    let there = found(&without(GROUP, 404, "ResourceGroupNotFound"), &[GROUP, TWO]);
    assert_eq!(there.absent.len(), 0);
}

#[test]
fn a_group_below_a_subscription_is_asked_for_once() {
    let train = format!("{ONE}/resourceGroups/train");
    let scopes = [ONE, train.as_str(), &train.to_uppercase()];
    let server = without(&train, 404, "ResourceGroupNotFound");
    assert_eq!(found(&server, &scopes).absent, [train.as_str()]);
    assert_eq!(asked_of(&server, &train).len(), 1);
    let server = start({
        let id = train.clone();
        let group =
            json!({"id": id, "name": "train", "type": "Microsoft.Resources/resourceGroups"});
        move |_, path| (path == id).then(|| Answer::json(200, group.to_string()))
    });
    let there = found(&server, &scopes);
    assert_eq!(there.absent.len(), 0);
    assert_eq!(there.index().unread(Aspect::Settings, &train), None);
    let forbidden = without(&train, 403, "AuthorizationFailed");
    let there = found(&forbidden, &scopes);
    assert_eq!(there.absent.len(), 0);
    assert!(there.completeness.missing[0].reason.contains("may not do"));
}

/// Of a group that holds something that is asked for anyway, that tells.
#[test]
fn what_lies_in_a_group_tells_of_the_group() {
    let (train, lake) = (
        format!("{ONE}/resourceGroups/train"),
        format!("{ONE}{LAKE}"),
    );
    let scopes = [ONE, train.as_str(), lake.as_str()];
    let codes = [
        ("ResourceGroupNotFound", &train),
        ("ResourceNotFound", &lake),
    ];
    for (code, absent) in codes {
        let server = without(&train, 404, code);
        assert_eq!(found(&server, &scopes).absent, [absent.as_str()]);
        assert!(asked_of(&server, &train).is_empty());
    }
}

/// No answer is waited for before a group is asked for.
#[test]
fn groups_are_asked_for_beside_everything_else() {
    let group = format!("{ONE}/resourceGroups/train");
    let server = start(move |asked, path| {
        if path == ONE {
            let id = path.rsplit('/').next()?;
            let body = json!({"subscriptionId": id, "tenantId": TENANT});
            return Some(Answer::json(200, body.to_string()));
        }
        let list = path.ends_with("/roleAssignments") && !asked.path.contains("more=1");
        let next = format!("https://{}{}&more=1", asked.header("host")?, asked.path);
        list.then(|| Answer {
            delay: Duration::from_millis(200),
            ..Answer::json(200, json!({"value": [], "nextLink": next}).to_string())
        })
    });
    read(&server, &wanted(&[ONE, &group]), Via::default()).unwrap();
    let asked = server.asked();
    let at = |what: &str| {
        asked
            .iter()
            .position(|one| one.path.contains(what))
            .unwrap()
    };
    assert!(at(&format!("{group}?")) < at("more=1"));
}

#[test]
fn the_right_to_see_a_group_is_asked_for_where_it_is_read() {
    const READ: &str = "Microsoft.Resources/subscriptions/resourceGroups/read";
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).into()).collect::<Vec<_>>();
    let group = format!("{ONE}/resourceGroups/train");
    let needs = |scopes: &[&str]| asked(&ids(scopes)).operations.contains(READ);
    assert!(needs(&[ONE, &group]));
    assert!(!needs(&[&group]), "its lists tell");
    assert!(!needs(&[ONE, &group, &format!("{ONE}{LAKE}")]));
}
