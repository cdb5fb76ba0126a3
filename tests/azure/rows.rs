//! Every row of the table of refusals (AZURE.md 3.13), provoked in the sandbox over a real connection:
//! what a person is told, what it means, and how often it is tried.
//!
//! Where nobody documents the status, the code is answered with each that may be. What the sandbox
//! never says by itself is ordered.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use async_trait::async_trait;
use rolewright::azure::{
    Error, Manager, Meaning, NewRoleAssignment, NewRoleDefinition, Permission, Retry, Target,
};
use rolewright::net::{Authorize, Origin, Silent, Token};
use rolewright::sandbox::{Method, Orders};
use serde_json::{Value, json};

use super::run;
use crate::apply::cloud::Cloud;
use crate::net::{QUICK, client};
use crate::sandbox::{
    ANN, GROUP, OTHER, OWNER, READER, ROBOT, ROBOT_APP, SUB, TEAM, assignment, definition, grant,
    guid, role,
};
use crate::support::snapshot;

/// The rows of the table, each with its codes; a row without a code of its own has a word for it.
const ROWS: &[&[&str]] = &[
    &["RoleAssignmentExists"],
    &["RoleAssignmentUpdateNotPermitted"],
    &["RoleDefinitionWithSameNameExists"],
    &["RoleDefinitionHasAssignments"],
    &["PrincipalNotFound"],
    &["UnmatchedPrincipalType"],
    &["PrincipalTypeNotSupported"],
    &[
        "InvalidPrincipalId",
        "InvalidRoleDefinitionId",
        "InvalidRoleAssignmentId",
        "BadRequestFormat",
    ],
    &["RoleDefinitionDoesNotExist"],
    &["not assignable at the scope"],
    &["RoleAssignmentLimitExceeded"],
    &["RoleDefinitionLimitExceeded"],
    &[
        "InvalidActionOrNotAction",
        "InvalidDataActionOrNotDataAction",
    ],
    &["LinkedInvalidPropertyId"],
    &["condition invalid", "conditionVersion missing"],
    &["AuthorizationFailed", "constrained delegation"],
    &["LinkedAuthorizationFailed"],
    &["RequestDisallowedByPolicy"],
    &["last administrator"],
    &["ScopeLocked"],
    &[
        "ResourceNotFound",
        "ResourceGroupNotFound",
        "SubscriptionNotFound",
        "ManagementGroupNotFound",
    ],
    &[
        "Conflict",
        "AnotherOperationInProgress",
        "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
    ],
    &["RoleAssignmentRequestPolicyValidationFailed"],
    &[
        "TooManyRequests",
        "SubscriptionRequestsThrottled",
        "OperationNotAllowed",
    ],
    &["408, 500, 502, 503, 504"],
    &[
        "ExpiredAuthenticationToken",
        "InvalidAuthenticationTokenTenant",
    ],
];

/// What is tried.
type Deed = fn(&Manager) -> Result<(), Error>;

/// One refusal.
struct Case {
    /// A code of the table, or the word that stands for it.
    row: &'static str,
    /// What the server says.
    code: &'static str,
    statuses: &'static [u16],
    how: How,
    meaning: Meaning,
    retry: Retry,
    /// So often it is sent.
    tries: usize,
}

/// How a refusal comes about.
enum How {
    /// By what is asked of a world that was made ready for it.
    Natural(fn(&Cloud), Deed),
    /// The same, asked by one who is not the first principal.
    Robot(fn(&Cloud), Deed),
    /// By an order.
    Ordered,
}

/// Somebody with a token of the sandbox.
struct Signed(String);

#[async_trait]
impl Authorize for Signed {
    async fn token(&self, _: bool) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Token::new(self.0.clone()))
    }
}

const NAME: &str = "dddddddd-0000-4000-8000-000000000001";
const READ: &str =
    "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

fn reader<'n>() -> NewRoleAssignment<'n> {
    NewRoleAssignment {
        role_definition_id: READ,
        principal_id: TEAM,
        principal_type: "Group",
        description: None,
        condition: None,
        condition_version: None,
    }
}

