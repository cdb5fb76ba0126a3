//! What `rights` prints is enough to plan and to apply, and nothing of it is too much.

use rolewright::cli::{self, Console, Exit};
use serde_json::{Value, json};

use super::over_https::{Running, client, environment, start, token, wait};
use super::{ANN, GROUP, OWNER, READER, SUB, TENANT, guid};
use crate::support::{Folder, Ran};

const CREW: &str = "aaaaaaaa-0000-4000-8000-000000000011";
const PLANNER: &str = "aaaaaaaa-0000-4000-8000-000000000021";
const PLANNER_APP: &str = "bbbbbbbb-0000-4000-8000-000000000021";
const APPLIER: &str = "aaaaaaaa-0000-4000-8000-000000000022";
const APPLIER_APP: &str = "bbbbbbbb-0000-4000-8000-000000000022";
const SECRET: &str = "not a real secret";

const POLICY: &str = r#"policy p { tenant "99999999-9999-4999-8999-999999999999" }
environment dev {
    tier development
    subscription "11111111-1111-4111-8111-111111111111"
    resource-group "rg-ml"
}
workspace churn in dev { name "mlw" storage lake }
storage lake in dev { name "lake" shared-keys off container raw }
managed-identity trainer in dev { name "id-train" }
group crew { object-id "aaaaaaaa-0000-4000-8000-000000000011" }
stage train {
    on workspace can submit-jobs
    on container raw can read-data
}
grant train to crew on churn@dev
grant train to trainer on churn@dev
grant "Reader" to crew on churn@dev
"#;

/// A sandbox with what the policy speaks of, and two identities that hold nothing yet.
struct Stage {
    folder: Folder,
    running: Running,
    variables: Vec<(String, String)>,
}

fn world() -> Value {
    let resource = |path: &str| json!({"id": format!("{GROUP}{path}"), "location": "westeurope"});
    let application = |id: &str, app: &str| json!({"id": id, "kind": "servicePrincipal", "displayName": id, "appId": app, "secrets": [SECRET]});
    json!({
        "objects": [
            {"id": CREW, "kind": "group", "displayName": "crew", "members": [ANN]},
            {"id": ANN, "kind": "user", "displayName": "Ann", "userPrincipalName": "ann@contoso.com"},
            application(PLANNER, PLANNER_APP),
            application(APPLIER, APPLIER_APP),
        ],
        "managementGroups": [{"name": "ml"}],
        "subscriptions": [{"id": &SUB[15..], "managementGroup": "ml"}],
        "resources": [
            resource(""),
            resource("/providers/Microsoft.MachineLearningServices/workspaces/mlw"),
            resource("/providers/Microsoft.Storage/storageAccounts/lake"),
            resource("/providers/Microsoft.Storage/storageAccounts/lake/blobServices/default/containers/raw"),
            {
                "id": format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-train"),
                "location": "westeurope",
                "properties": {
                    "principalId": "aaaaaaaa-0000-4000-8000-000000000031",
                    "clientId": "bbbbbbbb-0000-4000-8000-000000000031", "tenantId": TENANT,
                },
            },
        ],
    })
}

impl Stage {
    fn new() -> Self {
        let folder = Folder::with(&[
            ("policies/a.rw", POLICY),
            ("world.json", &world().to_string()),
        ]);
        let seed = folder.path("world.json").display().to_string();
        let running = start(&folder, &["--seed", &seed]);
        let variables = environment(&folder);
        Self {
            folder,
            running,
            variables,
        }
    }

