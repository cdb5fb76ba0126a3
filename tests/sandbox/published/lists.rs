//! Lists, counts and dry runs, in the shapes that are published.

use super::*;

const PROVIDER: &str = "providers/Microsoft.Authorization";

pub(super) fn assignments() {
    let mut world = world();
    let group = format!("{SUBSCRIPTION}/resourceGroups/testrg");
    for (at, scope) in [SUBSCRIPTION, &group, DATABASE].into_iter().enumerate() {
        let name = guid(u32::try_from(at).unwrap() + 10);
        assert_eq!(world.put(&place(scope, &name), asked()).0, 201);
        let list = format!("{scope}/{PROVIDER}/roleAssignments?$filter=atScope()");
        let (status, body) = world.get(&list);
        assert_eq!(status, 200);
        let own = body["value"].as_array().unwrap().iter();
        let own = own
            .filter(|one| one["name"] == json!(name))
            .collect::<Vec<_>>();
        assert_eq!(own.len(), 1);
        holds(own[0], &answered(scope, &name));
    }
}

pub(super) fn dry_run() {
    let mut world = world();
    let place = format!(
        "{}/validate?api-version=2020-08-01-preview",
        place(SUBSCRIPTION, CREATED)
    );
    let (status, body) = world.call(Method::Post, &place, asked());
    assert_eq!((status, &body["isValid"]), (200, &json!(true)));
}

pub(super) fn metrics() {
    let mut world = world();
    world.put(&place(SUBSCRIPTION, CREATED), asked());
    let metrics = format!(
        "{SUBSCRIPTION}/{PROVIDER}/roleAssignmentsUsageMetrics?api-version=2019-08-01-preview"
    );
    let (status, body) = world.get(&metrics);
    assert_eq!(status, 200);
    let (now, most) = (
        &body["roleAssignmentsCurrentCount"],
        &body["roleAssignmentsLimit"],
    );
    assert_eq!((now, most), (&json!(1), &json!(5000)));
}

pub(super) fn roles() {
    let mut world = world();
    let list =
        format!("{SUBSCRIPTION}/{PROVIDER}/roleDefinitions?$filter=type%20eq%20'CustomRole'");
    let (status, body) = world.get(&list);
    assert_eq!(status, 200);
    let example = json!({"value": [{
        "id": format!("/{PROVIDER}/roleDefinitions/{ROLE}"), "name": ROLE,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {
            "roleName": "of the examples", "type": "CustomRole", "assignableScopes": [SUBSCRIPTION],
            "permissions": [{
                "actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": [],
            }],
        },
    }]});
    holds(&body, &example);
}

pub(super) fn permissions() {
    let mut world = world();
    for scope in [&format!("{SUBSCRIPTION}/resourcegroups/testrg"), DATABASE] {
        let (status, body) = world.get(&format!("{scope}/{PROVIDER}/permissions"));
        assert_eq!(status, 200);
        let example = json!({"value": [{"actions": ["*"], "notActions": []}]});
        holds(&body, &example);
    }
}

pub(super) fn federated() {
    let mut world = world();
    let identity = format!(
        "{SUBSCRIPTION}/resourceGroups/testrg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/resourceName"
    );
    assert_eq!(world.put(&identity, json!({"location": "westus"})).0, 201);
    let credential = format!("{identity}/federatedIdentityCredentials/ficResourceName");
    let properties = json!({
        "issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:org/repo:environment:prod", "audiences": ["api://AzureADTokenExchange"],
    });
    let (status, body) = world.put(&credential, json!({"properties": properties}));
    assert_eq!(status, 201, "{body}");
    let example = json!({"id": credential, "name": "ficResourceName", "properties": properties});
    holds(&body, &example);
    let (status, body) = world.get(&format!("{identity}/federatedIdentityCredentials"));
    assert_eq!(status, 200);
    holds(&body, &json!({"value": [example]}));
}