fn put(
    manager: &Manager,
    scope: &str,
    name: &str,
    new: NewRoleAssignment<'_>,
) -> Result<(), Error> {
    run(manager.put_role_assignment(Target::new(scope, name), new)).map(drop)
}

fn to(manager: &Manager, who: &str, kind: &str) -> Result<(), Error> {
    let new = NewRoleAssignment {
        principal_id: who,
        principal_type: kind,
        ..reader()
    };
    put(manager, GROUP, NAME, new)
}

fn of(manager: &Manager, role: &str) -> Result<(), Error> {
    let new = NewRoleAssignment {
        role_definition_id: role,
        ..reader()
    };
    put(manager, GROUP, NAME, new)
}

fn at(manager: &Manager, scope: &str) -> Result<(), Error> {
    put(manager, scope, NAME, reader())
}

fn define(manager: &Manager, name: &str, scopes: &[&str], block: Permission) -> Result<(), Error> {
    let scopes: Vec<_> = scopes.iter().map(|scope| (*scope).into()).collect();
    let new = NewRoleDefinition {
        role_name: name,
        description: "",
        permissions: &[block],
        assignable_scopes: &scopes,
    };
    run(manager.put_role_definition(Target::new(SUB, &guid(8)), new)).map(drop)
}

fn allows(action: &str) -> Permission {
    Permission {
        actions: vec![action.into()],
        ..Permission::default()
    }
}

fn condition(manager: &Manager, text: &str, version: Option<&str>) -> Result<(), Error> {
    let new = NewRoleAssignment {
        condition: Some(text),
        condition_version: version,
        ..reader()
    };
    put(manager, GROUP, NAME, new)
}

fn unassign(manager: &Manager, scope: &str) -> Result<(), Error> {
    run(manager.delete_role_assignment(Target::new(scope, NAME))).map(drop)
}

/// Returns a case that the sandbox answers by itself.
fn natural(
    row: &'static str,
    statuses: &'static [u16],
    (meaning, retry): (Meaning, Retry),
    ready: fn(&Cloud),
    deed: Deed,
) -> Case {
    Case {
        row,
        code: row,
        statuses,
        how: How::Natural(ready, deed),
        meaning,
        retry,
        tries: 1,
    }
}

/// Returns a case that has to be ordered.
fn ordered(
    row: &'static str,
    statuses: &'static [u16],
    (meaning, retry): (Meaning, Retry),
    tries: usize,
) -> Case {
    Case {
        row,
        code: row,
        statuses,
        how: How::Ordered,
        meaning,
        retry,
        tries,
    }
}

fn assigned(cloud: &Cloud, scope: &str, number: u32, role: &str, who: &str) {
    let (status, body) = cloud.call(Method::Put, &assignment(scope, number), grant(role, who));
    assert_eq!(status, 201, "{body}");
}

fn defined(cloud: &Cloud, scope: &str) {
    let body = role("mine", &[scope], &["*/read"]);
    let (status, body) = cloud.call(Method::Put, &definition(SUB, 8), body);
    assert_eq!(status, 201, "{body}");
}

fn limits(cloud: &Cloud, of: &str) {
    let orders = json!({"limits": {of: 1}});
    let (status, body) = cloud.call(Method::Get, "/sandbox/orders", Value::Null);
    assert_eq!(status, 200, "{body}");
    let mut all = body;
    all["limits"][of] = orders["limits"][of].clone();
    assert_eq!(cloud.call(Method::Put, "/sandbox/orders", all).0, 200);
}