    /// Runs a command as an application; none is who may do everything.
    fn run(&self, who: Option<&str>, arguments: &[&str]) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console::new(self.folder.path(""), &mut out, &mut err);
        for (name, value) in &self.variables {
            let value = match (name.as_str(), who) {
                ("AZURE_CLIENT_ID", Some(who)) => who,
                ("AZURE_CLIENT_SECRET", Some(_)) => SECRET,
                _ => value,
            };
            console = console.with_variable(name, value);
        }
        let line = std::iter::once("rolewright").chain(arguments.iter().copied());
        let exit = cli::run(line, &mut console);
        drop(console);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran {
            out: text(out),
            err: text(err),
            exit,
        }
    }

    /// Plants something more.
    fn plant(&self, seed: &Value) {
        let client = client(&self.folder);
        wait(async {
            let token = token(&client, &self.folder, &self.running.origin).await;
            let place = format!(
                "{}/sandbox/seed?api-version=2022-04-01",
                self.running.origin
            );
            let planted = client.post(place).bearer_auth(token).json(seed);
            assert_eq!(planted.send().await.unwrap().status(), 200);
        });
    }

    /// Gives both identities what `rights` says, but for one operation, and nothing else.
    fn grant(&self, rights: &Value, without: Option<&str>) {
        let role = |number: u32, role: &Value| {
            let actions = role["actions"].as_array().unwrap().iter();
            let actions: Vec<_> = actions.filter(|one| one.as_str() != without).collect();
            json!({
                "name": guid(number), "roleName": role["name"], "actions": actions,
                "assignableScopes": role["assignableScopes"],
            })
        };
        let held = |number: u32, role: &Value, who: &str| -> Vec<Value> {
            let held = role["held"].as_array().unwrap().iter();
            let held = held.map(|one| {
                json!({
                    "scope": one["scope"], "role": guid(number), "principal": who,
                    "condition": one["condition"],
                })
            });
            held.collect()
        };
        let (plan, apply) = (&rights["plan"], &rights["apply"]);
        let mut roles = vec![role(1, plan), role(2, apply)];
        let mut assignments = [
            held(1, plan, PLANNER),
            held(1, plan, APPLIER),
            held(2, apply, APPLIER),
        ]
        .concat();
        if let Some(stack) = rights["stack"].as_object() {
            roles.extend([role(3, &stack["plan"]), role(4, &stack["apply"])]);
            assignments.extend(held(3, &stack["plan"], PLANNER));
            assignments.extend(held(3, &stack["plan"], APPLIER));
            assignments.extend(held(4, &stack["apply"], APPLIER));
        }
        self.plant(&json!({ "roles": roles, "assignments": assignments }));
    }

    fn rights(&self) -> Value {
        self.rights_for(&[])
    }

    fn rights_for(&self, more: &[&str]) -> Value {
        let line = [&["rights", "--output", "json", "policies"], more].concat();
        let told = self.run(None, &line);
        assert_eq!(told.exit, Exit::Clean, "{}", told.err);
        serde_json::from_str(&told.out).unwrap()
    }

    /// Plans something and carries it out; returns how both ended and what they said.
    fn carry_out(&self, who: &str, plan: &[&str]) -> (Exit, String) {
        self.carry_out_by(who, plan, &[])
    }

    /// The same in one way or another.
    fn carry_out_by(&self, who: &str, plan: &[&str], way: &[&str]) -> (Exit, String) {
        let _ = std::fs::remove_file(self.folder.path("plan.json"));
        let planned = self.run(
            Some(who),
            &[plan, &["policies", "--out", "plan.json"], way].concat(),
        );
        if planned.exit != Exit::Clean {
            return (planned.exit, planned.out + &planned.err);
        }
        let state = tempfile::tempdir_in(self.folder.path("")).unwrap();
        let state = state.path().display().to_string();
        let ran = self.run(
            Some(who),
            &[&["apply", "plan.json", "--yes", "--state", &state], way].concat(),
        );
        (ran.exit, ran.out + &ran.err)
    }

    /// Asks for something as who may do everything, and returns the status.
    fn try_as_admin(&self, path: &str) -> u16 {
        let client = client(&self.folder);
        let origin = &self.running.origin;
        wait(async {
            let token = token(&client, &self.folder, origin).await;
            let place = format!("{origin}{path}?api-version=2025-07-01");
            let asked = client.get(place).bearer_auth(token).send().await;
            asked.unwrap().status().as_u16()
        })
    }

    /// Tries to put or delete an assignment as whoever applies, and returns the status.
    fn try_as_applier(&self, method: reqwest::Method, path: &str, body: &Value) -> u16 {
        let client = client(&self.folder);
        let origin = &self.running.origin;
        wait(async {
            let form = format!(
                "grant_type=client_credentials&client_id={APPLIER_APP}&client_secret={}&scope={origin}/.default",
                SECRET.replace(' ', "+")
            );
            let address = format!("{origin}/{TENANT}/oauth2/v2.0/token");
            let given = client.post(address).body(form).send().await.unwrap();
            let token = given.json::<Value>().await.unwrap();
            let place = format!("{origin}{path}?api-version=2022-04-01");
            let asked = client.request(method, place).json(body);
            let asked = asked.bearer_auth(token["access_token"].as_str().unwrap());
            asked.send().await.unwrap().status().as_u16()
        })
    }
}

