//! Tries and pauses.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rolewright::net::{Call, Error, Method};

use super::server::{Answer, Server};
use super::{Notes, ask, run, site, timed};

/// A server whose first answers are given, and all others are good.
fn first(answers: Vec<Answer>) -> Server {
    let at = AtomicUsize::new(0);
    Server::start(move |_| {
        let answer = answers.get(at.fetch_add(1, Ordering::SeqCst));
        answer.cloned().unwrap_or_else(|| Answer::json(200, "{}"))
    })
}

#[test]
fn a_refusal_for_want_of_quota_is_waited_out_as_the_server_asks() {
    let server = first(vec![Answer::json(429, "{}").with("retry-after", "1")]);
    let ((reply, noted), took) = timed(|| ask(&server));
    assert_eq!(reply.unwrap().status, 200);
    assert!(took >= Duration::from_secs(1), "{took:?}");
    let [(status, pause, attempt)] = noted[..] else {
        panic!("{noted:?}");
    };
    assert_eq!((status, attempt), (Some(429), 2));
    assert!(pause >= Duration::from_secs(1) && pause < Duration::from_millis(1300));
    let asked = server.asked();
    assert!(asked[1].at - asked[0].at >= Duration::from_secs(1));
}

#[test]
fn milliseconds_and_the_quota_of_resource_graph_are_understood() {
    let short = Answer::json(429, "{}").with("x-ms-retry-after-ms", "300");
    let (reply, noted) = ask(&first(vec![short]));
    assert_eq!(reply.unwrap().status, 200);
    assert!(noted[0].1 >= Duration::from_millis(300) && noted[0].1 < Duration::from_millis(600));
    let graph = Answer::json(429, "{}")
        .with("x-ms-user-quota-remaining", "0")
        .with("x-ms-user-quota-resets-after", "00:00:01");
    let (reply, noted) = ask(&first(vec![graph]));
    assert_eq!(reply.unwrap().status, 200);
    assert!(noted[0].1 >= Duration::from_secs(1));
}

#[test]
fn a_pause_longer_than_the_patience_is_not_begun() {
    let server = first(vec![
        Answer::json(429, "{}").with("retry-after", "86400");
        9
    ]);
    let ((reply, noted), took) = timed(|| ask(&server));
    assert_eq!(reply.unwrap().status, 429);
    assert!(
        noted.is_empty() && took < Duration::from_secs(1),
        "{noted:?}"
    );
}

#[test]
fn tries_come_to_an_end() {
    let server = first(vec![Answer::json(503, "{}"); 9]);
    let (reply, noted) = ask(&server);
    assert_eq!(reply.unwrap().status, 503);
    assert_eq!(
        noted.iter().map(|note| note.2).collect::<Vec<_>>(),
        [2, 3, 4]
    );
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn a_connection_that_broke_is_tried_again() {
    let broken = Answer {
        dropped: true,
        ..Answer::json(200, "{}")
    };
    let server = first(vec![broken.clone(), broken]);
    let (reply, noted) = ask(&server);
    assert_eq!(reply.unwrap().status, 200);
    assert_eq!(
        noted.iter().map(|note| note.0).collect::<Vec<_>>(),
        [None, None]
    );
}

#[test]
fn a_refused_token_is_renewed_once() {
    let server = first(vec![Answer::json(401, "{}")]);
    assert_eq!(ask(&server).0.unwrap().status, 200);
    let sent: Vec<_> = server.asked();
    let sent: Vec<_> = sent.iter().map(|one| one.header("authorization")).collect();
    assert_eq!(sent, [Some("Bearer token-0"), Some("Bearer token-1")]);

    let server = first(vec![Answer::json(401, "{}"); 9]);
    assert_eq!(ask(&server).0.unwrap().status, 401);
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn all_tries_together_end_in_time() {
    let slow = Answer {
        delay: Duration::from_secs(30),
        ..Answer::json(200, "{}")
    };
    let server = first(vec![slow]);
    let mut site = site(&server, Arc::default());
    site.patience.total = Duration::from_millis(300);
    let call = Call::new(Method::Get, site.address("/thing", &[]).unwrap());
    let (reply, took) = timed(|| run(site.send(&call)));
    assert!(matches!(reply, Err(Error::Patience { .. })), "{reply:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn nobody_else_calls_while_the_server_wants_quiet() {
    let at = AtomicUsize::new(0);
    let server = Server::start(move |_| match at.fetch_add(1, Ordering::SeqCst) {
        0 => Answer::json(429, "{}").with("x-ms-retry-after-ms", "400"),
        _ => Answer::json(200, "{}"),
    });
    let notes = Arc::new(Notes::default());
    let site = Arc::new(site(&server, Arc::clone(&notes)));
    run(async {
        let mut calls = tokio::task::JoinSet::new();
        for number in 0..12_u64 {
            let site = Arc::clone(&site);
            calls.spawn(async move {
                tokio::time::sleep(Duration::from_millis(number * 30)).await;
                let url = site.address("/thing", &[]).unwrap();
                site.send(&Call::new(Method::Get, url))
                    .await
                    .unwrap()
                    .status
            });
        }
        assert_eq!(calls.join_all().await, [200; 12]);
    });
    let asked = server.asked();
    let first = asked[0].at;
    let early = asked[1..]
        .iter()
        .filter(|one| one.at - first < Duration::from_millis(350));
    assert_eq!(
        early.count(),
        0,
        "somebody called while the server wanted quiet"
    );
    assert_eq!(notes.0.lock().unwrap().len(), 1);
}