/// The refusals of assignments and roles that the sandbox gives by itself.
fn own() -> Vec<Case> {
    use Meaning as M;
    const NEVER: Retry = Retry::Never;
    const FRESH: Retry = Retry::IfFresh;
    vec![
        natural(
            "RoleAssignmentExists",
            &[409],
            (M::AssignmentExists, NEVER),
            |cloud| assigned(cloud, GROUP, 2, READER, TEAM),
            |azure| at(azure, GROUP),
        ),
        natural(
            "RoleAssignmentUpdateNotPermitted",
            &[400],
            (M::NameTaken, NEVER),
            |cloud| assigned(cloud, GROUP, 1, READER, ANN),
            |azure| at(azure, GROUP),
        ),
        natural(
            "RoleDefinitionWithSameNameExists",
            &[409],
            (M::RoleNameTaken, NEVER),
            |_| {},
            |azure| define(azure, "Reader", &[SUB], allows("*/read")),
        ),
        natural(
            "RoleDefinitionHasAssignments",
            &[400, 409],
            (M::RoleInUse, FRESH),
            |cloud| {
                defined(cloud, SUB);
                assigned(cloud, GROUP, 2, &guid(8), TEAM);
            },
            |azure| run(azure.delete_role_definition(Target::new(SUB, &guid(8)))).map(drop),
        ),
        natural(
            "UnmatchedPrincipalType",
            &[400],
            (M::PrincipalKind, NEVER),
            |_| {},
            |azure| to(azure, ANN, "Group"),
        ),
        natural(
            "InvalidPrincipalId",
            &[400],
            (M::Malformed, NEVER),
            |_| {},
            |azure| to(azure, "ann@contoso.com", "User"),
        ),
        natural(
            "InvalidRoleDefinitionId",
            &[400],
            (M::Malformed, NEVER),
            |_| {},
            |azure| of(azure, "/providers/Microsoft.Authorization/roles/x"),
        ),
        natural(
            "InvalidRoleAssignmentId",
            &[400],
            (M::Malformed, NEVER),
            |_| {},
            |azure| put(azure, GROUP, "my-name", reader()),
        ),
        natural(
            "BadRequestFormat",
            &[400],
            (M::Malformed, NEVER),
            |_| {},
            |azure| define(azure, "", &[SUB], allows("*/read")),
        ),
        natural(
            "RoleDefinitionDoesNotExist",
            &[400, 404],
            (M::RoleMissing, FRESH),
            |_| {},
            |azure| {
                of(
                    azure,
                    "/providers/Microsoft.Authorization/roleDefinitions/dddddddd-0000-4000-8000-000000000008",
                )
            },
        ),
        Case {
            row: "not assignable at the scope",
            ..natural(
                "RoleDefinitionDoesNotExist",
                &[400],
                (M::RoleMissing, FRESH),
                |cloud| defined(cloud, OTHER),
                |azure| {
                    of(
                        azure,
                        "/providers/Microsoft.Authorization/roleDefinitions/dddddddd-0000-4000-8000-000000000008",
                    )
                },
            )
        },
        natural(
            "RoleAssignmentLimitExceeded",
            &[400, 403, 409],
            (M::AssignmentLimit, NEVER),
            |cloud| {
                assigned(cloud, SUB, 2, READER, ANN);
                limits(cloud, "assignments_of_subscription");
            },
            |azure| at(azure, GROUP),
        ),
        natural(
            "RoleDefinitionLimitExceeded",
            &[400, 409],
            (M::RoleLimit, NEVER),
            |cloud| {
                cloud.call(
                    Method::Put,
                    &definition(SUB, 9),
                    role("other", &[SUB], &["*/read"]),
                );
                limits(cloud, "custom_roles");
            },
            |azure| define(azure, "one more", &[SUB], allows("*/read")),
        ),
        natural(
            "InvalidActionOrNotAction",
            &[400],
            (M::Operation, NEVER),
            |_| {},
            |azure| define(azure, "a", &[SUB], allows("Contoso.Nothing/things/read")),
        ),
        natural(
            "InvalidDataActionOrNotDataAction",
            &[400],
            (M::Operation, NEVER),
            |_| {},
            |azure| {
                define(
                    azure,
                    "a",
                    &[SUB],
                    Permission {
                        data_actions: vec!["Microsoft.Storage/storageAccounts/write".into()],
                        ..allows("*/read")
                    },
                )
            },
        ),
        natural(
            "LinkedInvalidPropertyId",
            &[400],
            (M::Malformed, NEVER),
            |_| {},
            |azure| of(azure, READER),
        ),
        Case {
            row: "condition invalid",
            ..natural(
                "InvalidRoleAssignmentCondition",
                &[400],
                (M::Malformed, NEVER),
                |_| {},
                |azure| condition(azure, "((", Some("2.0")),
            )
        },
        Case {
            row: "conditionVersion missing",
            ..natural(
                "InvalidRoleAssignmentCondition",
                &[400],
                (M::Malformed, NEVER),
                |_| {},
                |azure| condition(azure, "@Resource[a/b:c] StringEquals 'd'", None),
            )
        },
        natural(
            "ScopeLocked",
            &[409],
            (M::Locked, NEVER),
            |cloud| {
                let lock = format!("{GROUP}/providers/Microsoft.Authorization/locks/still");
                cloud.call(
                    Method::Put,
                    &lock,
                    json!({"properties": {"level": "ReadOnly"}}),
                );
            },
            |azure| at(azure, GROUP),
        ),
        natural(
            "ResourceNotFound",
            &[404],
            (M::ScopeMissing, NEVER),
            |_| {},
            |azure| {
                at(
                    azure,
                    &format!("{GROUP}/providers/Microsoft.Storage/storageAccounts/none"),
                )
            },
        ),
        natural(
            "ResourceGroupNotFound",
            &[404],
            (M::ScopeMissing, NEVER),
            |_| {},
            |azure| at(azure, &format!("{SUB}/resourceGroups/none")),
        ),
        natural(
            "SubscriptionNotFound",
            &[404],
            (M::ScopeMissing, NEVER),
            |_| {},
            |azure| at(azure, "/subscriptions/33333333-3333-4333-8333-333333333333"),
        ),
        natural(
            "ManagementGroupNotFound",
            &[404],
            (M::ScopeMissing, NEVER),
            |_| {},
            |azure| {
                at(
                    azure,
                    "/providers/Microsoft.Management/managementGroups/none",
                )
            },
        ),
    ]
}

