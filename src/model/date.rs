//! Days, as `until` and `--today` name them, and moments, as Azure does.

use std::fmt;

/// A day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// Reads `2027-01-31`; none if there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 10
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-');
        plain.then(|| text.parse().ok().map(Self))?
    }

    /// Counts the days from this day to a later one; negative if it is earlier.
    pub fn days_until(self, later: Day) -> i64 {
        self.0
            .until(later.0)
            .map_or(0, |span| i64::from(span.get_days()))
    }

    /// Returns the day that is `days` later.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let span = jiff::Span::new().try_days(days).ok()?;
        self.0.checked_add(span).ok().map(Self)
    }
}

impl From<jiff::civil::Date> for Day {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A moment in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(jiff::Timestamp);

impl Moment {
    /// Reads `2027-01-31T08:00:00Z`; none if it is written in any other way.
    pub fn parse(text: &str) -> Option<Self> {
        let moment = text.parse().ok().map(Self)?;
        (moment.to_string() == text).then_some(moment)
    }

    /// Reads a moment as Azure writes it, such as `2027-01-31T08:00:00.0000000Z`.
    pub fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// Returns the last second of a day, the latest that it may be when only the day is known.
    pub fn end_of(day: Day) -> Option<Self> {
        Self::parse(&format!("{day}T23:59:59Z"))
    }

    /// Returns the day that it is in.
    pub fn day(self) -> Day {
        Day(self.0.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// Counts the seconds from this moment to a later one; negative if it is earlier.
    pub fn seconds_until(self, later: Moment) -> i64 {
        later.0.as_second().saturating_sub(self.0.as_second())
    }
}

impl From<jiff::Timestamp> for Moment {
    fn from(moment: jiff::Timestamp) -> Self {
        Self(moment)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
