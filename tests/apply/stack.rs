//! Plans that are carried out as a deployment stack, against the sandbox's tenant.

use rolewright::cli::Exit;
use rolewright::sandbox::{Method, Orders};
use serde_json::{Value, json};

use super::cloud::Cloud;
use crate::net::server::{Answer, Server};
use crate::sandbox::{ANN, GROUP, MANAGEMENT, OTHER, READER, SUB, TEAM, assignment, grant};
use crate::support::{Ran, snapshot};

const HEAD: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" }
environment lab {
    tier development
    subscription \"11111111-1111-4111-8111-111111111111\"
    within resource-group \"rg-ml\"
}
group crew { name \"team\" }
user ann { object-id \"aaaaaaaa-0000-4000-8000-000000000002\" }
role looker on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to crew on dev
";
const MORE: &str = "grant \"Reader\" to ann on lab\n";
const STACK: &str = "
[stack]
name = \"access\"
scope = \"/subscriptions/11111111-1111-4111-8111-111111111111\"
location = \"westeurope\"
";
/// An operation that nobody knows.
const GONE: &str = "/providers/Microsoft.Resources/locations/westeurope/deploymentStackOperationStatus/gone?api-version=2025-07-01";
const PLACE: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Resources/deploymentStacks/access";

fn cloud(orders: Orders, settings: &str) -> Cloud {
    let cloud = Cloud::told(&format!("{HEAD}{MORE}"), orders);
    cloud.folder.write("policies/rolewright.toml", settings);
    cloud
}

const PLAN: &[&str] = &["plan", "policies", "--out", "plan.json", "--via", "stack"];
const APPLY: &[&str] = &["apply", "plan.json", "--yes", "--via", "stack"];

/// Plans and applies.
#[track_caller]
fn applied(cloud: &Cloud) -> Ran {
    let plan = cloud.run(PLAN, None);
    assert_eq!(plan.exit, Exit::Clean, "{}", plan.seen());
    let ran = cloud.run(APPLY, None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    ran
}

#[track_caller]
fn refused(ran: &Ran, why: &str) {
    assert_eq!(ran.exit, Exit::Trouble, "{}", ran.seen());
    let told = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = told.replace("│ ", "");
    assert!(told.contains(why), "{}", ran.seen());
}

fn managed(cloud: &Cloud) -> usize {
    let (_, stack) = cloud.call(Method::Get, PLACE, Value::Null);
    stack["properties"]["resources"].as_array().unwrap().len()
}

#[test]
fn a_plan_is_written_as_a_stack_and_read_back() {
    let cloud = cloud(Orders::default(), STACK);
    let plan = cloud.run(PLAN, None);
    assert_eq!(plan.exit, Exit::Clean, "{}", plan.seen());
    assert!(
        cloud
            .folder
            .read("plan.json")
            .contains("\"way\": \"stack\"")
    );
    // The file says which way it is for.
    refused(
        &cloud.run(&["apply", "plan.json", "--yes"], None),
        "as a stack, with `--via stack`",
    );
    assert_eq!(cloud.ours(SUB), Vec::<String>::new());
    let ran = cloud.run(APPLY, None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    snapshot("apply", "stack", &ran.seen());
    assert_eq!((cloud.ours(SUB).len(), managed(&cloud)), (3, 3));
    let again = cloud.run(&["plan", "policies", "--detailed-exitcode"], None);
    assert_eq!(again.exit, Exit::Clean, "{}", again.seen());
    // Nothing of the question what it would do is left.
    let asked = cloud.server.asked();
    let asked: Vec<_> = asked
        .iter()
        .filter(|one| one.path.contains("WhatIf"))
        .collect();
    let methods: Vec<_> = asked.iter().map(|one| one.method.as_str()).collect();
    assert_eq!(methods, ["PUT", "GET", "DELETE"]);
    let direct = asked
        .iter()
        .filter(|one| one.method == "PUT" && one.path.contains("roleAssign"));
    assert_eq!(direct.count(), 0);
    refused(&cloud.run(APPLY, None), "was carried out already");
}

#[test]
fn what_leaves_the_policy_leaves_azure_with_the_stack() {
    let cloud = cloud(Orders::default(), STACK);
    applied(&cloud);
    cloud.folder.write("policies/a.rw", HEAD);
    let ran = applied(&cloud);
    assert!(ran.err.contains("1 change, 2 the same"), "{}", ran.seen());
    assert!(
        ran.err.contains("  delete /subscriptions/"),
        "{}",
        ran.seen()
    );
    assert_eq!((cloud.ours(SUB).len(), managed(&cloud)), (2, 2));
    let ran = cloud.run(
        &[
            "destroy",
            "policies",
            "--out",
            "plan.json",
            "--via",
            "stack",
        ],
        None,
    );
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    let ran = cloud.run(APPLY, None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert_eq!((cloud.ours(SUB).len(), managed(&cloud)), (0, 0));
}

#[test]
fn what_is_under_way_is_followed_to_its_end() {
    let orders = Orders {
        operation_seconds: 1,
        ..Orders::default()
    };
    let cloud = cloud(orders, STACK);
    applied(&cloud);
    let asked = cloud.server.asked();
    let looked = asked
        .iter()
        .filter(|one| one.path.contains("OperationStatus"));
    assert!(looked.count() >= 2);
    assert_eq!(cloud.ours(SUB).len(), 3);
}

#[test]
fn a_stack_that_fails_is_told_and_gone_on_with() {
    let orders = Orders {
        operation_seconds: 1,
        ..Orders::default()
    };
    let cloud = cloud(orders, STACK);
    assert_eq!(cloud.run(PLAN, None).exit, Exit::Clean);
    let stack = "/providers/Microsoft.Resources/deploymentStacks/";
    cloud.twist(move |asked, answer| {
        let is_stack = asked.path.contains(stack) && asked.method == "GET";
        let failed = r#"{"properties":{"provisioningState":"failed","resources":[],"error":{"code":"DeploymentStackDeploymentFailed","message":"One or more resources could not be deployed.","details":[{"code":"DeploymentFailed","message":"At least one.","details":[{"code":"ScopeLocked","target":"/a/thing","message":"locked \u001b[31m"}]}]}}}"#;
        if is_stack { Answer::json(200, failed) } else { answer }
    });
    let ran = cloud.run(APPLY, None);
    assert_eq!(ran.exit, Exit::PartWay, "{}", ran.seen());
    snapshot("apply", "stack-failed", &ran.err);
    cloud.straighten();
    refused(&cloud.run(APPLY, None), "was begun at an earlier time");
    let ran = cloud.run(&[APPLY, &["--resume"]].concat(), None);
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
    assert_eq!(cloud.ours(SUB).len(), 3);
}

#[test]
fn what_is_adopted_under_another_name_is_refused() {
    let cloud = cloud(Orders::default(), STACK);
    cloud.call(Method::Put, &assignment(GROUP, 7), grant(READER, ANN));
    let ran = cloud.run(PLAN, None);
    refused(
        &ran,
        "is in Azure under another name, `dddddddd-0000-4000-8000-000000000007`",
    );
    snapshot("apply", "stack-other-name", &ran.err);
    assert!(!cloud.folder.files().contains(&"plan.json".to_owned()));
    // Adopted the other way, it has another name still.
    let direct = ["plan", "policies", "--out", "plan.json"];
    assert_eq!(cloud.run(&direct, None).exit, Exit::Clean);
    assert_eq!(
        cloud.run(&["apply", "plan.json", "--yes"], None).exit,
        Exit::Clean
    );
    refused(&cloud.run(PLAN, None), "is in Azure under another name");
}

#[test]
fn a_stack_takes_up_what_was_written_directly_and_deletes_only_what_it_holds() {
    let cloud = cloud(Orders::default(), STACK);
    let direct = ["plan", "policies", "--out", "plan.json"];
    assert_eq!(cloud.run(&direct, None).exit, Exit::Clean);
    refused(&cloud.run(APPLY, None), "write by write");
    assert_eq!(
        cloud.run(&["apply", "plan.json", "--yes"], None).exit,
        Exit::Clean
    );
    cloud.folder.write("policies/a.rw", HEAD);
    refused(&cloud.run(PLAN, None), "the stack does not hold it");
}

#[test]
fn a_stack_that_holds_what_is_of_others_is_left_alone() {
    let cloud = cloud(Orders::default(), STACK);
    let body = json!({"location": "westeurope", "properties": {
        "actionOnUnmanage": {"resources": "delete"}, "denySettings": {"mode": "none"},
        "template": {"resources": [{
            "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01",
            "name": crate::sandbox::guid(9),
            "properties": grant(READER, TEAM)["properties"],
        }]},
    }});
    let (status, made) = cloud.call(Method::Put, PLACE, body);
    assert_eq!((status, &made["properties"]["error"]), (201, &Value::Null));
    refused(&cloud.run(PLAN, None), "which is not of this policy");
    let kept = cloud.call(Method::Get, &assignment(SUB, 9), Value::Null);
    assert_eq!(kept.0, 200);
}

/// What Azure says last counts: the stack may have been changed since it was read.
#[test]
fn what_azure_foresees_beyond_the_plan_ends_it() {
    let cloud = cloud(Orders::default(), STACK);
    assert_eq!(cloud.run(PLAN, None).exit, Exit::Clean);
    cloud.twist(|asked, answer| {
        let more = r#"{"properties":{"provisioningState":"succeeded","changes":{"resourceChanges":[
            {"id":"/subscriptions/x/providers/Microsoft.Authorization/roleAssignments/other","changeType":"delete","changeCertainty":"definite"},
            {"id":"/x/\u001b[2Jtwo","changeType":"modify","changeCertainty":"potential"}]}}}"#;
        match asked.method == "GET" && asked.path.contains("WhatIf") {
            true => Answer::json(200, more),
            false => answer,
        }
    });
    let ran = cloud.run(APPLY, None);
    refused(&ran, "Azure foresees what the plan does not have");
    snapshot("apply", "stack-foreseen", &ran.err);
    assert_eq!(cloud.ours(SUB), Vec::<String>::new());
}

#[test]
fn a_token_goes_to_no_other_server_while_something_is_followed() {
    let other = Server::start(|_| Answer::json(200, "{}"));
    for header in ["azure-asyncoperation", "location"] {
        let cloud = cloud(Orders::default(), STACK);
        assert_eq!(cloud.run(PLAN, None).exit, Exit::Clean);
        let link = format!("{}/steal", other.origin());
        cloud.twist(move |asked, answer| match asked.method.as_str() {
            "PUT" => answer.with(header, &link),
            _ => answer,
        });
        let ran = cloud.run(APPLY, None);
        refused(&ran, "names an address of another server");
    }
    assert!(other.asked().is_empty());
}

/// An operation may be looked at in three ways, and be forgotten.
#[test]
fn each_way_to_follow_something_is_understood() {
    let ways: [fn(&Cloud); 3] = [
        // 202 until it is done.
        |cloud| {
            let looks = std::sync::atomic::AtomicUsize::new(0);
            let origin = cloud.server.origin();
            cloud.twist(move |asked, answer| {
                if asked.path.contains("/later") {
                    let nth = looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let status = if nth.is_multiple_of(2) { 202 } else { 200 };
                    return Answer::json(status, "{}").with("retry-after-ms", "1");
                }
                match asked.method.as_str() {
                    "PUT" => answer
                        .with("location", format!("{origin}/later"))
                        .with("retry-after-ms", "1"),
                    _ => answer,
                }
            });
        },
        // Nobody knows the operation any more.
        |cloud| {
            let origin = cloud.server.origin();
            cloud.twist(move |asked, answer| match asked.method.as_str() {
                "PUT" => answer
                    .with("azure-asyncoperation", format!("{origin}{SUB}{GONE}"))
                    .with("retry-after-ms", "1"),
                _ => answer,
            });
        },
        // The thing itself says how far it is.
        |cloud| {
            let looks = std::sync::atomic::AtomicUsize::new(0);
            cloud.twist(move |asked, answer| {
                if !asked.path.contains("deploymentStacks/access") {
                    return answer;
                }
                let nth = looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                // The first look is before anything is written.
                let is_early = asked.method == "PUT" || nth == 2;
                match is_early {
                    true => {
                        Answer::json(200, r#"{"properties":{"provisioningState":"deploying"}}"#)
                            .with("retry-after-ms", "1")
                    }
                    false => answer,
                }
            });
        },
    ];
    for way in ways {
        let cloud = cloud(Orders::default(), STACK);
        assert_eq!(cloud.run(PLAN, None).exit, Exit::Clean);
        way(&cloud);
        let ran = cloud.run(APPLY, None);
        assert_eq!(ran.exit, Exit::Clean, "{}", ran.seen());
        assert_eq!(cloud.ours(SUB).len(), 3);
    }
}

#[test]
fn deny_settings_keep_others_off_and_not_the_stack() {
    let settings = format!("{STACK}deny = \"write-and-delete\"\n");
    let cloud = cloud(Orders::default(), &settings);
    applied(&cloud);
    let ours = cloud.ours(SUB);
    let one = ours.iter().find(|one| one.starts_with("roleDef")).unwrap();
    let path = format!("{SUB}/providers/Microsoft.Authorization/{one}");
    let (status, error) = cloud.call(Method::Delete, &path, Value::Null);
    assert_eq!(
        (status, error["error"]["code"].as_str()),
        (403, Some("DenyAssignmentAuthorizationFailed"))
    );
    cloud.folder.write("policies/a.rw", HEAD);
    applied(&cloud);
    assert_eq!(cloud.ours(SUB).len(), 2);
}

#[test]
fn the_stack_of_a_management_group_reaches_the_subscriptions_below_it() {
    let settings = STACK.replace(SUB, MANAGEMENT);
    let cloud = cloud(Orders::default(), &settings);
    applied(&cloud);
    assert_eq!(cloud.ours(SUB).len(), 3);
    let other = STACK.replace(SUB, OTHER);
    cloud.folder.write("policies/rolewright.toml", other);
    refused(
        &cloud.run(PLAN, None),
        "is not below the scope of the stack",
    );
}

#[test]
fn a_stack_needs_settings_and_azure() {
    let cloud = cloud(Orders::default(), "");
    refused(
        &cloud.run(PLAN, None),
        "there is no `[stack]` in rolewright.toml",
    );
    let snapshot = ["snapshot", "policies", "--out", "azure.json"];
    assert_eq!(cloud.run(&snapshot, None).exit, Exit::Clean);
    for reads in [
        &snapshot[..],
        &["drift", "policies"],
        &["import", "--from", "azure", "--at", SUB],
        &["catalog", "update", "policies"],
    ] {
        refused(
            &cloud.run(&[reads, &["--via", "stack"]].concat(), None),
            "nothing is written here",
        );
    }
    cloud.folder.write("policies/rolewright.toml", STACK);
    let against = [
        "plan",
        "policies",
        "--against",
        "azure.json",
        "--via",
        "stack",
    ];
    refused(&cloud.run(&against, None), "is for reading");
    let revoke = [PLAN, &["--revoke", "ann"]].concat();
    refused(
        &cloud.run(&revoke, None),
        "cannot be carried out as a stack",
    );
    // A name that leads to nobody is in no template.
    cloud.folder.write(
        "policies/a.rw",
        format!("{HEAD}{MORE}").replace("\"team\"", "\"nobody\""),
    );
    refused(
        &cloud.run(PLAN, None),
        "the object id of `crew` is not known",
    );
}
