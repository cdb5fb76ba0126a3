//! Whether a snapshot is one that a run may reason from.

use std::fmt;
use std::str::FromStr;

use super::error::Error;
use super::snapshot::Snapshot;
use crate::model::Cloud;
use crate::model::date::Moment;

/// Clocks differ: a snapshot may seem to come from so many seconds ahead.
const SKEW: i64 = 300;

/// How old something is or may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    seconds: i64,
}

/// What a run asks of a snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'a> {
    /// The tenant that the policy names, in lower case; none asks for none.
    pub tenant: Option<&'a str>,
    /// The cloud of the policy.
    pub cloud: Cloud,
    /// The time of the run.
    pub now: Moment,
    /// How old the snapshot may be; none for any age.
    pub max_age: Option<Age>,
}

/// Refuses a snapshot of another tenant or cloud, of the future, or that is too old.
pub fn fits(snapshot: &Snapshot, demand: &Demand<'_>) -> Result<(), Error> {
    let found = snapshot.tenant.clone();
    if let Some(wanted) = demand.tenant.filter(|wanted| *wanted != found) {
        let wanted = wanted.into();
        return Err(Error::Tenant { found, wanted });
    }
    if snapshot.cloud != demand.cloud {
        return Err(Error::Cloud {
            found: snapshot.cloud.keyword(),
            wanted: demand.cloud.keyword(),
        });
    }
    let (taken, now) = (snapshot.taken, demand.now);
    let seconds = taken.seconds_until(now);
    if seconds < -SKEW {
        return Err(Error::Future { taken, now });
    }
    let age = Age { seconds };
    match demand.max_age {
        Some(most) if age > most => Err(Error::Old { taken, age, most }),
        _ => Ok(()),
    }
}

/// The units that an age is written in, the greatest first, with their seconds.
const UNITS: [(char, i64); 4] = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

impl FromStr for Age {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (last, _) = text.char_indices().next_back()?;
            let (digits, unit) = text.split_at_checked(last)?;
            let (_, seconds) = UNITS.iter().find(|(name, _)| unit.starts_with(*name))?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            let count: i64 = digits.parse().ok().filter(|count| plain && *count > 0)?;
            count.checked_mul(*seconds)
        };
        let seconds =
            read().ok_or("an age is a number and `d`, `h`, `m` or `s`, such as 24h or 7d")?;
        Ok(Self { seconds })
    }
}

impl fmt::Display for Age {
    /// Writes the two greatest units, such as `2d 3h`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.seconds.max(0);
        let parts = UNITS.map(|(unit, seconds)| {
            let count = rest / seconds;
            rest %= seconds;
            (count, unit)
        });
        let mut shown = parts.iter().skip_while(|(count, _)| *count == 0).take(2);
        let Some((count, unit)) = shown.next() else {
            return formatter.write_str("0s");
        };
        write!(formatter, "{count}{unit}")?;
        match shown.next() {
            Some((count, unit)) if *count > 0 => write!(formatter, " {count}{unit}"),
            _ => Ok(()),
        }
    }
}
