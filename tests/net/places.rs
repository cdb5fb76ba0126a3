//! How many calls are under way at once, and which.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use rolewright::net::{Call, Method};

use super::server::{Answer, Asked, Server};
use super::{Notes, run, site};

const DELAY: Duration = Duration::from_millis(100);

/// So many calls of a kind were under way when another one came, itself included.
fn most(asked: &[Asked], kind: &str) -> usize {
    let all: Vec<_> = asked
        .iter()
        .filter(|one| one.path.starts_with(kind))
        .collect();
    let with = |one: &Asked| {
        let before = all.iter().filter(|other| other.at <= one.at);
        before.filter(|other| other.at + DELAY > one.at).count()
    };
    all.iter().map(|one| with(one)).max().unwrap_or(0)
}

/// Reads lists of five pages beside other things, and returns what the server was asked.
fn read(lists: usize, others: usize) -> Vec<Asked> {
    let server = Server::start(|_| Answer {
        delay: DELAY,
        ..Answer::json(200, "{}")
    });
    let site = site(&server, Arc::new(Notes::default()));
    let call = |path: &str| Call::new(Method::Get, site.address(path, &[]).unwrap());
    let list = async || {
        let _list = site.long_list();
        for _ in 0..5 {
            site.send(&call("/page").paged()).await.unwrap();
        }
    };
    let other = async || drop(site.send(&call("/other")).await.unwrap());
    let lists = join_all((0..lists).map(|_| list()));
    let others = join_all((0..others).map(|_| other()));
    run(join(lists, others));
    server.asked()
}

/// Of a site for four calls: four pages and two others, and all of it is asked once.
#[test]
fn long_lists_and_others_do_not_wait_for_one_another() {
    let asked = read(6, 40);
    assert_eq!(asked.len(), 70);
    assert!(most(&asked, "/page") <= 4, "{}", most(&asked, "/page"));
    assert!(most(&asked, "/") <= 6, "{}", most(&asked, "/"));
    let first: Vec<_> = asked.iter().take(6).map(|one| &*one.path).collect();
    let count = |kind| first.iter().filter(|path| **path == kind).count();
    assert_eq!((count("/page"), count("/other")), (4, 2), "{first:?}");
}

/// Without long lists nothing is kept back.
#[test]
fn all_places_are_for_others_where_no_list_is_read() {
    let asked = read(0, 30);
    assert_eq!(asked.len(), 30);
    let most = most(&asked, "/other");
    assert!(most > 4 && most <= 6, "{most}");
}
