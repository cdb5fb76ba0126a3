//! Every row of the table of refusals (AZURE.md 3.13), as whoever plans and applies meets it: what a
//! person is told, and what the sandbox was sent, how often.
//!
//! Each cause is met twice: before the plan is made, and while it is carried out, right before the
//! write that it is about. Where nobody documents the status, the code is answered with each that may
//! be. What no state of the sandbox brings about is ordered.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rolewright::cli::Exit;
use rolewright::compile::names::assignment_name;
use rolewright::sandbox::{LogLine, Method, Orders};
use serde_json::{Value, json};

use super::cloud::{Back, Cloud};
use crate::sandbox::{
    ANN, GROUP, MANAGEMENT, OTHER, OWNER, READER, ROBOT, ROBOT_APP, STORE, SUB, TEAM, assignment,
    definition, grant, role,
};
use crate::support::snapshot;

/// The rows of the table, each with its codes; a row without a code of its own has a word for it.
const ROWS: &[&str] = &[
    "RoleAssignmentExists",
    "RoleAssignmentUpdateNotPermitted",
    "RoleDefinitionWithSameNameExists",
    "RoleDefinitionHasAssignments",
    "PrincipalNotFound",
    "UnmatchedPrincipalType",
    "PrincipalTypeNotSupported",
    "InvalidPrincipalId / InvalidRoleDefinitionId / InvalidRoleAssignmentId / BadRequestFormat",
    "RoleDefinitionDoesNotExist",
    "not assignable at the scope",
    "RoleAssignmentLimitExceeded",
    "RoleDefinitionLimitExceeded",
    "InvalidActionOrNotAction / InvalidDataActionOrNotDataAction",
    "LinkedInvalidPropertyId",
    "condition invalid / conditionVersion missing",
    "AuthorizationFailed / constrained delegation",
    "LinkedAuthorizationFailed",
    "RequestDisallowedByPolicy",
    "last administrator",
    "ScopeLocked",
    "ResourceNotFound / ResourceGroupNotFound / SubscriptionNotFound / ManagementGroupNotFound",
    "Conflict / AnotherOperationInProgress / ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
    "RoleAssignmentRequestPolicyValidationFailed",
    "TooManyRequests / SubscriptionRequestsThrottled / OperationNotAllowed",
    "408, 500, 502, 503, 504",
    "ExpiredAuthenticationToken / InvalidAuthenticationTokenTenant",
];

const HEAD: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" }
environment lab {
    tier development
    subscription \"11111111-1111-4111-8111-111111111111\"
    within resource-group \"rg-ml\"
}
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
";
/// One write, of an assignment.
const READS: &str = "grant \"Reader\" to crew on lab\n";
/// A write of a role, then one of its assignment.
const LOOKS: &str =
    "role looker on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to crew on lab
";
const LOOKS_AT_TWO: &str =
    "environment far { tier development subscription \"22222222-2222-4222-8222-222222222222\" }
role looker on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to crew on dev, far
";
/// A role of others.
const VENDOR: &str = "role vendor existing on environment {
    object-id \"dddddddd-0000-4000-8000-000000000008\"
    actions \"Microsoft.Storage/storageAccounts/read\"
}
grant vendor to crew on lab
";
const OWNS: &str = "grant \"Owner\" to crew on dev\n";
const AT_STORE: &str = "storage lake in lab { name \"lake\" }
grant \"Reader\" to crew on lake@lab
";
const AT_GROUP: &str = "management-group lone { id \"lone\" }
grant \"Reader\" to crew on lone
";
const LONE: &str = "/providers/Microsoft.Management/managementGroups/lone";

/// What somebody else does right before the n-th write of a kind, from 1.
type Meddler = Box<dyn FnMut(usize, &Back) + Send>;

