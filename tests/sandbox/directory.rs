//! Microsoft Graph: who is who, and who belongs to what.

use serde_json::json;

use super::*;

#[test]
fn ids_become_names_and_types() {
    let mut world = World::new();
    let ids = json!({"ids": [TEAM, ANN, ROBOT, guid(1)], "types": ["user", "servicePrincipal"]});
    let (_, found) = world.call(Method::Post, "/v1.0/directoryObjects/getByIds", ids);
    let kinds: Vec<_> = found["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["@odata.type"])
        .collect();
    assert_eq!(
        kinds,
        ["#microsoft.graph.user", "#microsoft.graph.servicePrincipal"]
    );
    let many: Vec<_> = (0..1001).map(guid).collect();
    let (status, _) = world.call(
        Method::Post,
        "/v1.0/directoryObjects/getByIds",
        json!({"ids": many}),
    );
    assert_eq!(status, 400);
}

#[test]
fn objects_are_found_by_every_name_they_have() {
    let mut world = World::new();
    let mut id = |target: &str| {
        let (_, found) = world.get(&format!("/v1.0/{target}"));
        let one = found.get("value").map_or(&found, |list| &list[0]);
        one["id"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(id("users/ann@contoso.com"), ANN);
    assert_eq!(id(&format!("users/{ANN}")), ANN);
    assert_eq!(
        id("users?$filter=userPrincipalName eq 'ANN@contoso.com'"),
        ANN
    );
    assert_eq!(id("groups?$filter=displayName eq 'team'"), TEAM);
    assert_eq!(
        id(&format!("servicePrincipals(appId='{ROBOT_APP}')")),
        ROBOT
    );
    assert_eq!(
        id(&format!("servicePrincipals?$filter=appId eq '{ROBOT_APP}'")),
        ROBOT
    );
    assert_eq!(
        id(&format!("applications(appId='{ROBOT_APP}')")),
        REGISTRATION
    );
    assert_eq!(id("groups?$filter=displayName eq 'it''s (not) and'"), "");
    refused(
        world.get(&format!("/v1.0/groups/{ANN}")),
        404,
        "Request_ResourceNotFound",
    );
    refused(
        world.get("/v1.0/groups?$filter=startswith(displayName,'t')"),
        400,
        "Request_UnsupportedQuery",
    );
}

#[test]
fn membership_is_told_step_by_step_and_in_whole() {
    let mut world = World::new();
    let mut ids = |target: String| -> Vec<String> {
        let (status, found) = world.get(&format!("/v1.0/{target}"));
        assert_eq!(status, 200, "{found}");
        let list = found["value"].as_array().unwrap();
        list.iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids(format!("groups/{OUTER}/members")), [TEAM]);
    assert_eq!(
        ids(format!("groups/{OUTER}/transitiveMembers")),
        [TEAM, ANN]
    );
    assert_eq!(
        ids(format!(
            "groups/{OUTER}/transitiveMembers/microsoft.graph.user"
        )),
        [ANN]
    );
    assert_eq!(ids(format!("users/{ANN}/memberOf")), [TEAM]);
    assert_eq!(
        ids(format!("users/{ANN}/transitiveMemberOf")),
        [TEAM, OUTER]
    );
    let asked = json!({"securityEnabledOnly": true});
    let (_, groups) = world.call(
        Method::Post,
        &format!("/v1.0/users/{ANN}/getMemberGroups"),
        asked,
    );
    assert_eq!(groups["value"], json!([TEAM, OUTER]));
}

#[test]
fn groups_that_contain_one_another_end() {
    let mut world = World::new();
    let circle = json!({"objects": [
        {"id": TEAM, "kind": "group", "displayName": "team", "members": [OUTER, ANN]},
    ]});
    world
        .tenant
        .plant(serde_json::from_value(circle).unwrap())
        .unwrap();
    let (_, found) = world.get(&format!("/v1.0/groups/{TEAM}/transitiveMembers"));
    assert_eq!(found["value"].as_array().unwrap().len(), 2);
}

#[test]
fn lists_come_in_pages_and_show_no_secret() {
    let mut world = World::new();
    let (_, first) = world.get("/v1.0/groups?$top=1");
    let next = first["@odata.nextLink"]
        .as_str()
        .unwrap()
        .strip_prefix("https://127.0.0.1")
        .unwrap();
    let (_, second) = world.get(next);
    assert_eq!(
        (&first["value"][0]["id"], &second["value"][0]["id"]),
        (&json!(TEAM), &json!(OUTER))
    );
    assert!(second["@odata.nextLink"].is_null());
    let (_, all) = world.get("/v1.0/directoryObjects");
    assert!(!all.to_string().contains("robot secret"));
    let credentials = format!("/v1.0/applications/{REGISTRATION}/federatedIdentityCredentials");
    assert_eq!(world.get(&credentials).1["value"][0]["name"], "github");
}
