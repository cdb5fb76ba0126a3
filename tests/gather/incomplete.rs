//! What comes of answers that are not all there.

use rolewright::azure::Meaning;
use rolewright::gather::{Failure, Via};
use rolewright::observed::{self, Aspect};

use super::azure::{LAKE, TRAINER, start};
use super::{ONE, TENANT, TWO, read, wanted};
use crate::net::server::Answer;

fn forbidden() -> Answer {
    Answer::json(
        403,
        r#"{"error":{"code":"AuthorizationFailed","message":"no"}}"#,
    )
}

const NO: &str = "the identity that is signed in may not do this (AuthorizationFailed, status 403)";

#[test]
fn each_list_that_is_refused_is_a_gap_and_nothing_else_is() {
    let lists = [
        ("roleAssignments?", Aspect::RoleAssignments),
        ("roleDefinitions?", Aspect::RoleDefinitions),
        ("denyAssignments?", Aspect::DenyAssignments),
        ("locks?", Aspect::Locks),
        ("roleEligibilityScheduleInstances?", Aspect::Schedules),
        ("roleAssignmentScheduleInstances?", Aspect::Schedules),
    ];
    for (list, aspect) in lists {
        let server = start(move |asked, path| {
            (path.starts_with(ONE) && asked.path.contains(list)).then(forbidden)
        });
        let found = read(&server, &wanted(&[ONE, TWO]), Via::default()).unwrap();
        let index = found.index();
        assert_eq!(index.unread(aspect, ONE), Some(NO), "{list}");
        assert_eq!(index.unread(aspect, TWO), None, "{list}");
        assert_eq!(found.completeness.missing.len(), 1, "{list}");
        observed::read(observed::write(&found).as_bytes()).unwrap();
    }
}

#[test]
fn without_the_directory_groups_are_open() {
    let server = start(|_, path| {
        path.starts_with("/v1.0").then(|| {
            Answer::json(403, r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}"#)
        })
    });
    let found = read(&server, &wanted(&[ONE]), Via::default()).unwrap();
    let groups = &found.completeness.groups;
    assert_eq!(groups.len(), 1);
    assert_eq!(
        groups[0].reason,
        "the identity that is signed in may not do this (Authorization_RequestDenied, status 403)"
    );
    assert_eq!(found.role_assignments.len(), 4);
}

#[test]
fn a_resource_that_is_not_there_is_no_gap_and_one_that_is_hidden_is() {
    let server = start(|_, path| (path == format!("{ONE}{LAKE}")).then(forbidden));
    let trainer = format!("{TWO}{TRAINER}");
    let found = read(
        &server,
        &wanted(&[ONE, &format!("{ONE}{LAKE}"), &trainer]),
        Via::default(),
    )
    .unwrap();
    let missing: Vec<_> = found
        .completeness
        .missing
        .iter()
        .map(|gap| (gap.part.what, gap.part.of.as_str()))
        .collect();
    assert_eq!(missing, [(Aspect::Settings, &*format!("{ONE}{LAKE}"))]);
}

#[test]
fn an_entry_that_azure_would_not_write_is_left_out_and_told() {
    let server = start(|asked, path| {
        let odd = r#"{"value":[{"name":"../../x","properties":{"scope":"/subscriptions/\u001b[31m","roleDefinitionId":"r","principalId":"p"}}]}"#;
        (path.starts_with(ONE) && asked.path.contains("roleAssignments?"))
            .then(|| Answer::json(200, odd))
    });
    let found = read(&server, &wanted(&[ONE]), Via::default()).unwrap();
    assert!(found.role_assignments.iter().all(|one| one.is_eligible()));
    assert_eq!(
        found.index().unread(Aspect::RoleAssignments, ONE),
        Some("an entry is not written as Azure writes it")
    );
    observed::read(observed::write(&found).as_bytes()).unwrap();
}

#[test]
fn a_refused_sign_in_ends_the_reading() {
    let server = start(|_, _| {
        Some(Answer::json(
            401,
            r#"{"error":{"code":"InvalidAuthenticationToken","message":"x"}}"#,
        ))
    });
    let failure = read(&server, &wanted(&[ONE]), Via::default()).unwrap_err();
    assert!(
        matches!(&failure, Failure::Azure(error) if error.meaning == Meaning::Token),
        "{failure:?}"
    );
}

#[test]
fn another_tenant_is_refused() {
    let server = start(|_, _| None);
    let mut other = wanted(&[ONE]);
    other.tenant = Some("88888888-8888-4888-8888-888888888888".into());
    let failure = read(&server, &other, Via::default()).unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!(
            "{ONE} is of tenant {TENANT}, and the policy is for 88888888-8888-4888-8888-888888888888"
        )
    );
    other.tenant = None;
    assert_eq!(
        read(&server, &other, Via::default()).unwrap().tenant,
        TENANT
    );
}

#[test]
fn without_scopes_there_is_nothing_to_read() {
    let server = start(|_, _| None);
    let failure = read(&server, &wanted(&["/", "/providers/other"]), Via::default()).unwrap_err();
    assert!(matches!(failure, Failure::Nothing), "{failure:?}");
    assert!(server.asked().is_empty());
}

#[test]
fn rows_that_resource_graph_loses_are_a_gap() {
    let server = start(|_, path| {
        path.contains("ResourceGraph")
            .then(|| Answer::json(200, r#"{"data":[],"resultTruncated":"true"}"#))
    });
    let found = read(&server, &wanted(&[ONE]), Via::ResourceGraph).unwrap();
    let reason = found.index().unread(Aspect::RoleAssignments, ONE).unwrap();
    assert!(reason.contains("rows are missing"), "{reason}");
}
