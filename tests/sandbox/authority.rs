//! Discovery, tokens, and what a token lets its bearer do.

use serde_json::json;

use super::*;

/// Writes text as web tokens do.
fn base64(bytes: &[u8]) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let sixes: Vec<_> = bits.as_bytes().chunks(6).collect();
    let codes = sixes
        .iter()
        .map(|six| format!("{:0<6}", std::str::from_utf8(six).unwrap()));
    codes
        .map(|six| char::from(letters[usize::from_str_radix(&six, 2).unwrap()]))
        .collect()
}

fn sign_in(world: &mut World, form: &str) -> (u16, Value) {
    let request = Request::new(Method::Post, &format!("/{TENANT}/oauth2/v2.0/token"));
    let answer = world.tenant.answer(&request.with_body(form), world.now);
    read(&answer)
}

fn assertion(issuer: &str, subject: &str, audience: &str) -> String {
    let claims = json!({"iss": issuer, "sub": subject, "aud": audience, "exp": 1_900_000_000});
    let token = [
        base64(br#"{"alg":"RS256"}"#),
        base64(claims.to_string().as_bytes()),
        base64(b"signed"),
    ];
    format!(
        "grant_type=client_credentials&client_id={ROBOT_APP}&scope=https%3A%2F%2Fmanagement.azure.com%2F.default\
         &client_assertion={}",
        token.join(".")
    )
}

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const SUBJECT: &str = "repo:contoso/ml:environment:prod";
const EXCHANGE: &str = "api://AzureADTokenExchange";

#[test]
fn a_client_discovers_where_tokens_are_given() {
    let mut world = World::new();
    let (_, found) = world.get(&format!("/{TENANT}/v2.0/.well-known/openid-configuration"));
    let origin = format!("https://127.0.0.1/{TENANT}");
    assert_eq!(
        found["token_endpoint"],
        format!("{origin}/oauth2/v2.0/token")
    );
    assert_eq!(found["issuer"], format!("{origin}/v2.0"));
    let (_, found) = world.get("/common/discovery/instance?api-version=1.1");
    assert_eq!(found["metadata"][0]["preferred_network"], "127.0.0.1");
    let (_, found) = world.get("/metadata/endpoints?api-version=2022-09-01");
    assert_eq!(found["resourceManager"], "https://127.0.0.1/");
}

#[test]
fn a_secret_is_checked() {
    let mut world = World::new();
    let form = |client: &str, secret: &str, scope: &str| {
        format!(
            "grant_type=client_credentials&client_id={client}&client_secret={secret}&scope={scope}"
        )
    };
    let (status, given) = sign_in(
        &mut world,
        &form(ROBOT_APP, "robot+secret", "https://a/.default"),
    );
    assert_eq!((status, &given["expires_in"]), (200, &json!(3599)));
    let code = |given: (u16, Value)| (given.0, given.1["error_codes"][0].as_u64().unwrap());
    let wrong = sign_in(&mut world, &form(ROBOT_APP, "guess", "https://a/.default"));
    assert!(
        wrong.1["error_description"]
            .as_str()
            .unwrap()
            .starts_with("AADSTS7000215: ")
    );
    assert_eq!(code(wrong), (401, 7_000_215));
    assert_eq!(
        code(sign_in(&mut world, &form(TEAM, "x", "https://a/.default"))),
        (400, 700_016)
    );
    assert_eq!(
        code(sign_in(
            &mut world,
            &form(ROBOT_APP, "robot+secret", "openid")
        )),
        (400, 1_002_012)
    );
    assert_eq!(
        code(sign_in(&mut world, "grant_type=password")),
        (400, 70_003)
    );
}

#[test]
fn an_outside_identity_signs_in_where_issuer_subject_and_audience_are_equal_to_the_letter() {
    let mut world = World::new();
    assert_eq!(
        sign_in(&mut world, &assertion(GITHUB, SUBJECT, EXCHANGE)).0,
        200
    );
    let mut code = |issuer: &str, subject: &str, audience: &str| {
        sign_in(&mut world, &assertion(issuer, subject, audience)).1["error_codes"][0].as_u64()
    };
    assert_eq!(code("https://elsewhere", SUBJECT, EXCHANGE), Some(700_211));
    assert_eq!(
        code(GITHUB, &SUBJECT.to_uppercase(), EXCHANGE),
        Some(700_213)
    );
    assert_eq!(code(GITHUB, SUBJECT, "api://other"), Some(700_212));
}

/// The one issuer whose key the sandbox knows is itself.
#[test]
fn an_assertion_of_the_sandbox_itself_must_be_signed_by_it() {
    let mut world = World::new();
    let issuer = format!("https://sts.windows.net/{TENANT}/");
    let trusting = json!({"objects": [{
        "id": ROBOT, "kind": "servicePrincipal", "displayName": "robot", "appId": ROBOT_APP,
        "secrets": ["robot secret"],
        "federatedCredentials": [{
            "name": "own", "issuer": issuer, "subject": ROBOT, "audiences": [EXCHANGE],
        }],
    }]});
    let planted = serde_json::from_value(trusting).unwrap();
    world.tenant.plant(planted).unwrap();
    let form = format!(
        "grant_type=client_credentials&client_id={ROBOT_APP}&client_secret=robot+secret&scope={EXCHANGE}/.default"
    );
    let (_, given) = sign_in(&mut world, &form);
    let own = given["access_token"].as_str().unwrap();
    let exchange = |token: &str| {
        format!(
            "grant_type=client_credentials&client_id={ROBOT_APP}&scope=https://management.azure.com/.default\
             &client_assertion={token}"
        )
    };
    assert_eq!(sign_in(&mut world, &exchange(own)).0, 200);
    let (status, forged) = sign_in(&mut world, &assertion(&issuer, ROBOT, EXCHANGE));
    assert_eq!((status, &forged["error_codes"][0]), (401, &json!(700_027)));
}

#[test]
fn a_token_is_checked_for_signature_life_and_audience() {
    let mut world = World::new();
    let token = world.token_of(ROBOT_APP, "robot secret");
    let subscriptions = "/subscriptions";
    assert_eq!(
        world
            .call_as(&token, Method::Get, subscriptions, Value::Null)
            .0,
        200
    );
    let parts: Vec<_> = token.split('.').collect();
    let forged = format!("{}.{}.{}", parts[0], base64(b"{\"oid\":\"me\"}"), parts[2]);
    for wrong in [forged.as_str(), "", "a.b.c", &token[..token.len() - 2]] {
        let given = world.call_as(wrong, Method::Get, subscriptions, Value::Null);
        refused(given, 401, "InvalidAuthenticationToken");
    }
    let request = Request::new(Method::Get, "/subscriptions?api-version=2022-12-01");
    let answer = world.tenant.answer(&request, world.now);
    refused(read(&answer), 401, "AuthenticationFailed");
    assert!(
        answer
            .response
            .headers
            .iter()
            .any(|(name, _)| *name == "WWW-Authenticate")
    );
    world.wait(3600);
    let late = world.call_as(&token, Method::Get, subscriptions, Value::Null);
    refused(late, 401, "ExpiredAuthenticationToken");
    let form = format!(
        "grant_type=client_credentials&client_id={ROBOT_APP}&client_secret=robot+secret\
         &scope=https://graph.microsoft.com/.default"
    );
    let graph = sign_in(&mut world, &form).1["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let given = world.call_as(&graph, Method::Get, subscriptions, Value::Null);
    refused(given, 401, "InvalidAuthenticationTokenAudience");
    assert_eq!(
        world
            .call_as(&graph, Method::Get, "/v1.0/groups", Value::Null)
            .0,
        200
    );
}

#[test]
fn a_token_of_another_tenant_is_refused() {
    let mut world = World::new();
    let mut other = identity();
    other.tenant = "88888888-8888-4888-8888-888888888888".to_owned();
    // Its key is the same, so that nothing but the tenant is wrong.
    let mut stranger = Tenant::new(other.clone(), Orders::default(), &[], world.now);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret=a+root+secret&scope=https://localhost/.default",
        other.client
    );
    let request = Request::new(
        Method::Post,
        &format!("/{}/oauth2/v2.0/token", other.tenant),
    );
    let (_, given) = read(&stranger.answer(&request.with_body(form), world.now));
    let token = given["access_token"].as_str().unwrap();
    let refusal = world.call_as(token, Method::Get, "/subscriptions", Value::Null);
    refused(refusal, 401, "InvalidAuthenticationTokenTenant");
}

#[test]
fn what_a_principal_holds_itself_and_through_groups_is_what_it_may_do() {
    let mut world = World::new();
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let put = |world: &mut World, number| {
        world.call_as(
            &robot,
            Method::Put,
            &assignment(GROUP, number),
            grant(READER, ANN),
        )
    };
    refused(put(&mut world, 1), 403, "AuthorizationFailed");
    assert_eq!(world.assign(SUB, 2, RBAC_ADMIN, OUTER).0, 201);
    refused(put(&mut world, 1), 403, "AuthorizationFailed");
    let joined = json!({"objects": [
        {"id": TEAM, "kind": "group", "displayName": "team", "members": [ROBOT]},
    ]});
    world
        .tenant
        .plant(serde_json::from_value(joined).unwrap())
        .unwrap();
    assert_eq!(put(&mut world, 1).0, 201);
    // A deny assignment goes before every grant.
    let deny = format!(
        "{GROUP}/providers/Microsoft.Authorization/denyAssignments/{}",
        guid(9)
    );
    let body = json!({"properties": {
        "denyAssignmentName": "freeze",
        "permissions": [{"actions": ["Microsoft.Authorization/roleAssignments/*"]}],
        "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
        "excludePrincipals": [{"id": identity().object}],
    }});
    assert_eq!(world.put(&deny, body).0, 201);
    let mut other = |scope: &str| {
        world.call_as(
            &robot,
            Method::Put,
            &assignment(scope, 3),
            grant(BLOB_READER, ANN),
        )
    };
    refused(other(STORE), 403, "AuthorizationFailed");
    assert_eq!(other(SUB).0, 201);
}

#[test]
fn the_permissions_of_the_caller_are_its_blocks() {
    let mut world = World::new();
    world.assign(SUB, 1, READER, ROBOT);
    let robot = world.token_of(ROBOT_APP, "robot secret");
    let place = format!("{GROUP}/providers/Microsoft.Authorization/permissions");
    let (_, held) = world.call_as(&robot, Method::Get, &place, Value::Null);
    assert_eq!(held["value"][0]["actions"], json!(["*/read"]));
    assert_eq!(held["value"].as_array().unwrap().len(), 1);
}
