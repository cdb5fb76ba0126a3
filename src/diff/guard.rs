//! What has to hold before a grant counts, and how long it does.

use std::fmt;

use smol_str::SmolStr;

use crate::access::{Grant, Origin, Schedule};
use crate::compile::Compiled;
use crate::model::date::Day;
use crate::model::{Model, Statement};

/// What stands between a grant and its use; the default is nothing.
///
/// Texts of conditions are compared and not read: another text is another condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Guard {
    /// It has to be activated first.
    pub eligible: bool,
    /// The condition of the grant.
    pub condition: Option<SmolStr>,
    /// The condition of the block of the role.
    pub of_role: Option<SmolStr>,
    /// The last day on which it counts.
    pub until: Option<Day>,
}

impl Guard {
    /// Reads what stands before one grant of a policy set, or of a snapshot.
    pub(super) fn of(grant: &Grant, model: &Model, compiled: &Compiled) -> Self {
        Self {
            eligible: grant.schedule == Schedule::Eligible,
            condition: grant.condition.clone(),
            of_role: None,
            until: until(grant, model, compiled),
        }
    }

    /// Tells whether whatever passes another guard passes this one.
    pub(super) fn allows(&self, other: &Self) -> bool {
        let same = |own: &Option<SmolStr>, its: &Option<SmolStr>| own.is_none() || own == its;
        let lasts = match (self.until, other.until) {
            (None, _) => true,
            (Some(own), Some(its)) => its <= own,
            (Some(_), None) => false,
        };
        (!self.eligible || other.eligible)
            && same(&self.condition, &other.condition)
            && same(&self.of_role, &other.of_role)
            && lasts
    }

    /// Tells whether nothing stands before it.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let conditions = [&self.condition, &self.of_role].into_iter().flatten();
        let conditions = conditions.map(|text| format!("only where `{text}`"));
        let eligible = self.eligible.then(|| "after activation".to_owned());
        let until = self.until.map(|day| format!("until {day}"));
        let words: Vec<_> = eligible
            .into_iter()
            .chain(conditions)
            .chain(until)
            .collect();
        out.write_str(&words.join(", "))
    }
}

/// Finds the last day of a grant: the latest of the statements that ask for it, none if one of them
/// has no end.
fn until(grant: &Grant, model: &Model, compiled: &Compiled) -> Option<Day> {
    let Origin::Policy(assignment) = grant.origin else {
        return None;
    };
    let assignment = compiled.assignments.get(assignment)?;
    let sources = assignment
        .sources
        .iter()
        .filter_map(|at| compiled.sources.get(*at));
    let grants = sources.filter_map(|source| model.grants.get(source.grant));
    let statements = grants.filter_map(|one| model.statement(one.statement));
    let asks = |one: &&Statement| {
        one.eligible == (grant.schedule == Schedule::Eligible) && one.condition == grant.condition
    };
    let ends = statements
        .filter(asks)
        .map(|one| one.until.map(|(day, _)| day));
    ends.reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other)))?
}
