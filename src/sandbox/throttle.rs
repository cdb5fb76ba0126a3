//! The token buckets by which Resource Manager limits requests, for each principal and subscription.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::wire::Method;

/// What a bucket holds at most, and what comes back to it in a second.
const READS: (f64, f64) = (250.0, 25.0);
const WRITES: (f64, f64) = (200.0, 10.0);
const DELETES: (f64, f64) = (200.0, 10.0);

/// The buckets, by principal, subscription and kind of request.
#[derive(Debug, Default)]
pub(super) struct Buckets(BTreeMap<(String, String, &'static str), Bucket>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

/// What is left after a request, or how long to wait.
#[derive(Debug)]
pub(super) struct Taken {
    /// The header that tells what is left.
    pub(super) header: &'static str,
    /// How many more requests there may be.
    pub(super) left: u32,
    /// The seconds to wait, where there was none left for this one.
    pub(super) wait: Option<u32>,
}

impl Buckets {
    /// Takes one request out of its bucket.
    pub(super) fn take(
        &mut self,
        principal: &str,
        subscription: Option<&str>,
        method: Method,
        now: Timestamp,
    ) -> Taken {
        let (kind, (most, back)) = match method {
            Method::Get | Method::Head | Method::Other => ("reads", READS),
            Method::Delete => ("deletes", DELETES),
            Method::Put | Method::Post | Method::Patch => ("writes", WRITES),
        };
        let key = (principal.to_owned(), subscription.unwrap_or_default().to_owned(), kind);
        let bucket = self.0.entry(key).or_insert(Bucket { left: most, at: now });
        let seconds = now.duration_since(bucket.at).as_secs_f64().max(0.0);
        bucket.left = (bucket.left + seconds * back).min(most);
        bucket.at = now;
        let wait = (bucket.left < 1.0).then(|| whole((1.0 - bucket.left) / back).max(1));
        if wait.is_none() {
            bucket.left -= 1.0;
        }
        Taken {
            header: header(subscription.is_some(), kind),
            left: bucket.left.floor().clamp(0.0, most) as u32,
            wait,
        }
    }
}

fn whole(seconds: f64) -> u32 {
    seconds.ceil().clamp(0.0, 3600.0) as u32
}

fn header(of_subscription: bool, kind: &str) -> &'static str {
    match (of_subscription, kind) {
        (true, "reads") => "x-ms-ratelimit-remaining-subscription-reads",
        (true, "writes") => "x-ms-ratelimit-remaining-subscription-writes",
        (true, _) => "x-ms-ratelimit-remaining-subscription-deletes",
        (false, "reads") => "x-ms-ratelimit-remaining-tenant-reads",
        (false, "writes") => "x-ms-ratelimit-remaining-tenant-writes",
        (false, _) => "x-ms-ratelimit-remaining-tenant-deletes",
    }
}
