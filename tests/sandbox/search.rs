//! Questions to Azure Resource Graph.

use serde_json::json;

use super::*;

fn ask(world: &mut World, body: Value) -> (u16, Value) {
    world.call(
        Method::Post,
        "/providers/Microsoft.ResourceGraph/resources",
        body,
    )
}

fn ids(answer: &Value) -> Vec<String> {
    let rows = answer["data"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"));
    rows.iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

const HELD: &str = "authorizationresources | where type =~ 'Microsoft.Authorization/roleAssignments' | order by id asc";

#[test]
fn assignments_are_found_at_below_and_where_it_is_asked_for_above() {
    let mut world = World::new();
    world.assign(MANAGEMENT, 1, READER, TEAM);
    world.assign(SUB, 2, READER, TEAM);
    world.assign(STORE, 3, READER, TEAM);
    world.assign(OTHER, 4, READER, TEAM);
    let mut count = |filter: Value| {
        let body = json!({
            "subscriptions": [&SUB[15..]], "query": HELD,
            "options": {"authorizationScopeFilter": filter},
        });
        ask(&mut world, body).1["count"].as_u64().unwrap()
    };
    assert_eq!(count(Value::Null), 2);
    assert_eq!(count(json!("AtScopeExact")), 1);
    // The management group, the root, and the subscription itself.
    assert_eq!(count(json!("AtScopeAndAbove")), 3);
    assert_eq!(count(json!("AtScopeAboveAndBelow")), 4);
    let (_, all) = ask(
        &mut world,
        json!({"managementGroups": ["ml"], "query": HELD}),
    );
    assert_eq!(
        ids(&all),
        [
            assignment(MANAGEMENT, 1),
            assignment(SUB, 2),
            assignment(STORE, 3)
        ]
    );
    assert_eq!(
        all["data"][0]["type"],
        "microsoft.authorization/roleassignments"
    );
}

#[test]
fn pages_follow_one_another_but_for_a_question_with_a_limit() {
    let mut world = World::new();
    for (number, who) in (1..).zip([TEAM, ANN, ROBOT]) {
        world.assign(SUB, number, READER, who);
    }
    let body = |query: &str, token: &Value| {
        json!({
            "subscriptions": [&SUB[15..]], "query": query,
            "options": {"$top": 2, "$skipToken": token},
        })
    };
    let (_, first) = ask(&mut world, body(HELD, &Value::Null));
    assert_eq!(
        (&first["totalRecords"], &first["resultTruncated"]),
        (&json!(3), &json!("false"))
    );
    let (_, second) = ask(&mut world, body(HELD, &first["$skipToken"]));
    assert_eq!(second["$skipToken"], Value::Null);
    assert_eq!(
        [ids(&first), ids(&second)].concat(),
        [1, 2, 3].map(|number| assignment(SUB, number))
    );
    let (_, cut) = ask(&mut world, body(&format!("{HELD} | limit 3"), &Value::Null));
    assert_eq!(
        (&cut["resultTruncated"], &cut["$skipToken"]),
        (&json!("true"), &Value::Null)
    );
}

#[test]
fn columns_are_chosen_and_compared() {
    let mut world = World::new();
    world.put(&definition(SUB, 1), role("mine", &[SUB], &["*/read"]));
    let query = "authorizationresources | where type =~ 'microsoft.authorization/roledefinitions' and \
                 tolower(properties.type) == 'customrole' | project name, role = properties.roleName";
    let (_, found) = ask(
        &mut world,
        json!({"subscriptions": [&SUB[15..]], "query": query}),
    );
    assert_eq!(found["data"], json!([{"name": guid(1), "role": "mine"}]));
    let query =
        "Resources | where type in~ ('microsoft.storage/storageaccounts', 'x/y') | project id";
    let (_, found) = ask(&mut world, json!({"query": query}));
    assert_eq!(ids(&found), [STORE]);
    let (_, found) = ask(
        &mut world,
        json!({"query": "resourcecontainers | where type == 'microsoft.resources/resourcegroups'"}),
    );
    assert_eq!(ids(&found), [GROUP]);
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let mut world = World::new();
    for query in [
        "securityresources",
        "resources | summarize count()",
        "resources | where startswith(id, 'a')",
    ] {
        let given = ask(&mut world, json!({"query": query}));
        let last = query.rsplit('|').next().unwrap().trim();
        assert!(
            given.1["error"]["message"].as_str().unwrap().contains(last),
            "{}",
            given.1
        );
        refused(given, 400, "BadRequest");
    }
}

#[test]
fn a_caller_finds_what_it_may_read() {
    let mut world = World::new();
    world.assign(OTHER, 1, READER, ROBOT);
    world.assign(SUB, 2, READER, TEAM);
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let place = "/providers/Microsoft.ResourceGraph/resources";
    let (_, found) = world.call_as(&robot, Method::Post, place, json!({"query": HELD}));
    assert_eq!(ids(&found), [assignment(OTHER, 1)]);
}
