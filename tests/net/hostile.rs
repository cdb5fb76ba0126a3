//! Servers that mean ill.

use std::sync::Arc;
use std::time::Duration;

use rolewright::net::{Call, Client, Error, Method, Reach, Settings, Token};

use super::server::{self, Answer, Server};
use super::{Notes, ask, client, run, site, timed};

fn get(client: &Client, url: &str) -> Result<(), Error> {
    let call = Call::new(Method::Get, url.parse().unwrap());
    let token = Token::new("secret");
    run(client.send(&call, Some(&token))).map(|_| ())
}

#[test]
fn a_certificate_that_nobody_vouches_for_fails_at_once() {
    let server = Server::start(|_| Answer::json(200, "{}"));
    let mut settings = Settings::new(Reach::Loopback);
    settings.authorities = Some(server::stranger());
    let notes = Arc::new(Notes::default());
    let mut site = site(&server, Arc::clone(&notes));
    site.client = Client::new(&settings).unwrap();
    let url = site.address("/thing", &[]).unwrap();
    let (reply, took) = timed(|| run(site.send(&Call::new(Method::Get, url))));
    let Err(Error::Certificate { host, why }) = reply else {
        panic!("{reply:?}");
    };
    assert_eq!(host, "127.0.0.1");
    assert_eq!(
        why,
        "no certificate authority that is trusted here issued it"
    );
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(notes.0.lock().unwrap().is_empty(), "it was tried again");
    assert!(server.asked().is_empty(), "the token was sent");
}

#[test]
fn a_file_without_certificates_is_refused() {
    for pem in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
    ] {
        let mut settings = Settings::new(Reach::Anywhere);
        settings.authorities = Some(pem.into());
        let made = Client::new(&settings);
        assert!(matches!(made, Err(Error::Authorities)), "{pem:?}: {made:?}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let other = Server::start(|_| Answer::json(200, "{}"));
    let to = format!("{}/thing", other.origin());
    for status in [301, 302, 303, 307, 308] {
        let to = to.clone();
        let server = Server::start(move |_| Answer::json(status, "{}").with("location", &to));
        let (reply, _) = ask(&server);
        assert!(
            matches!(reply, Err(Error::Redirect { .. })),
            "{status}: {reply:?}"
        );
    }
    assert!(other.asked().is_empty(), "the token went elsewhere");
}

#[test]
fn a_body_is_read_no_further_than_its_limit() {
    let server = Server::start(|_| Answer {
        body: vec![b' '; 1 << 16],
        times: usize::MAX,
        ..Answer::json(200, "")
    });
    let site = site(&server, Arc::default());
    let mut call = Call::new(Method::Get, site.address("/thing", &[]).unwrap());
    call.limit = 1 << 20;
    let reply = run(site.send(&call));
    let Err(Error::Long { limit, .. }) = reply else {
        panic!("{reply:?}");
    };
    assert_eq!(limit, 1 << 20);
}

#[test]
fn what_is_no_json_is_no_answer() {
    for kind in [
        "text/html",
        "application/xml",
        "application/jsonp",
        "image/png",
    ] {
        let server = Server::start(move |_| Answer::json(200, "{}").with("content-type", kind));
        let (reply, _) = ask(&server);
        let Err(Error::Type { found, .. }) = reply else {
            panic!("{kind}: {reply:?}");
        };
        assert_eq!(found, kind);
    }
    for kind in [
        "application/json",
        "Application/JSON;odata=x",
        "text/json",
        "application/problem+json",
    ] {
        let server = Server::start(move |_| Answer::json(200, "{}").with("content-type", kind));
        assert!(ask(&server).0.is_ok(), "{kind}");
    }
}

#[test]
fn a_page_of_a_proxy_counts_by_its_status_alone() {
    let server = Server::start(|_| Answer::json(403, "<html>").with("content-type", "text/html"));
    let reply = ask(&server).0.unwrap();
    assert_eq!((reply.status, reply.body.len()), (403, 0));
}

#[test]
fn another_host_is_never_asked() {
    let (server, other) = (
        Server::start(|_| Answer::json(200, "{}")),
        Server::start(|_| Answer::json(200, "{}")),
    );
    let site = site(&server, Arc::default());
    let call = Call::new(
        Method::Get,
        format!("{}/thing", other.origin()).parse().unwrap(),
    );
    let reply = run(site.send(&call));
    assert!(matches!(reply, Err(Error::Elsewhere { .. })), "{reply:?}");
    assert!(server.asked().is_empty() && other.asked().is_empty());
}

#[test]
fn a_client_of_this_machine_reaches_no_other() {
    for url in [
        "https://10.0.0.1/x",
        "https://[2001:db8::1]/x",
        "https://0.0.0.0/x",
    ] {
        let refused = get(&client(), url);
        assert!(
            matches!(refused, Err(Error::NotHere { .. })),
            "{url}: {refused:?}"
        );
    }
    let server = Server::start(|_| Answer::json(200, "{}"));
    get(&client(), &format!("https://localhost:{}/x", server.port)).unwrap();
    let plain = get(&client(), &format!("http://127.0.0.1:{}/x", server.port));
    assert!(plain.is_err(), "plain HTTP was spoken");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_client_for_tokens_of_the_machine_reaches_nothing_else() {
    let tokens = Client::new(&Settings::new(Reach::Tokens)).unwrap();
    let server = Server::plain(|_| Answer::json(200, "{}"));
    get(&tokens, &format!("http://127.0.0.1:{}/x", server.port)).unwrap();
    for url in [
        "http://localhost:1/x",
        "http://169.254.169.253/x",
        "http://example.com/x",
    ] {
        let refused = get(&tokens, url);
        assert!(
            matches!(refused, Err(Error::NotHere { .. })),
            "{url}: {refused:?}"
        );
    }
}