/// The refusals for want of rights.
fn rights() -> Vec<Case> {
    use Meaning as M;
    let robot = |row, code, status, meaning, ready: fn(&Cloud), deed: Deed| Case {
        row,
        code,
        statuses: status,
        how: How::Robot(ready, deed),
        meaning,
        retry: Retry::Never,
        tries: 1,
    };
    vec![
        robot(
            "AuthorizationFailed",
            "AuthorizationFailed",
            &[403],
            M::Forbidden,
            |_| {},
            |azure| at(azure, GROUP),
        ),
        robot(
            "constrained delegation",
            "AuthorizationFailed",
            &[403],
            M::Forbidden,
            |cloud| {
                let mut body = grant(OWNER, ROBOT);
                let only = format!(
                    "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR \
                     (@Request[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {{{ANN}}}))"
                );
                body["properties"]["condition"] = json!(only);
                body["properties"]["conditionVersion"] = json!("2.0");
                let (status, said) = cloud.call(Method::Put, &assignment(SUB, 3), body);
                assert_eq!(status, 201, "{said}");
            },
            |azure| at(azure, GROUP),
        ),
        robot(
            "LinkedAuthorizationFailed",
            "LinkedAuthorizationFailed",
            &[403],
            M::ForbiddenLinked,
            |cloud| assigned(cloud, SUB, 3, OWNER, ROBOT),
            |azure| define(azure, "mine", &[SUB, OTHER], allows("*/read")),
        ),
        robot(
            "last administrator",
            "LastRbacAdminAssignment",
            &[400, 403, 409],
            M::LastAdministrator,
            |cloud| assigned(cloud, SUB, 1, OWNER, ROBOT),
            |azure| unassign(azure, SUB),
        ),
    ]
}