/// How a refusal comes about.
enum Cause {
    /// By what the world comes to be.
    World(fn() -> Meddler),
    /// By order: so often, or for good.
    Order(Option<u32>),
    /// By order; a policy that asks for it is refused before anybody is asked.
    Slip(&'static str),
}

/// One refusal.
struct Case {
    /// A code of the table, or the word that stands for it.
    row: &'static str,
    /// What Azure says.
    code: &'static str,
    statuses: &'static [u16],
    /// Which writes it is about.
    of: &'static str,
    cause: Cause,
    /// What the world is like at first.
    ready: fn(&Cloud),
    /// What was carried out before.
    applied: Option<&'static str>,
    policy: &'static str,
    /// It is carried out by one whose rights have an end.
    robot: bool,
}

impl Case {
    /// Makes the case of a write of one assignment.
    fn of(row: &'static str, statuses: &'static [u16], cause: Cause) -> Self {
        Self {
            row,
            code: row,
            statuses,
            of: "roleAssignments",
            cause,
            ready: |_| {},
            applied: None,
            policy: READS,
            robot: false,
        }
    }

    /// Makes the case of a write of a role.
    fn of_role(row: &'static str, statuses: &'static [u16], cause: Cause) -> Self {
        Self {
            of: "roleDefinitions",
            policy: LOOKS,
            ..Self::of(row, statuses, cause)
        }
    }

    /// Begins the world of a case.
    fn cloud(&self, status: u16) -> Cloud {
        let mut orders = Orders::default();
        orders.statuses.insert(self.code.to_owned(), status);
        let times = match self.cause {
            Cause::World(_) => Some(0),
            Cause::Order(times) => times,
            Cause::Slip(_) => None,
        };
        let what = json!({"status": {
            "status": status, "code": self.code,
            "retry_after": if status == 429 { Some(2) } else { None },
        }});
        let fault = json!({"method": "PUT", "path": self.of, "times": times, "what": what});
        orders.faults.push(serde_json::from_value(fault).unwrap());
        let cloud = Cloud::told(HEAD, orders);
        let settings = "[lint.rules]\nowner-at-subscription = \"off\"\n";
        cloud.folder.write("policies/rolewright.toml", settings);
        if self.robot {
            put(&cloud, &assignment(MANAGEMENT, 20), grant(OWNER, ROBOT));
            put(&cloud, &assignment(OTHER, 21), grant(OWNER, ROBOT));
        }
        (self.ready)(&cloud);
        if let Some(before) = self.applied {
            self.policy(&cloud, before);
            let (seen, exit) = self.run(&cloud, &["plan", "policies", "--out", "first.json"]);
            assert_eq!(exit, Exit::Clean, "{}: {seen}", self.row);
            let (seen, exit) = self.run(&cloud, &["apply", "first.json", "--yes"]);
            assert_eq!(exit, Exit::Clean, "{}: {seen}", self.row);
        }
        self.policy(&cloud, self.policy);
        cloud
    }

    fn policy(&self, cloud: &Cloud, text: &str) {
        cloud.folder.write("policies/a.rw", format!("{HEAD}{text}"));
    }

    /// Runs a command; returns what a person sees and how it ended.
    fn run(&self, cloud: &Cloud, arguments: &[&str]) -> (String, Exit) {
        let ran = match self.robot {
            true => cloud.run_as((ROBOT_APP, "robot secret"), arguments, None),
            false => cloud.run(arguments, None),
        };
        let seen = match arguments[0] {
            "apply" => ran.err,
            _ => format!("{}{}", ran.out, ran.err),
        };
        (seen, ran.exit)
    }

    /// Returns what `plan` says where the cause is there already.
    fn planned(&self) -> String {
        let cloud = self.cloud(self.statuses[0]);
        match self.cause {
            Cause::World(meddler) => meddler()(1, &cloud),
            Cause::Slip(policy) => self.policy(&cloud, policy),
            Cause::Order(_) => return String::new(),
        }
        let (seen, _) = self.run(&cloud, &["plan", "policies"]);
        let lines: Vec<_> = seen.lines().collect();
        // What matters: the findings of a policy, else what is refused, else what comes of it.
        let matters =
            |line: &&str| line.trim_start().starts_with("! ") || line.contains(" to create, ");
        let is_plan = lines[0].starts_with("plan of");
        let start = lines.iter().position(matters).filter(|_| is_plan);
        lines[start.unwrap_or(0)..].join("\n")
    }

