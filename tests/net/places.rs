//! How many calls are under way at once, and which.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::{join, join_all};
use rolewright::net::{Call, Method};

use super::server::{Answer, Asked, Server};
use super::{Notes, run, site};

/// A site of the tests has four places for each kind of call, and half as many more for reads.
const PLACES: usize = 6;

/// The first answers are held back this long, so that every place is taken meanwhile.
const HELD: Duration = Duration::from_millis(1_500);

/// Reads lists of five pages beside other things, and returns what the server was asked.
fn read(lists: usize, others: usize) -> Vec<Asked> {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| {
        let first = count.fetch_add(1, Ordering::SeqCst) < PLACES;
        let delay = if first { HELD } else { Duration::ZERO };
        Answer {
            delay,
            ..Answer::json(200, "{}")
        }
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

/// Counts the pages among the calls that came before the first answer.
fn pages_at_first(asked: &[Asked]) -> usize {
    let start = asked[0].at;
    assert!(
        asked[PLACES - 1].at - start < HELD,
        "not all places are used"
    );
    assert!(
        asked[PLACES].at - start >= HELD,
        "more places than there are"
    );
    let first = asked.iter().take(PLACES);
    first.filter(|one| one.path == "/page").count()
}

#[test]
fn long_lists_and_others_do_not_wait_for_one_another() {
    let asked = read(6, 40);
    assert_eq!((asked.len(), pages_at_first(&asked)), (70, 4));
}

#[test]
fn a_short_list_keeps_no_more_than_it_needs() {
    let asked = read(1, 40);
    assert_eq!((asked.len(), pages_at_first(&asked)), (45, 1));
}

#[test]
fn all_places_are_for_others_where_no_list_is_read() {
    let asked = read(0, 30);
    assert_eq!((asked.len(), pages_at_first(&asked)), (30, 0));
}