fn actions(role: &Value) -> Vec<String> {
    let actions = role["actions"].as_array().unwrap().iter();
    actions
        .map(|one| one.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn who_plans_needs_each_right_and_no_more() {
    let stage = Stage::new();
    let rights = stage.rights();
    let plan = ["plan", "--output", "json", "policies"];
    stage.grant(&rights, None);
    let whole = stage.run(Some(PLANNER_APP), &plan);
    assert_eq!(
        (whole.exit, whole.err.as_str()),
        (Exit::Clean, ""),
        "{}",
        whole.out
    );
    let of = |text: &str| -> Value {
        let plan: Value = serde_json::from_str(text).unwrap();
        json!([plan["changes"], plan["complete"], plan["unread"]])
    };
    assert_eq!(of(&whole.out), of(&stage.run(None, &plan).out));
    for one in actions(&rights["plan"]) {
        stage.grant(&rights, Some(&one));
        let ran = stage.run(Some(PLANNER_APP), &plan);
        let lacks = ran.exit != Exit::Clean || ran.err.contains("not read: ");
        let unknown = ran.out.contains("is not known: ");
        assert!(lacks || unknown, "{one}: {}", ran.out);
    }
    stage.grant(&rights, None);
    let (exit, said) = stage.carry_out(PLANNER_APP, &["plan"]);
    assert_eq!(exit, Exit::Trouble, "{said}");
    let write = "may not `Microsoft.Authorization/roleAssignments/write`";
    assert!(said.contains(write), "{said}");
    let there = stage.run(None, &plan);
    assert_eq!(of(&there.out), of(&whole.out), "nothing was written");
}

#[test]
fn who_applies_needs_each_right_and_hands_out_no_other_role() {
    let stage = Stage::new();
    let rights = stage.rights();
    let mut tried = Vec::new();
    let mut without = |verb: &str, plan: &[&str]| {
        for one in actions(&rights["apply"]) {
            if one.ends_with(verb) {
                stage.grant(&rights, Some(&one));
                let (exit, said) = stage.carry_out(APPLIER_APP, plan);
                assert_eq!(exit, Exit::Trouble, "{one}: {said}");
                assert!(said.contains(&format!("may not `{one}` at")), "{said}");
                tried.push(one);
            }
        }
        stage.grant(&rights, None);
        let (exit, said) = stage.carry_out(APPLIER_APP, plan);
        assert_eq!(exit, Exit::Clean, "{said}");
    };
    without("/write", &["plan"]);
    let put = |scope: &str, role: &str, who: &str| {
        let path = format!(
            "{scope}/providers/Microsoft.Authorization/roleAssignments/{}",
            guid(77)
        );
        let role = format!("/providers/Microsoft.Authorization/roleDefinitions/{role}");
        let body = json!({"properties": {"roleDefinitionId": role, "principalId": who}});
        stage.try_as_applier(reqwest::Method::PUT, &path, &body)
    };
    let workspace = format!("{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/mlw");
    assert_eq!(put(&workspace, OWNER, CREW), 403, "another role");
    assert_eq!(
        put(&workspace, READER, APPLIER),
        403,
        "to another principal"
    );
    assert_eq!(put(SUB, READER, CREW), 403, "at another scope");
    let foreign = json!({"assignments": [
        {"name": guid(78), "scope": GROUP, "role": OWNER, "principal": ANN},
    ]});
    stage.plant(&foreign);
    let path = format!(
        "{GROUP}/providers/Microsoft.Authorization/roleAssignments/{}",
        guid(78)
    );
    let deleted = stage.try_as_applier(reqwest::Method::DELETE, &path, &Value::Null);
    assert_eq!(deleted, 403, "what others made");
    without("/delete", &["destroy"]);
    tried.sort();
    assert_eq!(tried, actions(&rights["apply"]));
}

/// The set-up that is recommended: who plans may not write, who applies is somebody else, and both are
/// named before anything is written.
#[test]
fn one_plans_and_another_applies() {
    let stage = Stage::new();
    stage.grant(&stage.rights(), None);
    let plan = ["plan", "policies", "--out", "plan.json"];
    let planned = stage.run(Some(PLANNER_APP), &plan);
    assert_eq!(planned.exit, Exit::Clean, "{}{}", planned.out, planned.err);
    assert!(planned.out.contains("somebody else has to apply it"));
    let saved = stage.folder.read("plan.json");
    assert!(saved.contains(&format!("\"plannedBy\": \"{PLANNER}\"")));
    let apply = ["apply", "plan.json", "--yes"];
    let refused = stage.run(Some(PLANNER_APP), &apply);
    assert_eq!(refused.exit, Exit::Trouble, "{}", refused.out);
    let ran = stage.run(Some(APPLIER_APP), &apply);
    assert_eq!(ran.exit, Exit::Clean, "{}{}", ran.out, ran.err);
    let told =
        format!("planned by `{PLANNER}` ({PLANNER}), carried out by `{APPLIER}` ({APPLIER})");
    assert!(ran.out.contains(&told), "{}", ran.out);
}

const STACK: &str = "
[stack]
name = \"access\"
scope = \"/subscriptions/11111111-1111-4111-8111-111111111111\"
location = \"westeurope\"
deny = \"delete\"
";

/// Each right of the roles for a stack is needed, and both roles beside the others are enough.
#[test]
fn who_deploys_a_stack_needs_each_right() {
    let stage = Stage::new();
    stage.folder.write("policies/rolewright.toml", STACK);
    let way = ["--via", "stack"];
    let rights = stage.rights_for(&way);
    assert_eq!(stage.rights()["stack"], Value::Null);
    let (plan, apply) = (&rights["stack"]["plan"], &rights["stack"]["apply"]);
    assert_eq!(plan["held"][0]["scope"], SUB);
    assert_eq!(apply["held"][0]["condition"], Value::Null);
    let left = || {
        let kind = "Microsoft.Resources/deploymentStacksWhatIfResults/access";
        let path = format!("{SUB}/providers/{kind}");
        stage.try_as_admin(&path)
    };
    let (last, each): (Vec<_>, Vec<_>) = actions(apply)
        .into_iter()
        .chain(actions(plan))
        .partition(|one| one.ends_with("WhatIfResults/delete"));
    assert_eq!((last.len(), each.len()), (1, 6));
    for one in each {
        stage.grant(&rights, Some(&one));
        let (exit, said) = stage.carry_out_by(APPLIER_APP, &["plan"], &way);
        assert_ne!(exit, Exit::Clean, "{one}: {said}");
        assert!(said.contains("AuthorizationFailed"), "{one}: {said}");
    }
    // Without this one what was asked stays behind until Azure removes it.
    stage.grant(&rights, Some(&last[0]));
    let (exit, said) = stage.carry_out_by(APPLIER_APP, &["plan"], &way);
    assert_eq!((exit, left()), (Exit::Clean, 200), "{said}");
    stage.grant(&rights, None);
    let (exit, said) = stage.carry_out_by(APPLIER_APP, &["destroy"], &way);
    assert_eq!((exit, left()), (Exit::Clean, 404), "{said}");
    let (exit, said) = stage.carry_out_by(APPLIER_APP, &["plan"], &way);
    assert_eq!(exit, Exit::Clean, "{said}");
}

/// What left the policy can be taken away with the rights that a snapshot gives, and given to nobody.
#[test]
fn what_left_the_policy_is_taken_away_with_the_rights_for_it() {
    let stage = Stage::new();
    let plan = ["plan", "policies", "--out", "plan.json"];
    for line in [&plan[..], &["apply", "plan.json", "--yes"]] {
        let ran = stage.run(None, line);
        assert_eq!(ran.exit, Exit::Clean, "{}{}", ran.out, ran.err);
    }
    let taken = ["snapshot", "policies", "--out", "azure.json"];
    assert_eq!(stage.run(None, &taken).exit, Exit::Clean);
    let kept = POLICY
        .lines()
        .filter(|line| !line.starts_with("grant train"));
    let kept: Vec<_> = kept.collect();
    stage.folder.write("policies/a.rw", kept.join("\n"));
    let without = stage.rights();
    stage.grant(&without, None);
    let (exit, said) = stage.carry_out(APPLIER_APP, &["plan"]);
    assert_eq!(exit, Exit::Trouble, "{said}");
    assert!(
        said.contains("may not `Microsoft.Authorization/roleDefinitions/delete`"),
        "{said}"
    );
    let rights = stage.rights_for(&["--against", "azure.json"]);
    let own = "Microsoft.Authorization";
    let all = [
        "roleAssignments/delete",
        "roleAssignments/write",
        "roleDefinitions/delete",
    ];
    assert_eq!(
        actions(&rights["apply"]),
        all.map(|one| format!("{own}/{one}"))
    );
    let snapshot: Value = serde_json::from_str(&stage.folder.read("azure.json")).unwrap();
    let custom = snapshot["roleDefinitions"].as_array().unwrap().iter();
    let train = custom.filter(|one| one["name"].as_str().unwrap().starts_with("p train"));
    let train: Vec<_> = train.map(|one| one["id"].as_str().unwrap()).collect();
    assert!(!train.is_empty());
    stage.grant(&rights, None);
    let put = |role: &str| {
        let path = format!("{GROUP}/providers/{own}/roleAssignments/{}", guid(77));
        let role = format!("/providers/{own}/roleDefinitions/{role}");
        let body = json!({"properties": {"roleDefinitionId": role, "principalId": CREW}});
        stage.try_as_applier(reqwest::Method::PUT, &path, &body)
    };
    for role in train {
        assert_eq!(put(role), 403, "{role}");
    }
    let (exit, said) = stage.carry_out(APPLIER_APP, &["plan"]);
    assert_eq!(exit, Exit::Clean, "{said}");
}

/// A role that is there under a GUID of others is handed out, and written at all its assignable scopes,
/// with the rights that a snapshot gives alone.
#[test]
fn an_adopted_role_is_handed_out_with_the_rights_for_it() {
    const OTHER: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";
    let action = "Microsoft.Storage/storageAccounts/read";
    for (more, lacks) in [
        (&[][..], "(`AuthorizationFailed`)"),
        (&[OTHER], "(`LinkedAuthorizationFailed`)"),
    ] {
        let stage = Stage::new();
        let policy = format!(
            "{POLICY}role looker on environment {{ actions \"{action}\" }}\ngrant looker to crew on dev\n"
        );
        stage.folder.write("policies/a.rw", policy);
        let scopes = [&[SUB], more].concat();
        let held = more.iter().map(
            |scope| json!({"name": guid(91), "scope": scope, "role": guid(90), "principal": ANN}),
        );
        stage.plant(&json!({
            "subscriptions": [{"id": &OTHER[15..]}],
            "roles": [{
                "name": guid(90), "roleName": "looker", "actions": [action],
                "assignableScopes": scopes,
            }],
            // By this the role has to stay assignable there.
            "assignments": held.collect::<Vec<_>>(),
        }));
        let taken = ["snapshot", "policies", "--out", "azure.json"];
        assert_eq!(stage.run(None, &taken).exit, Exit::Clean);
        stage.grant(&stage.rights(), None);
        let (exit, said) = stage.carry_out(APPLIER_APP, &["plan"]);
        assert_ne!(exit, Exit::Clean, "{said}");
        assert!(said.contains(lacks), "{said}");
        let rights = stage.rights_for(&["--against", "azure.json"]);
        stage.grant(&rights, None);
        let put = |scope: &str, who: &str| {
            let own = "/providers/Microsoft.Authorization";
            let path = format!("{scope}{own}/roleAssignments/{}", guid(77));
            let role = format!("{own}/roleDefinitions/{}", guid(90));
            let body = json!({"properties": {"roleDefinitionId": role, "principalId": who}});
            stage.try_as_applier(reqwest::Method::PUT, &path, &body)
        };
        assert_eq!(put(SUB, APPLIER), 403, "to another principal");
        assert_eq!(put(OTHER, CREW), 403, "at another scope");
        let (exit, said) = stage.carry_out(APPLIER_APP, &["plan"]);
        assert_eq!(exit, Exit::Clean, "{said}");
        let given = stage.run(None, &["plan", "policies", "--all"]);
        let given = given.out.contains(&guid(90)) && given.out.contains("0 to create");
        assert!(given, "the role of others is the one that is held");
    }
}
