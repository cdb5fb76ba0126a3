//! The rows of AZURE.md 3.13: what a refusal means, and whether it is tried again.

use rolewright::azure::{Error, Meaning, Retry, Target};

use super::{NAME, SUBSCRIPTION, manager, run};
use crate::net::server::{Answer, Server};

fn refusal(status: u16, code: &str) -> (Error, usize) {
    let body =
        format!(r#"{{"error":{{"code":"{code}","message":"Said by \u001b[31mAzure\nagain."}}}}"#);
    let server = Server::start(move |_| {
        let answer = Answer::json(status, body.clone());
        answer.with("x-ms-correlation-request-id", "cafe-1")
    });
    let found = run(manager(&server).delete_role_assignment(Target::new(SUBSCRIPTION, NAME)));
    (found.unwrap_err(), server.asked().len())
}

#[test]
fn each_code_has_its_meaning_and_is_tried_as_often_as_it_is_worth() {
    let rows: &[(&[u16], &str, Meaning, Retry, usize)] = &[
        (
            &[409],
            "RoleAssignmentExists",
            Meaning::AssignmentExists,
            Retry::Never,
            1,
        ),
        (
            &[400],
            "RoleAssignmentUpdateNotPermitted",
            Meaning::NameTaken,
            Retry::Never,
            1,
        ),
        (
            &[409],
            "RoleDefinitionWithSameNameExists",
            Meaning::RoleNameTaken,
            Retry::Never,
            1,
        ),
        (
            &[400, 409],
            "RoleDefinitionHasAssignments",
            Meaning::RoleInUse,
            Retry::IfFresh,
            1,
        ),
        (
            &[400],
            "PrincipalNotFound",
            Meaning::PrincipalMissing,
            Retry::IfFresh,
            1,
        ),
        (
            &[400],
            "UnmatchedPrincipalType",
            Meaning::PrincipalKind,
            Retry::Never,
            1,
        ),
        (
            &[400],
            "PrincipalTypeNotSupported",
            Meaning::PrincipalUnfit,
            Retry::Never,
            1,
        ),
        (
            &[400],
            "InvalidPrincipalId",
            Meaning::Malformed,
            Retry::Never,
            1,
        ),
        (
            &[400],
            "RoleDefinitionDoesNotExist",
            Meaning::RoleMissing,
            Retry::IfFresh,
            1,
        ),
        (
            &[400, 403, 409],
            "RoleAssignmentLimitExceeded",
            Meaning::AssignmentLimit,
            Retry::Never,
            1,
        ),
        (
            &[400, 409],
            "RoleDefinitionLimitExceeded",
            Meaning::RoleLimit,
            Retry::Never,
            1,
        ),
        (
            &[400],
            "InvalidActionOrNotAction",
            Meaning::Operation,
            Retry::Never,
            1,
        ),
        (
            &[400],
            "LinkedInvalidPropertyId",
            Meaning::Malformed,
            Retry::Never,
            1,
        ),
        (
            &[403],
            "AuthorizationFailed",
            Meaning::Forbidden,
            Retry::Never,
            1,
        ),
        (&[403], "SomethingNew", Meaning::Forbidden, Retry::Never, 1),
        (
            &[403],
            "LinkedAuthorizationFailed",
            Meaning::ForbiddenLinked,
            Retry::Never,
            1,
        ),
        (
            &[403],
            "RequestDisallowedByPolicy",
            Meaning::Policy,
            Retry::Never,
            1,
        ),
        (&[409], "ScopeLocked", Meaning::Locked, Retry::Never, 1),
        (
            &[404],
            "ResourceGroupNotFound",
            Meaning::ScopeMissing,
            Retry::Never,
            1,
        ),
        (
            &[409],
            "AnotherOperationInProgress",
            Meaning::Race,
            Retry::Soon,
            4,
        ),
        (
            &[400],
            "RoleAssignmentRequestPolicyValidationFailed",
            Meaning::Schedule,
            Retry::Never,
            1,
        ),
        (
            &[429],
            "TooManyRequests",
            Meaning::Throttled,
            Retry::Later,
            4,
        ),
        (&[429], "SomethingNew", Meaning::Throttled, Retry::Later, 4),
        (
            &[408, 500, 502, 503, 504],
            "InternalServerError",
            Meaning::Trouble,
            Retry::Later,
            4,
        ),
        (
            &[401],
            "ExpiredAuthenticationToken",
            Meaning::Token,
            Retry::Token,
            2,
        ),
        (
            &[401],
            "InvalidAuthenticationTokenTenant",
            Meaning::Tenant,
            Retry::Never,
            1,
        ),
        (&[418], "SomethingNew", Meaning::Other, Retry::Never, 1),
    ];
    for (statuses, code, meaning, retry, asked) in rows {
        for status in *statuses {
            let (error, times) = refusal(*status, code);
            assert_eq!(error.meaning, *meaning, "{status} {code}");
            assert_eq!(error.retry(), *retry, "{status} {code}");
            assert_eq!(times, *asked, "{status} {code}");
            assert_eq!((error.status, error.code.as_str()), (Some(*status), *code));
        }
    }
}

#[test]
fn a_refusal_is_told_in_one_line_without_control_characters() {
    let (error, _) = refusal(409, "ScopeLocked");
    assert_eq!(
        error.to_string(),
        format!(
            "cannot delete the role assignment {NAME} at {SUBSCRIPTION}: a lock is in the way \
             (ScopeLocked, status 409): Said by  [31mAzure again."
        )
    );
    assert_eq!(error.correlation.as_deref(), Some("cafe-1"));
    assert!(!error.help().is_empty());
}

#[test]
fn the_policy_that_forbids_something_is_named() {
    let server = Server::start(|_| {
        Answer::json(
            403,
            r#"{"error":{"code":"RequestDisallowedByPolicy","message":"No.","additionalInfo":[
                {"type":"PolicyViolation","info":{"policyAssignmentId":"/assignment","policyDefinitionId":"/definition"}},
                {"type":"Other"}]}}"#,
        )
    });
    let found = run(manager(&server).delete_role_assignment(Target::new(SUBSCRIPTION, NAME)));
    assert_eq!(
        found.unwrap_err().message,
        "No. [/assignment] [/definition]"
    );
}

#[test]
fn what_a_broken_refusal_says_is_nothing() {
    for body in [
        "",
        "[]",
        "{",
        r#"{"error":7}"#,
        r#"{"error":{"code":null}}"#,
    ] {
        let server = Server::start(move |_| Answer::json(400, body));
        let found = run(manager(&server).delete_role_assignment(Target::new(SUBSCRIPTION, NAME)));
        let error = found.unwrap_err();
        assert_eq!(
            (error.meaning, error.code.as_str()),
            (Meaning::Other, ""),
            "{body}"
        );
    }
}

#[test]
fn an_endless_message_is_cut() {
    let long = "x".repeat(1 << 20);
    let server = Server::start(move |_| {
        Answer::json(
            400,
            format!(r#"{{"error":{{"code":"{long}","message":"{long}"}}}}"#),
        )
    });
    let found = run(manager(&server).delete_role_assignment(Target::new(SUBSCRIPTION, NAME)));
    let error = found.unwrap_err();
    assert_eq!((error.code.len(), error.message.len()), (100, 600));
}