    /// Returns what `apply` says where the cause comes up under it, and what the sandbox was sent.
    fn applied(&self, status: u16) -> (String, String) {
        let cloud = self.cloud(status);
        let (seen, exit) = self.run(&cloud, &["plan", "policies", "--out", "plan.json"]);
        assert_eq!(exit, Exit::Clean, "{}: {seen}", self.row);
        let before = cloud.log().len();
        if let Cause::World(meddler) = self.cause {
            let (mut meddler, of, mut nth) = (meddler(), self.of, 0);
            cloud.meddle(move |asked, back| {
                if asked.method != "GET" && asked.path.contains(of) {
                    nth += 1;
                    meddler(nth, back);
                }
            });
        }
        let (seen, exit) = self.run(&cloud, &["apply", "plan.json", "--yes"]);
        // What the server asks for, and a random part of a second.
        let seen = seen.replace("waiting 2 s: `", "waiting 3 s: `");
        let seen = format!("{}exit {}", seen, exit as u8);
        (seen, sent(&cloud.log()[before..], self.of))
    }
}

/// Says what was sent of a kind, and for a token in between, with the answers.
fn sent(log: &[LogLine], of: &str) -> String {
    let is_write = |line: &&LogLine| line.method != "GET" && line.target.contains(of);
    let Some(first) = log.iter().position(|line| is_write(&line)) else {
        return "nothing".to_owned();
    };
    let last = log.iter().rposition(|line| is_write(&line)).unwrap();
    let mut said = String::new();
    let mut before = "";
    for line in &log[first..=last] {
        let what = match line.method {
            "POST" if line.target.contains("/oauth2/") => "POST token",
            _ if is_write(&line) => line.method,
            _ => continue,
        };
        if what != before {
            let _ = write!(said, "{}{what}", if before.is_empty() { "" } else { ", " });
        }
        let _ = write!(said, " {}", line.status);
        before = what;
    }
    said
}

fn put(back: &Back, path: &str, body: Value) {
    let (status, said) = back.call(Method::Put, path, body);
    assert!(status < 300, "{path}: {said}");
}

fn remove(back: &Back, path: &str) {
    let (status, said) = back.call(Method::Delete, path, Value::Null);
    assert!(status < 300, "{path}: {said}");
}

/// Does something once, right before the first write.
fn once(deed: impl Fn(&Back) + Send + 'static) -> Meddler {
    Box::new(move |nth, back| {
        if nth == 1 {
            deed(back);
        }
    })
}

/// Does something right before the first write, and takes it back right before the third.
fn passing(
    deed: impl Fn(&Back) + Send + 'static,
    back: impl Fn(&Back) + Send + 'static,
) -> Meddler {
    Box::new(move |nth, world| match nth {
        1 => deed(world),
        3 => back(world),
        _ => {}
    })
}

/// Lowers a limit so that nothing more fits.
fn full(back: &Back, of: &str) {
    let (_, mut orders) = back.call(Method::Get, "/sandbox/orders", Value::Null);
    orders["limits"][of] = 0.into();
    put(back, "/sandbox/orders", orders);
}

/// Returns the role that the policy made, if there is one.
fn looker(back: &Back) -> Option<Value> {
    let path = format!("{GROUP}/providers/Microsoft.Authorization/roleDefinitions");
    let (_, mut list) = back.call(Method::Get, &path, Value::Null);
    let roles = list["value"].as_array_mut().unwrap();
    let is_ours = |role: &Value| {
        role["properties"]["description"]
            .to_string()
            .contains("[rw:")
    };
    let at = roles.iter().position(is_ours)?;
    Some(roles.swap_remove(at))
}

/// Takes the role of the policy away, and puts it back later.
fn without_role() -> Meddler {
    let mut kept = None;
    Box::new(move |nth, back| match nth {
        1 => {
            kept = looker(back);
            if let Some(role) = &kept {
                remove(back, role["id"].as_str().unwrap());
            }
        }
        3 => {
            let role = kept.take().unwrap();
            put(back, role["id"].as_str().unwrap(), role.clone());
        }
        _ => {}
    })
}

fn vendor(back: &Back, scope: &str) {
    put(
        back,
        &definition(SUB, 8),
        role(
            "vendor",
            &[scope],
            &["Microsoft.Storage/storageAccounts/read"],
        ),
    );
}

/// Lets the robot hand out Reader to Ann alone.
fn delegated(back: &Back) {
    let only = format!(
        "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR \
         (@Request[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {{{ANN}}}))"
    );
    let mut body = grant(OWNER, ROBOT);
    body["properties"]["condition"] = json!(only);
    body["properties"]["conditionVersion"] = json!("2.0");
    remove(back, &assignment(MANAGEMENT, 20));
    put(back, &assignment(MANAGEMENT, 22), body);
}

/// Refusals of assignments.
fn of_assignments() -> Vec<Case> {
    vec![
        Case::of(
            "RoleAssignmentExists",
            &[409],
            Cause::World(|| once(|back| put(back, &assignment(GROUP, 2), grant(READER, TEAM)))),
        ),
        Case::of(
            "RoleAssignmentUpdateNotPermitted",
            &[400],
            Cause::World(|| {
                once(|back| {
                    let name = assignment_name(GROUP, TEAM, READER);
                    let path =
                        format!("{GROUP}/providers/Microsoft.Authorization/roleAssignments/{name}");
                    put(back, &path, grant(READER, ANN));
                })
            }),
        ),
        Case::of("PrincipalNotFound", &[400], Cause::Order(Some(3))),
        Case::of(
            "UnmatchedPrincipalType",
            &[400],
            Cause::World(|| {
                once(|back| {
                    let user = json!({"id": TEAM, "kind": "user", "displayName": "team"});
                    let seed = json!({"objects": [user]});
                    back.tenant()
                        .plant(serde_json::from_value(seed).unwrap())
                        .unwrap();
                })
            }),
        ),
        Case::of("PrincipalTypeNotSupported", &[400], Cause::Order(None)),
        Case::of(
            "InvalidPrincipalId",
            &[400],
            Cause::Slip(
                "user ann { object-id \"ann@contoso.com\" }\ngrant \"Reader\" to ann on lab\n",
            ),
        ),
        Case::of(
            "InvalidRoleDefinitionId",
            &[400],
            Cause::Slip(
                "role mine existing on environment { object-id \"mine\" actions \"*/read\" }\ngrant mine to crew on lab\n",
            ),
        ),
        Case::of("InvalidRoleAssignmentId", &[400], Cause::Order(None)),
        Case::of(
            "LinkedInvalidPropertyId",
            &[400],
            Cause::Slip(
                "role mine on environment { actions \"*/read\" assignable-scopes \"rg-ml\" }\ngrant mine to crew on lab\n",
            ),
        ),
        Case {
            policy: LOOKS,
            ..Case::of(
                "RoleDefinitionDoesNotExist",
                &[400, 404],
                Cause::World(without_role),
            )
        },
        Case {
            code: "RoleDefinitionDoesNotExist",
            policy: VENDOR,
            ready: |cloud| vendor(cloud, SUB),
            ..Case::of(
                "not assignable at the scope",
                &[400],
                Cause::World(|| {
                    let elsewhere = format!("{SUB}/resourceGroups/rg-other");
                    passing(
                        move |back| vendor(back, &elsewhere),
                        |back| vendor(back, SUB),
                    )
                }),
            )
        },
        Case::of(
            "RoleAssignmentLimitExceeded",
            &[400, 403, 409],
            Cause::World(|| once(|back| full(back, "assignments_of_subscription"))),
        ),
        Case {
            code: "InvalidRoleAssignmentCondition",
            ..Case::of(
                "condition invalid",
                &[400],
                Cause::Slip(
                    "storage lake in lab { name \"lake\" }\ngrant \"Storage Blob Data Reader\" to crew on lake@lab { where blob path is-like \"a\" }\n",
                ),
            )
        },
        Case {
            code: "InvalidRoleAssignmentCondition",
            ..Case::of("conditionVersion missing", &[400], Cause::Order(None))
        },
        Case::of("RequestDisallowedByPolicy", &[403], Cause::Order(None)),
        Case {
            applied: Some(OWNS),
            ready: |cloud| put(cloud, &assignment(SUB, 4), grant(OWNER, ANN)),
            policy: "",
            robot: true,
            code: "LastRbacAdminAssignment",
            ..Case::of(
                "last administrator",
                &[400, 403, 409],
                Cause::World(|| once(|back| remove(back, &assignment(SUB, 4)))),
            )
        },
    ]
}

/// Refusals of roles.
fn of_roles() -> Vec<Case> {
    vec![
        Case::of_role(
            "RoleDefinitionWithSameNameExists",
            &[409],
            Cause::World(|| {
                once(|back| {
                    put(
                        back,
                        &definition(SUB, 9),
                        role("looker", &[SUB], &["*/read"]),
                    )
                })
            }),
        ),
        Case {
            applied: Some(LOOKS),
            policy: "",
            ..Case::of_role(
                "RoleDefinitionHasAssignments",
                &[400, 409],
                Cause::World(held_by_ann),
            )
        },
        Case::of_role(
            "BadRequestFormat",
            &[400],
            Cause::Slip(
                "role mine on environment { name \"\" actions \"*/read\" }\ngrant mine to crew on lab\n",
            ),
        ),
        Case::of_role(
            "RoleDefinitionLimitExceeded",
            &[400, 409],
            Cause::World(|| once(|back| full(back, "custom_roles"))),
        ),
        Case::of_role(
            "InvalidActionOrNotAction",
            &[400],
            Cause::Slip(
                "role mine on environment { actions \"Contoso.Nothing/things/read\" }\ngrant mine to crew on lab\n",
            ),
        ),
        Case::of_role(
            "InvalidDataActionOrNotDataAction",
            &[400],
            Cause::Slip(
                "role mine on environment { data-actions \"Microsoft.Storage/storageAccounts/write\" }\ngrant mine to crew on lab\n",
            ),
        ),
    ]
}

/// Gives the role of the policy to Ann for a while.
fn held_by_ann() -> Meddler {
    let give = |back: &Back| {
        let role = looker(back).unwrap();
        put(
            back,
            &assignment(GROUP, 2),
            grant(role["name"].as_str().unwrap(), ANN),
        );
    };
    passing(give, |back| remove(back, &assignment(GROUP, 2)))
}

/// Refusals for want of rights.
fn of_rights() -> Vec<Case> {
    let robot = |row, statuses, cause| Case {
        robot: true,
        ..Case::of(row, statuses, cause)
    };
    vec![
        robot(
            "AuthorizationFailed",
            &[403],
            Cause::World(|| once(|back| remove(back, &assignment(MANAGEMENT, 20)))),
        ),
        Case {
            code: "AuthorizationFailed",
            ..robot(
                "constrained delegation",
                &[403],
                Cause::World(|| once(delegated)),
            )
        },
        Case {
            robot: true,
            policy: LOOKS_AT_TWO,
            ..Case::of_role(
                "LinkedAuthorizationFailed",
                &[403],
                Cause::World(|| once(|back| remove(back, &assignment(OTHER, 21)))),
            )
        },
    ]
}

/// Scopes that are locked, or gone.
fn of_scopes() -> Vec<Case> {
    vec![
        Case::of(
            "ScopeLocked",
            &[409],
            Cause::World(|| {
                once(|back| {
                    let lock = format!("{GROUP}/providers/Microsoft.Authorization/locks/still");
                    put(back, &lock, json!({"properties": {"level": "ReadOnly"}}));
                })
            }),
        ),
        Case {
            policy: AT_STORE,
            ..Case::of(
                "ResourceNotFound",
                &[404],
                Cause::World(|| once(|back| remove(back, STORE))),
            )
        },
        Case::of(
            "ResourceGroupNotFound",
            &[404],
            Cause::World(|| once(|back| remove(back, GROUP))),
        ),
        Case::of(
            "SubscriptionNotFound",
            &[404],
            Cause::Slip(
                "environment none { tier development subscription \"33333333-3333-4333-8333-333333333333\" }\ngrant \"Reader\" to crew on none\n",
            ),
        ),
        Case {
            policy: AT_GROUP,
            ready: |cloud| put(cloud, LONE, json!({})),
            ..Case::of(
                "ManagementGroupNotFound",
                &[404],
                Cause::World(|| once(|back| remove(back, LONE))),
            )
        },
    ]
}

/// What passes, and what has to do with the call more than with what is written.
fn of_calls() -> Vec<Case> {
    let passes = |row, statuses| Case::of(row, statuses, Cause::Order(Some(2)));
    let stays = |row, statuses| Case::of(row, statuses, Cause::Order(None));
    let throttled = |row| Case::of(row, &[429], Cause::Order(Some(1)));
    vec![
        passes("Conflict", &[409]),
        passes("AnotherOperationInProgress", &[409]),
        passes(
            "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
            &[409],
        ),
        stays("RoleAssignmentRequestPolicyValidationFailed", &[400]),
        throttled("TooManyRequests"),
        throttled("SubscriptionRequestsThrottled"),
        throttled("OperationNotAllowed"),
        Case {
            code: "InternalServerError",
            ..passes("408, 500, 502, 503, 504", &[408, 500, 502, 503, 504])
        },
        stays("ExpiredAuthenticationToken", &[401]),
        stays("InvalidAuthenticationTokenTenant", &[401]),
    ]
}

/// Works on all at once, since most of it is waiting.
fn each<T: Sync, U: Send>(all: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let work = &work;
    let mut done: Vec<_> = std::thread::scope(|scope| {
        let worker = |first: usize| {
            let mine = all.iter().enumerate().skip(first).step_by(AT_ONCE);
            scope.spawn(move || mine.map(|(at, one)| (at, work(one))).collect::<Vec<_>>())
        };
        let workers: Vec<_> = (0..AT_ONCE).map(worker).collect();
        workers
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, one)| one).collect()
}

const AT_ONCE: usize = 6;

#[test]
fn each_row_is_told_to_whoever_plans_and_applies_and_tried_as_often_as_it_is_worth() {
    let cases = [
        of_assignments(),
        of_roles(),
        of_rights(),
        of_scopes(),
        of_calls(),
    ];
    let cases: Vec<_> = cases.into_iter().flatten().collect();
    let rows: BTreeSet<_> = ROWS.iter().flat_map(|row| row.split(" / ")).collect();
    let provoked: BTreeSet<_> = cases.iter().map(|case| case.row).collect();
    assert_eq!(provoked, rows, "a row of the table is not provoked");
    let told = each(&cases, |case| {
        let planned = case.planned();
        let all: Vec<_> = case
            .statuses
            .iter()
            .map(|status| (status, case.applied(*status)))
            .collect();
        let (_, (seen, sent)) = &all[0];
        for (status, (other, log)) in &all {
            let row = (case.row, status);
            assert_eq!(other, seen, "{row:?}");
            let first = case.statuses[0].to_string();
            assert_eq!(log.replace(&status.to_string(), &first), *sent, "{row:?}");
        }
        let statuses: Vec<_> = case.statuses.iter().map(u16::to_string).collect();
        let mut told = format!("## {} ({})\n", case.row, statuses.join(" or "));
        for (title, text) in [("plan", &planned), ("apply", seen), ("sent", sent)] {
            for (nth, line) in text.lines().enumerate() {
                let title = if nth == 0 { title } else { "" };
                let _ = writeln!(told, "{}", format!("{title:6}{line}").trim_end());
            }
        }
        told
    });
    snapshot("apply", "rows", &told.join("\n"));
}
