//! Managed identities and their federated credentials.

use rolewright::sandbox::Limits;
use serde_json::json;

use super::*;

const IDENTITY: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-train";

fn credential(name: &str) -> String {
    format!("{IDENTITY}/federatedIdentityCredentials/{name}")
}

fn trust(subject: &str) -> Value {
    json!({"properties": {
        "issuer": "https://token.actions.githubusercontent.com", "subject": subject,
        "audiences": ["api://AzureADTokenExchange"],
    }})
}

#[test]
fn an_identity_has_a_service_principal_that_can_be_assigned_and_goes_with_it() {
    let mut world = World::new();
    let (status, made) = world.put(IDENTITY, json!({"location": "westeurope"}));
    assert_eq!(status, 201);
    let principal = made["properties"]["principalId"]
        .as_str()
        .unwrap()
        .to_owned();
    let (_, again) = world.put(
        IDENTITY,
        json!({"location": "westeurope", "tags": {"a": "b"}}),
    );
    assert_eq!(again["properties"]["principalId"], principal);
    let (_, found) = world.get(&format!("/v1.0/servicePrincipals/{principal}"));
    assert_eq!(
        (&found["displayName"], &found["servicePrincipalType"]),
        (&json!("id-train"), &json!("ManagedIdentity"))
    );
    let (_, held) = world.assign(GROUP, 1, READER, &principal);
    assert_eq!(held["properties"]["principalType"], "ServicePrincipal");
    assert_eq!(world.delete(IDENTITY).0, 200);
    refused(
        world.get(&format!("/v1.0/servicePrincipals/{principal}")),
        404,
        "Request_ResourceNotFound",
    );
    // The assignment stays, as an orphan.
    assert_eq!(world.get(&assignment(GROUP, 1)).0, 200);
}

#[test]
fn federated_credentials_have_their_form_and_their_number() {
    let mut world = World::with(Orders {
        limits: Limits {
            federated_credentials: 2,
            ..Limits::default()
        },
        ..Orders::default()
    });
    refused(
        world.put(&credential("github"), trust("repo:a/b:ref:refs/heads/main")),
        404,
        "ResourceNotFound",
    );
    world.put(IDENTITY, json!({"location": "westeurope"}));
    assert_eq!(
        world
            .put(&credential("github"), trust("repo:a/b:ref:refs/heads/main"))
            .0,
        201
    );
    assert_eq!(
        world
            .put(&credential("github"), trust("repo:a/b:environment:prod"))
            .0,
        200
    );
    let twice = world.put(&credential("other"), trust("repo:a/b:environment:prod"));
    refused(twice, 409, "FederatedIdentityCredentialAlreadyExists");
    let code = "InvalidFederatedIdentityCredential";
    refused(world.put(&credential("no"), trust("x")), 400, code);
    refused(
        world.put(&credential("other"), trust(&"x".repeat(601))),
        400,
        code,
    );
    let mut two = trust("x");
    two["properties"]["audiences"] = json!(["a", "b"]);
    refused(world.put(&credential("other"), two), 400, code);
    assert_eq!(world.put(&credential("other"), trust("x")).0, 201);
    let third = world.put(&credential("third"), trust("y"));
    refused(third, 400, "FederatedIdentityCredentialsLimitExceeded");
    assert_eq!(
        world.names(&format!("{IDENTITY}/federatedIdentityCredentials")),
        ["github", "other"]
    );
    assert_eq!(world.delete(&credential("other")).0, 200);
    assert_eq!(world.delete(&credential("other")).0, 204);
}

#[test]
fn writes_on_one_identity_come_one_at_a_time() {
    let mut world = World::new();
    world.put(IDENTITY, json!({"location": "westeurope"}));
    let root = world.root();
    let first = world.answer(&root, Method::Put, &credential("one"), trust("a"));
    assert_eq!(first.response.status, 201);
    let code = "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity";
    refused(world.put(&credential("two"), trust("b")), 409, code);
    world.tenant.release(first.holds.as_deref().unwrap());
    assert_eq!(world.put(&credential("two"), trust("b")).0, 201);
}
