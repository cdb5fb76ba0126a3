//! Whether a snapshot may be reasoned from at a time, for a policy.

use rolewright::model::Cloud;
use rolewright::observed::{self, Age, Demand, fits};

use super::{TENANT, full, time};

const DEMAND: &str = "2026-11-22T20:30:00Z";

fn demand<'a>() -> Demand<'a> {
    Demand {
        tenant: Some(TENANT),
        cloud: Cloud::Public,
        now: time(DEMAND),
        max_age: None,
    }
}

fn told(demand: &Demand<'_>) -> String {
    match fits(&full(), demand) {
        Ok(()) => "fits".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_snapshot_of_the_same_tenant_and_cloud_fits() {
    assert_eq!(told(&demand()), "fits");
    let anybody = Demand {
        tenant: None,
        ..demand()
    };
    assert_eq!(told(&anybody), "fits");
}

#[test]
fn another_tenant_or_cloud_is_refused() {
    let other = "88888888-9999-4999-8999-999999999999";
    assert_eq!(
        told(&Demand {
            tenant: Some(other),
            ..demand()
        }),
        format!("it is of tenant {TENANT}, and the policy is for {other}")
    );
    assert_eq!(
        told(&Demand {
            cloud: Cloud::China,
            ..demand()
        }),
        "it is of the cloud `public`, and the policy is for `china`"
    );
}

#[test]
fn a_snapshot_may_be_exactly_as_old_as_is_allowed() {
    let aged = |text: &str| Demand {
        max_age: Some(text.parse().unwrap()),
        ..demand()
    };
    assert_eq!(told(&aged("750m")), "fits");
    assert_eq!(told(&aged("1d")), "fits");
    assert_eq!(
        told(&aged("12h")),
        "it was taken at 2026-11-22T08:00:00Z, 12h 30m ago, and may be 12h old"
    );
}

#[test]
fn a_snapshot_from_the_future_is_refused_but_for_the_skew_of_clocks() {
    let at = |now| Demand {
        now: time(now),
        ..demand()
    };
    assert_eq!(told(&at("2026-11-22T07:55:00Z")), "fits");
    assert_eq!(
        told(&at("2026-11-22T07:54:59Z")),
        "it was taken at 2026-11-22T08:00:00Z, and now is 2026-11-22T07:54:59Z"
    );
}

#[test]
fn ages_are_read_strictly_and_shown_in_two_units() {
    let shown = |text: &str| text.parse::<Age>().map(|age| age.to_string());
    for (text, seen) in [
        ("24h", "1d"),
        ("7d", "7d"),
        ("90m", "1h 30m"),
        ("61s", "1m 1s"),
        ("86401s", "1d"),
        ("49h", "2d 1h"),
    ] {
        assert_eq!(shown(text).as_deref(), Ok(seen), "{text}");
    }
    for text in [
        "",
        "7",
        "d",
        "0d",
        "-1d",
        "+1d",
        "1w",
        "1.5h",
        " 1d",
        "1d ",
        "7 d",
        "1é",
        "99999999999999999d",
    ] {
        assert!(shown(text).is_err(), "{text}");
    }
}

#[test]
fn the_size_is_limited() {
    let much = vec![b' '; usize::try_from(observed::LIMIT).unwrap() + 1];
    assert_eq!(observed::read(&much), Err(observed::Error::Size));
}
