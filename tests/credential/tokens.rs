//! What is sent to whom for a token, and how long the token is kept.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use rolewright::credential::{Kind, Service};
use rolewright::net::{Authorize, Client, Origin, Reach, Settings};

use super::{SECRET, TENANT, anywhere, azure, choose, sandbox};
use crate::net::server::{self, Answer, Server};
use crate::net::{client, run};

/// An authority whose tokens are numbered and hold for an hour.
fn authority() -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |_| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        Answer::json(
            200,
            format!(
                r#"{{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"t.{number}"}}"#
            ),
        )
    })
}

fn shown(service: &Service, fresh: bool) -> Result<String, String> {
    // A token is shown nowhere; what is sent with it tells which one it is.
    let seen = Server::start(|_| Answer::json(200, "{}"));
    let token = run(service.token(fresh)).map_err(|error| error.to_string())?;
    let url = format!("{}/x", seen.origin()).parse().unwrap();
    let call = rolewright::net::Call::new(rolewright::net::Method::Get, url);
    run(client().send(&call, Some(&token))).unwrap();
    let sent = seen.asked().remove(0);
    Ok(sent.header("authorization").unwrap().to_owned())
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[test]
fn a_secret_is_sent_to_the_authority_and_the_token_is_kept_until_it_is_refused() {
    let server = authority();
    let places = sandbox(&server);
    let source = choose(None, &places, &client(), &SECRET).unwrap();
    let service = Service::new(source, &places.manager, now);
    assert_eq!(shown(&service, false).unwrap(), "Bearer t.0");
    assert_eq!(shown(&service, false).unwrap(), "Bearer t.0");
    assert_eq!(shown(&service, true).unwrap(), "Bearer t.1");
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(
        (asked[0].method.as_str(), asked[0].path.as_str()),
        ("POST", &*format!("/{TENANT}/oauth2/v2.0/token"))
    );
    let scope = format!("https%3A%2F%2F127.0.0.1%3A{}%2F.default", server.port);
    for part in [
        "client_secret=hush%7Ehush",
        "grant_type=client_credentials",
        &format!("scope={scope}"),
    ] {
        assert!(asked[0].body.contains(part), "{part}");
    }
    assert_eq!(asked[0].header("authorization"), None);
}

#[test]
fn a_token_that_ends_soon_is_renewed() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    NOW.store(now(), Ordering::SeqCst);
    let server = authority();
    let places = sandbox(&server);
    let source = choose(None, &places, &client(), &SECRET).unwrap();
    let service = Service::new(source, &places.manager, || NOW.load(Ordering::SeqCst));
    assert_eq!(shown(&service, false).unwrap(), "Bearer t.0");
    NOW.fetch_add(3200, Ordering::SeqCst);
    assert_eq!(shown(&service, false).unwrap(), "Bearer t.0");
    NOW.fetch_add(200, Ordering::SeqCst);
    // The credential below has a store of its own, by the true clock: it gives the same token again.
    assert_eq!(shown(&service, false).unwrap(), "Bearer t.0");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_wrong_secret_is_told_as_the_authority_tells_it_and_not_repeated() {
    let server = Server::start(|_| {
        Answer::json(
            401,
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1","error_codes":[7000215]}"#,
        )
    });
    let places = sandbox(&server);
    let source = choose(None, &places, &client(), &SECRET).unwrap();
    let service = Service::new(source, &places.manager, now);
    let error = shown(&service, false).unwrap_err();
    assert!(
        error.starts_with("signing in with `secret` failed: "),
        "{error}"
    );
    assert!(error.contains("AADSTS7000215"), "{error}");
    assert!(
        !error.contains("hush") && !error.contains(['\n', '\r']),
        "{error}"
    );
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_certificate_of_the_authority_that_is_not_trusted_fails_at_once() {
    let server = authority();
    let places = sandbox(&server);
    let mut settings = Settings::new(Reach::Loopback);
    settings.authorities = Some(server::stranger());
    let client = Client::new(&settings).unwrap();
    let source = choose(None, &places, &client, &SECRET).unwrap();
    let service = Service::new(source, &places.manager, now);
    let start = std::time::Instant::now();
    let error = shown(&service, false).unwrap_err();
    assert!(error.contains("is not trusted"), "{error}");
    assert!(start.elapsed().as_secs() < 3, "{:?}", start.elapsed());
    assert!(server.asked().is_empty());
}

#[test]
fn an_authority_that_has_trouble_is_asked_a_few_times() {
    let server = Server::start(|_| Answer::json(503, "{}"));
    let places = sandbox(&server);
    let source = choose(None, &places, &client(), &SECRET).unwrap();
    let service = Service::new(source, &places.manager, now);
    let start = std::time::Instant::now();
    shown(&service, false).unwrap_err();
    assert_eq!(server.asked().len(), 3);
    assert!(start.elapsed().as_secs() < 15, "{:?}", start.elapsed());
}

#[test]
fn compute_of_azure_ml_is_asked_on_this_machine() {
    let expires = now() + 3600;
    for expires in [expires.to_string(), format!("\"{expires}\"")] {
        let server = Server::plain(move |_| {
            Answer::json(
                200,
                format!(r#"{{"access_token":"ml","expires_on":{expires}}}"#),
            )
        });
        let endpoint = format!("http://127.0.0.1:{}/token", server.port);
        let variables = [
            ("MSI_ENDPOINT", endpoint.as_str()),
            ("MSI_SECRET", "hush"),
            ("DEFAULT_IDENTITY_CLIENT_ID", "id-1"),
        ];
        let source = choose(None, &azure(), &anywhere(), &variables).unwrap();
        assert_eq!(source.kind, Kind::AzureMl);
        let service = Service::new(source, &azure().manager, now);
        assert_eq!(shown(&service, false).unwrap(), "Bearer ml");
        let asked = &server.asked()[0];
        assert_eq!(
            asked.path,
            "/token?api-version=2017-09-01&resource=https%3A%2F%2Fmanagement.azure.com&clientid=id-1"
        );
        assert_eq!(asked.header("secret"), Some("hush"));
    }
}

#[test]
fn compute_of_azure_ml_is_asked_nowhere_else() {
    let variables = [
        ("MSI_ENDPOINT", "http://tokens.example.com/token"),
        ("MSI_SECRET", "hush"),
    ];
    let source = choose(None, &azure(), &anywhere(), &variables).unwrap();
    let service = Service::new(source, &azure().manager, now);
    let error = shown(&service, false).unwrap_err();
    assert!(error.contains("is not on this machine"), "{error}");
}

#[test]
fn a_job_of_github_asks_for_its_token_and_says_which_right_it_lacks() {
    let server = Server::start(|_| Answer::json(403, "{}"));
    let url = format!("{}/token?x=1", server.origin());
    let variables = [
        ("AZURE_TENANT_ID", TENANT),
        ("AZURE_CLIENT_ID", "cccccccc-0000-4000-8000-000000000001"),
        ("ACTIONS_ID_TOKEN_REQUEST_URL", url.as_str()),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "job"),
    ];
    let source = choose(None, &azure(), &anywhere(), &variables).unwrap();
    let service = Service::new(source, &azure().manager, now);
    let error = shown(&service, false).unwrap_err();
    assert!(error.contains("`permissions: id-token: write`"), "{error}");
    let asked = &server.asked()[0];
    assert_eq!(
        asked.path,
        "/token?x=1&audience=api%3A%2F%2FAzureADTokenExchange"
    );
    assert_eq!(asked.header("authorization"), Some("Bearer job"));
}

#[test]
fn a_token_tells_who_is_signed_in() {
    let server = Server::start(|_| {
        // {"oid":"AAAAAAAA-0000-4000-8000-000000000001"}
        let claims = "eyJvaWQiOiJBQUFBQUFBQS0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDEifQ";
        Answer::json(
            200,
            format!(
                r#"{{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"e30.{claims}.x"}}"#
            ),
        )
    });
    let places = sandbox(&server);
    let source = choose(None, &places, &client(), &SECRET).unwrap();
    let service = Service::new(source, &Origin::parse(&server.origin()).unwrap(), now);
    let who = run(service.object_id()).unwrap();
    assert_eq!(who.as_deref(), Some("aaaaaaaa-0000-4000-8000-000000000001"));
}
