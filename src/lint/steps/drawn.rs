//! Journeys in one line.

use super::told::Telling;
use super::{Journey, Prize};
use crate::access::Origin;
use crate::lint::words::quoted;
use crate::model::PrincipalId;
use crate::reach::Step;

impl Telling<'_, '_> {
    /// Writes a whole journey in one line, with the names that steps have elsewhere.
    pub(super) fn path(&self, journey: &Journey) -> String {
        self.way(journey, journey.prizes.first())
    }

    /// Writes a whole journey up to one of its prizes.
    pub(super) fn path_to(&self, journey: &Journey, prize: &Prize) -> String {
        self.way(journey, Some(prize))
    }

    fn way(&self, journey: &Journey, prize: Option<&Prize>) -> String {
        let mut words = Vec::new();
        for step in &journey.steps {
            self.write_step(step, &mut words);
        }
        words.push(self.party_name(journey.to));
        if let Some(prize) = prize {
            let shown = prize.worth.first().and_then(|(_, id)| *id);
            words.extend(self.granted(prize.grant));
            words.extend(shown.map(|id| self.view.catalog.name(id).to_owned()));
        }
        words.dedup();
        words.join(" -> ")
    }

    fn write_step(&self, step: &Step, words: &mut Vec<String>) {
        let names = step.groups.iter().map(|id| self.party_name(*id));
        words.extend(names);
        words.extend(step.grant.and_then(|grant| self.granted(grant)));
        let halves: Vec<_> = step.halves.iter().map(|half| self.half(half)).collect();
        if !halves.is_empty() {
            words.push(format!("({})", halves.join(" and ")));
        }
        let at = step
            .place
            .map(|id| format!(" {}", self.view.scope_name(id)));
        let name = step
            .edge
            .map(|edge| format!("{}{}", edge.name, at.unwrap_or_default()));
        words.extend(name);
    }

    fn half(&self, steps: &[Step]) -> String {
        let mut words = Vec::new();
        for step in steps {
            self.write_step(step, &mut words);
        }
        words.join(" -> ")
    }

    /// Writes what a grant of the world gives: `"Reader" on lake@dev`; none of what keys and access
    /// to everything open by themselves.
    fn granted(&self, grant: usize) -> Option<String> {
        let held = self.all.world.grants.get(grant)?;
        let place = self.view.scope_name(held.scope);
        match held.origin {
            Origin::Policy(at) => {
                let assignment = self.view.compiled.assignments.get(at)?;
                let what = &self.view.statement_of(assignment)?.what;
                Some(format!("{} on {place}", self.view.granted_name(what)))
            }
            Origin::Gained => None,
            _ => {
                let role = self.all.world.roles.get(held.role.index())?;
                Some(format!("{} on {place}, given by Azure", quoted(&role.name)))
            }
        }
    }

    /// Writes a principal, or what a step gains, as a policy names it.
    pub(super) fn party_name(&self, id: PrincipalId) -> String {
        let party = self.all.world.parties.get(id.index());
        party.map_or_else(String::new, |one| one.name.to_string())
    }
}
