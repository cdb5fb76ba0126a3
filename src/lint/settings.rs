//! What a team decides about rules.

use crate::diagnostic::Severity;
use crate::model::date::Day;

use super::rule::Rule;

/// The levels and limits of one run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Levels of rules (by name or code) and groups; the last that fits counts, a rule's own
    /// level before its group's.
    pub levels: Vec<(String, Option<Severity>)>,
    /// How many days ahead the `until` of an `@allow` may lie.
    pub max_allow_days: i64,
    /// The day of the run; none leaves out everything that depends on it.
    pub today: Option<Day>,
}

impl Settings {
    /// Returns the level of a rule; none if it is switched off.
    pub fn level(&self, rule: &Rule) -> Option<Severity> {
        let names_rule = |name: &str| name == rule.code.name || name == rule.code.id;
        let own = self.levels.iter().rev().find(|(name, _)| names_rule(name));
        let group = || {
            self.levels
                .iter()
                .rev()
                .find(|(name, _)| name == rule.group.name())
        };
        own.or_else(group)
            .map_or(Some(rule.severity), |(_, level)| *level)
    }
}