/// The refusals that only come when they are ordered.
fn by_order() -> Vec<Case> {
    use Meaning as M;
    const RACE: (Meaning, Retry) = (Meaning::Race, Retry::Soon);
    const BUSY: (Meaning, Retry) = (Meaning::Throttled, Retry::Later);
    vec![
        // Whoever names the type of a principal is not told that the directory lacks it.
        ordered(
            "PrincipalNotFound",
            &[400],
            (M::PrincipalMissing, Retry::IfFresh),
            1,
        ),
        ordered(
            "PrincipalTypeNotSupported",
            &[400],
            (M::PrincipalUnfit, Retry::Never),
            1,
        ),
        ordered(
            "RequestDisallowedByPolicy",
            &[403],
            (M::Policy, Retry::Never),
            1,
        ),
        ordered("Conflict", &[409], RACE, 4),
        ordered("AnotherOperationInProgress", &[409], RACE, 4),
        ordered(
            "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
            &[409],
            RACE,
            4,
        ),
        ordered(
            "RoleAssignmentRequestPolicyValidationFailed",
            &[400],
            (M::Schedule, Retry::Never),
            1,
        ),
        ordered("TooManyRequests", &[429], BUSY, 4),
        ordered("SubscriptionRequestsThrottled", &[429], BUSY, 4),
        ordered("OperationNotAllowed", &[429], BUSY, 4),
        Case {
            code: "InternalServerError",
            ..ordered(
                "408, 500, 502, 503, 504",
                &[408, 500, 502, 503, 504],
                (M::Trouble, Retry::Later),
                4,
            )
        },
        ordered(
            "ExpiredAuthenticationToken",
            &[401],
            (M::Token, Retry::Token),
            2,
        ),
        ordered(
            "InvalidAuthenticationTokenTenant",
            &[401],
            (M::Tenant, Retry::Never),
            1,
        ),
    ]
}

/// Provokes a refusal; returns what came of it, and how often it was sent.
fn provoke(case: &Case, status: u16) -> (Error, usize) {
    let mut orders: Orders = Orders::default();
    orders.statuses.insert(case.code.to_owned(), status);
    if let How::Ordered = case.how {
        let fault = json!({
            "method": "PUT", "path": "roleAssignments",
            "what": {"status": {"status": status, "code": case.code}},
        });
        orders.faults.push(serde_json::from_value(fault).unwrap());
    }
    let cloud = Cloud::told("", orders);
    let nothing: fn(&Cloud) = |_| {};
    let (ready, deed, robot): (fn(&Cloud), Deed, bool) = match case.how {
        How::Natural(ready, deed) => (ready, deed, false),
        How::Robot(ready, deed) => (ready, deed, true),
        How::Ordered => (nothing, |azure| at(azure, GROUP), false),
    };
    ready(&cloud);
    let token = match robot {
        true => cloud.token_of(ROBOT_APP, "robot secret"),
        false => cloud.token(),
    };
    let origin = Origin::parse(&cloud.server.origin()).unwrap();
    let azure = Manager::new(
        (client(), origin),
        Arc::new(Signed(token)),
        Arc::new(Silent),
    );
    let ended = deed(&azure.with_patience(QUICK));
    let error = ended.expect_err(case.row);
    (error, cloud.server.asked().len())
}

#[test]
fn every_row_is_provoked_told_and_tried_as_often_as_it_is_worth() {
    let cases: Vec<_> = [own(), rights(), by_order()]
        .into_iter()
        .flatten()
        .collect();
    let rows: BTreeSet<_> = ROWS.iter().flat_map(|row| row.iter().copied()).collect();
    let provoked: BTreeSet<_> = cases.iter().map(|case| case.row).collect();
    assert_eq!(provoked, rows, "a row of the table is not provoked");
    let mut told = String::new();
    for case in &cases {
        for status in case.statuses {
            let (error, tries) = provoke(case, *status);
            let row = (case.row, *status);
            assert_eq!(
                (error.status, &*error.code),
                (Some(*status), case.code),
                "{row:?}: {error}"
            );
            assert_eq!(
                (error.meaning, error.retry()),
                (case.meaning, case.retry),
                "{row:?}"
            );
            assert_eq!(tries, case.tries, "{row:?}");
            if status == &case.statuses[0] {
                let sent = if tries == 1 {
                    "sent once"
                } else {
                    "sent several times"
                };
                let _ = writeln!(
                    told,
                    "{} ({sent})\n  {error}\n  help: {}\n",
                    case.row,
                    error.help()
                );
            }
        }
    }
    snapshot("azure", "rows", &told);
}
