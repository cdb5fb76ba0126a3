//! The token buckets by which Resource Manager limits requests, for each principal and subscription.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::wire::Method;

/// What a bucket holds at most, and what comes back to it in a second.
const READS: (u32, u32) = (250, 25);
const WRITES: (u32, u32) = (200, 10);
const DELETES: (u32, u32) = (200, 10);

/// What one request takes, counted in thousandths so that nothing is lost between two requests.
const ONE: u64 = 1000;

/// The buckets, by principal, subscription and kind of request.
#[derive(Debug, Default)]
pub(super) struct Buckets(BTreeMap<(String, String, &'static str), Bucket>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// In thousandths of a request.
    left: u64,
    at: Timestamp,
}

/// What is left after a request, or how long to wait.
#[derive(Debug)]
pub(super) struct Taken {
    /// The header that tells what is left.
    pub(super) header: &'static str,
    /// How many more requests there may be.
    pub(super) left: u64,
    /// The seconds to wait, where there was none left for this one.
    pub(super) wait: Option<u64>,
}

impl Bucket {
    /// Lets come back what came back since the bucket was last looked at.
    fn refill(&mut self, most: u64, back: u32, now: Timestamp) {
        let passed = now.duration_since(self.at).as_millis();
        let passed = u64::try_from(passed).unwrap_or_default();
        // As many come back in a second as thousandths come back in a millisecond.
        let left = passed.saturating_mul(u64::from(back));
        self.left = left.saturating_add(self.left).min(most);
        self.at = now;
    }
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
        let key = (
            principal.to_owned(),
            subscription.unwrap_or_default().to_owned(),
            kind,
        );
        let most = u64::from(most) * ONE;
        let bucket = self.0.entry(key).or_insert(Bucket {
            left: most,
            at: now,
        });
        bucket.refill(most, back, now);
        let missing = ONE.saturating_sub(bucket.left);
        let wait = missing.div_ceil(u64::from(back) * ONE);
        bucket.left = if missing == 0 {
            bucket.left - ONE
        } else {
            bucket.left
        };
        Taken {
            header: header(subscription.is_some(), kind),
            left: bucket.left / ONE,
            wait: (missing > 0).then_some(wait),
        }
    }
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
