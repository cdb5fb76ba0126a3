//! The policy lines that ask for something.

use super::plain;
use crate::compile::{Assignment, Compiled, CompiledRole};
use crate::model::Model;
use crate::source::{Sources, Span};

/// Lines that a comment in a template shows; the plan lists them all.
const SHOWN: usize = 10;

/// A line of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line<'name> {
    file: &'name str,
    number: usize,
}

impl Line<'_> {
    /// Returns it as `file:line`.
    pub(super) fn shown(&self) -> String {
        [self.file, ":", &self.number.to_string()].concat()
    }
}

/// Cuts a list of lines to what a comment can hold.
pub(super) fn shown(lines: &[Line<'_>]) -> impl Iterator<Item = String> {
    let more = lines.len().saturating_sub(SHOWN);
    let rest = (more > 0).then(|| format!("and {more} more, see plan.json"));
    lines.iter().take(SHOWN).map(Line::shown).chain(rest)
}

/// Finds lines in the files of a policy, whose names are made fit to be shown once.
pub(super) struct Lines<'policy> {
    sources: &'policy Sources,
    names: Vec<String>,
}

impl<'policy> Lines<'policy> {
    pub(super) fn of(sources: &'policy Sources) -> Self {
        let names = sources.iter().map(|(_, file)| {
            let name = file.name().to_string_lossy().replace('\\', "/");
            plain::without(&name, breaks_out).into_owned()
        });
        Self {
            sources,
            names: names.collect(),
        }
    }

    /// Lists the lines of an assignment's grants, and of the `use` that made them.
    pub(super) fn of_assignment(
        &self,
        model: &Model,
        compiled: &Compiled,
        assignment: &Assignment,
    ) -> Vec<Line<'_>> {
        let statements = compiled.statements(model, assignment);
        self.at(statements.flat_map(|one| std::iter::once(one.span).chain(one.made_by)))
    }

    /// Lists the lines of the declarations and clauses that ask for a role.
    pub(super) fn of_role(&self, role: &CompiledRole) -> Vec<Line<'_>> {
        self.at(role.origins.iter().copied())
    }

    fn at(&self, places: impl Iterator<Item = Span>) -> Vec<Line<'_>> {
        let lines = places.filter_map(|place| {
            Some(Line {
                file: self.names.get(self.sources.position(place.file)?)?,
                number: self.sources.get(place.file)?.line_index(place.start) + 1,
            })
        });
        let mut lines: Vec<_> = lines.collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

/// Tells whether a character could break out of a comment line or hide in it.
fn breaks_out(char: char) -> bool {
    char.is_control() || matches!(char, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
