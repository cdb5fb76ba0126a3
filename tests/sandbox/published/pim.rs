//! Schedules and policies of Privileged Identity Management (2020-10-01).

use super::*;

const PROVIDER: &str = "providers/Microsoft.Authorization";

/// The properties that the examples ask for.
fn wanted(start: &str) -> Value {
    json!({
        "principalId": USER,
        "roleDefinitionId": format!("{SUBSCRIPTION}/{PROVIDER}/roleDefinitions/{ROLE}"),
        "requestType": "AdminAssign",
        "justification": "of the examples",
        "scheduleInfo": {
            "startDateTime": start,
            "expiration": {"type": "AfterDuration", "duration": "P365D"},
        },
    })
}

fn request(kind: &str, number: u32) -> String {
    format!(
        "{SUBSCRIPTION}/{PROVIDER}/role{kind}ScheduleRequests/{}",
        guid(number)
    )
}

pub(super) fn requests() {
    for kind in ["Eligibility", "Assignment"] {
        let mut world = world();
        let properties = wanted("2026-11-22T12:00:00Z");
        let body = json!({"properties": properties});
        let place = request(kind, 1);
        let validated = world.call(Method::Post, &format!("{place}/validate"), body.clone());
        assert_eq!(validated.0, 200, "{}", validated.1);
        let (status, answer) = world.put(&place, body);
        assert_eq!(status, 201, "{answer}");
        let mut example = json!({
            "id": place, "name": guid(1), "properties": properties,
            "type": format!("Microsoft.Authorization/role{kind}ScheduleRequests"),
        });
        example["properties"]["scope"] = json!(SUBSCRIPTION);
        example["properties"]["status"] = json!("Provisioned");
        example["properties"]["principalType"] = json!("User");
        holds(&validated.1, &example);
        holds(&answer, &example);
        assert_eq!(world.get(&place), (200, answer.clone()));
        for part in ["ScheduleRequests", "Schedules", "ScheduleInstances"] {
            let (status, list) = world.get(&format!("{SUBSCRIPTION}/{PROVIDER}/role{kind}{part}"));
            assert_eq!(status, 200);
            let shown = json!({"value": [{"properties": {
                "scope": SUBSCRIPTION, "principalId": USER, "principalType": "User",
                "roleDefinitionId": properties["roleDefinitionId"], "memberType": "Direct",
            }}]});
            holds(&list, &shown);
        }
    }
}

pub(super) fn taken_back() {
    for kind in ["Eligibility", "Assignment"] {
        let mut world = world();
        let place = request(kind, 1);
        let body = json!({"properties": wanted("2026-12-01T00:00:00Z")});
        assert_eq!(world.put(&place, body).0, 201);
        let (status, body) = world.call(Method::Post, &format!("{place}/cancel"), Value::Null);
        assert_eq!((status, body), (200, Value::Null));
        assert_eq!(world.get(&place).1["properties"]["status"], "Canceled");
    }
}

pub(super) fn policies() {
    let mut world = world();
    let filter = format!(
        "$filter=roleDefinitionId%20eq%20'{SUBSCRIPTION}/{PROVIDER}/roleDefinitions/{ROLE}'"
    );
    let one_of = |world: &mut World, kind: &str| {
        let (status, body) = world.get(&format!("{SUBSCRIPTION}/{PROVIDER}/{kind}?{filter}"));
        assert_eq!((status, body["value"].as_array().unwrap().len()), (200, 1));
        body["value"][0].clone()
    };
    let assignment = one_of(&mut world, "roleManagementPolicyAssignments");
    let policy = one_of(&mut world, "roleManagementPolicies");
    let example = json!({
        "type": "Microsoft.Authorization/roleManagementPolicyAssignments",
        "properties": {
            "scope": SUBSCRIPTION, "policyId": policy["id"],
            "roleDefinitionId": format!("{SUBSCRIPTION}/{PROVIDER}/roleDefinitions/{ROLE}"),
        },
    });
    holds(&assignment, &example);
    for one in [&assignment, &policy] {
        assert_eq!(world.get(one["id"].as_str().unwrap()), (200, one.clone()));
    }
    let rule = json!({
        "id": "Expiration_Admin_Eligibility", "ruleType": "RoleManagementPolicyExpirationRule",
        "isExpirationRequired": false, "maximumDuration": "P365D",
        "target": {
            "caller": "Admin", "operations": ["All"], "level": "Eligibility", "targetObjects": [],
            "inheritableSettings": [], "enforcedSettings": [],
        },
    });
    holds(&policy["properties"]["rules"][0], &rule);
    assert_eq!(policy["properties"]["scope"], SUBSCRIPTION);
}
