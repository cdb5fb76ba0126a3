//! What has to hold before a grant counts, and how long it does.

use std::fmt;

use smol_str::SmolStr;

use crate::access::{Grant, Origin, Schedule};
use crate::compile::Compiled;
use crate::model::date::Day;
use crate::model::{Model, PrincipalId, Statement};

/// What stands between a grant and its use; the default is nothing.
///
/// Texts of conditions are compared and not read: another text is another condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Guard {
    /// It has to be activated first.
    pub eligible: bool,
    /// The longest activation in minutes, where there is one.
    pub longest: Option<u64>,
    /// Who approves an activation: the object id, or else the name, and the name.
    pub approvers: Vec<(SmolStr, SmolStr)>,
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
        let terms = eligible(grant, model, compiled);
        let approver = |id: &PrincipalId| {
            let name: SmolStr = model.principal_name(*id).into();
            let object = model.principal(*id).and_then(|one| one.object_id.clone());
            (object.unwrap_or_else(|| name.clone()), name)
        };
        let approvers = terms.map(|one| one.approvers.iter().map(approver).collect());
        let mut approvers: Vec<_> = approvers.unwrap_or_default();
        approvers.sort();
        Self {
            eligible: grant.schedule == Schedule::Eligible,
            longest: terms.and_then(|one| one.longest),
            approvers,
            condition: grant.condition.clone(),
            of_role: None,
            until: grant.until,
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
        (!self.eligible || other.eligible && self.is_activated_as(other))
            && same(&self.condition, &other.condition)
            && same(&self.of_role, &other.of_role)
            && lasts
    }

    /// Tells whether an activation is as easy and lasts as long as that of another.
    fn is_activated_as(&self, other: &Self) -> bool {
        let lasts = match (self.longest, other.longest) {
            (None, _) => true,
            (Some(own), Some(its)) => its <= own,
            (Some(_), None) => false,
        };
        let [own, its] = [self, other].map(|one| one.approvers.iter().map(|(id, _)| id));
        let is_free = self.approvers.is_empty();
        lasts && (is_free || own.eq(its))
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
        let names: Vec<_> = self
            .approvers
            .iter()
            .map(|(_, name)| name.as_str())
            .collect();
        let approved = (!names.is_empty()).then(|| format!("approved by {}", names.join(", ")));
        let longest = self
            .longest
            .map(|minutes| format!("for at most {}", time(minutes)));
        let until = self.until.map(|day| format!("until {day}"));
        let words: Vec<_> = eligible
            .into_iter()
            .chain(approved)
            .chain(longest)
            .chain(conditions)
            .chain(until)
            .collect();
        out.write_str(&words.join(", "))
    }
}

/// Finds a statement that asks for an eligible grant; all of them have the same terms.
fn eligible<'m>(grant: &Grant, model: &'m Model, compiled: &Compiled) -> Option<&'m Statement> {
    let Origin::Policy(assignment) = grant.origin else {
        return None;
    };
    let sources = &compiled.assignments.get(assignment)?.sources;
    let sources = sources.iter().filter_map(|at| compiled.sources.get(*at));
    let grants = sources.filter_map(|source| model.grants.get(source.grant));
    let mut statements = grants.filter_map(|one| model.statement(one.statement));
    statements.find(|one| one.eligible && grant.schedule == Schedule::Eligible)
}

/// Writes a time as a policy does.
fn time(minutes: u64) -> String {
    if minutes.is_multiple_of(60) {
        format!("{}h", minutes / 60)
    } else {
        format!("{minutes}m")
    }
}
