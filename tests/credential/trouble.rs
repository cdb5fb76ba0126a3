//! What becomes of a sign-in that fails: who shares it, how long it counts, and what is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rolewright::credential::Service;
use rolewright::net::{Authorize, Error as Net};

use super::{SECRET, choose, sandbox};
use crate::net::server::{Answer, Server};
use crate::net::{Notes, client, run};

const REFUSED: &str = r#"{"error":"invalid_client","error_description":"AADSTS7000215: no"}"#;

/// An authority whose answer to the request of a number is told by the number, a little late.
fn authority(answer: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |_| Answer {
        delay: Duration::from_millis(30),
        ..answer(count.fetch_add(1, Ordering::SeqCst))
    })
}

fn token() -> Answer {
    let token = r#"{"token_type":"Bearer","expires_in":3600,"access_token":"t"}"#;
    Answer::json(200, token)
}

fn service(server: &Server) -> Service {
    let places = sandbox(server);
    let source = choose(None, &places, &client(), &SECRET).unwrap();
    Service::new(source, &places.manager, || {
        jiff::Timestamp::now().as_second()
    })
}

/// Asks for so many tokens at once; returns how many came.
async fn ask(service: &Service, times: usize, fresh: bool) -> usize {
    let asked = join_all((0..times).map(|_| service.token(fresh))).await;
    asked.iter().filter(|token| token.is_ok()).count()
}

#[test]
fn a_refusal_is_heard_once_and_holds_for_the_run() {
    let server = authority(|_| Answer::json(401, REFUSED));
    let service = service(&server);
    run(async {
        assert_eq!(ask(&service, 1000, false).await, 0);
        assert_eq!(server.asked().len(), 1, "callers share an attempt");
        for _ in 0..100 {
            let error = service.token(false).await.unwrap_err();
            assert!(error.to_string().contains("AADSTS7000215"), "{error}");
        }
        assert_eq!(server.asked().len(), 1, "a refusal is remembered");
        assert_eq!(ask(&service, 1, true).await, 0);
        assert_eq!(
            server.asked().len(),
            2,
            "whoever wants a fresh one is heard"
        );
        assert_eq!(ask(&service, 10, false).await, 0);
        assert_eq!(server.asked().len(), 2);
    });
}

#[test]
fn tokens_that_are_refused_at_once_are_renewed_once() {
    let server = authority(|_| token());
    let service = service(&server);
    run(async {
        assert_eq!(ask(&service, 8, false).await, 8);
        assert_eq!(server.asked().len(), 1);
        assert_eq!(ask(&service, 8, true).await, 8);
        assert_eq!(server.asked().len(), 2);
    });
}

#[test]
fn a_fresh_token_ends_a_refusal() {
    let server = authority(|nth| match nth {
        0 => Answer::json(401, REFUSED),
        _ => token(),
    });
    let service = service(&server);
    run(async {
        assert_eq!(ask(&service, 1, false).await, 0);
        assert_eq!(ask(&service, 1, true).await, 1);
        assert_eq!(ask(&service, 9, false).await, 9);
    });
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn trouble_is_tried_again_aloud_and_passes() {
    let server = authority(|nth| match nth {
        0..3 => Answer::json(503, "{}"),
        _ => token(),
    });
    let notes = Arc::new(Notes::default());
    let service = service(&server).with_watch(notes.clone());
    run(async {
        let error = service.token(false).await.unwrap_err().to_string();
        assert!(error.contains("has trouble (status 503)"), "{error}");
        let told: Vec<_> = notes.0.lock().unwrap().clone();
        let told: Vec<_> = told
            .iter()
            .map(|(status, _, nth)| (*status, *nth))
            .collect();
        assert_eq!(told, [(Some(503), 2), (Some(503), 3)]);
        // Many calls meet the same trouble, and one of them has looked just now.
        assert_eq!(ask(&service, 50, false).await, 0);
        assert_eq!(server.asked().len(), 3);
        tokio::time::sleep(Duration::from_millis(2100)).await;
        assert_eq!(ask(&service, 50, false).await, 50);
    });
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn a_pause_is_as_long_as_the_authority_asks_or_there_is_none() {
    for (asks, tries) in [("1", 2), ("3600", 1)] {
        let server = authority(move |nth| match nth {
            0 => Answer::json(429, "{}").with("retry-after", asks),
            _ => token(),
        });
        let begun = Instant::now();
        let came = run(ask(&service(&server), 1, false));
        assert_eq!((came, server.asked().len()), (tries - 1, tries), "{asks}");
        // A machine at work may be late, and nobody is early.
        let took = begun.elapsed().as_secs();
        assert!(
            (came as u64..came as u64 + 4).contains(&took),
            "{asks}: {took} s"
        );
    }
}

#[test]
fn a_connection_that_breaks_is_tried_again() {
    let server = authority(|nth| Answer {
        dropped: nth == 0,
        ..token()
    });
    assert_eq!(run(ask(&service(&server), 1, false)), 1);
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn where_nothing_listens_is_not_tried_again() {
    let server = authority(|_| token());
    let service = service(&server);
    drop(server);
    let begun = Instant::now();
    let error = run(service.token(false)).unwrap_err();
    let error = error.downcast_ref::<Arc<Net>>().unwrap();
    assert!(matches!(**error, Net::Refused { .. }), "{error}");
    assert!(begun.elapsed() < Duration::from_millis(400));
}
