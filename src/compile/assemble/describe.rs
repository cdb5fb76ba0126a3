//! The descriptions of assignments, which end with the mark of whose they are.

use rayon::prelude::*;
use smol_str::SmolStr;

use super::Assembly;
use crate::compile::Assignment;
use crate::model::Granted;

impl Assembly<'_> {
    /// Describes each assignment by the reasons of every grant that asks for it, in the order of
    /// the alphabet, so that the order of the text does not count.
    pub(super) fn describe(&mut self) {
        let described: Vec<_> = self
            .compiled
            .assignments
            .par_iter()
            .map(|assignment| self.description(assignment))
            .collect();
        for (assignment, text) in self.compiled.assignments.iter_mut().zip(described) {
            assignment.description = text;
        }
    }

    fn description(&self, assignment: &Assignment) -> SmolStr {
        let (mut reasons, mut named) = (Vec::new(), Vec::new());
        for source in &assignment.sources {
            let grant = self.compiled.sources.get(*source);
            let grant = grant.and_then(|source| self.model.grants.get(source.grant));
            if let Some(statement) = grant.and_then(|one| self.model.statement(one.statement)) {
                reasons.extend(statement.because.as_deref());
                named.push(self.granted_name(&statement.what));
            }
        }
        reasons.sort_unstable();
        reasons.dedup();
        let name = named.into_iter().min().unwrap_or_default();
        match reasons.as_slice() {
            [only] => self.marked(only, name),
            several => self.marked(&several.join("; "), name),
        }
    }

    /// Ends a description with the ownership marker.
    pub(super) fn marked(&self, text: &str, declaration: &str) -> SmolStr {
        let between = if text.is_empty() { "[rw:" } else { " [rw:" };
        let policy = &self.model.policy.name;
        [text, between, policy, ":", declaration, "]"]
            .concat()
            .into()
    }

    fn granted_name<'all>(&'all self, what: &'all Granted) -> &'all str {
        match what {
            Granted::Stage(id) => self.model.stage(*id).map_or("", |stage| &stage.name),
            Granted::Role(id) => self.model.role(*id).map_or("", |role| &role.name),
            Granted::BuiltIn(guid) => guid,
        }
    }
}
