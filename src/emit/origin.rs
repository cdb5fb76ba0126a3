//! The policy lines that ask for something.

use std::collections::BTreeSet;

use crate::compile::{Assignment, Compiled, CompiledRole};
use crate::model::Model;
use crate::source::{Sources, Span};

/// Lines that a comment in a template shows; the plan lists them all.
const SHOWN: usize = 10;

/// Cuts a list of lines to what a comment can hold.
pub(super) fn shown(lines: &[String]) -> Vec<String> {
    let mut shown: Vec<_> = lines.iter().take(SHOWN).cloned().collect();
    let more = lines.len().saturating_sub(SHOWN);
    if more > 0 {
        shown.push(format!("and {more} more, see plan.json"));
    }
    shown
}

/// Lists the lines of an assignment's grants as `file:line`, and of the `use` that made them.
pub(super) fn of_assignment(
    model: &Model,
    compiled: &Compiled,
    sources: &Sources,
    assignment: &Assignment,
) -> Vec<String> {
    let mut places = Vec::new();
    for source in &assignment.sources {
        let grant = compiled.sources.get(*source);
        let grant = grant.and_then(|source| model.grants.get(source.grant));
        let statement = grant.and_then(|grant| model.statement(grant.statement));
        if let Some(statement) = statement {
            places.push(statement.span);
            places.extend(statement.made_by);
        }
    }
    lines(sources, places)
}

/// Lists the lines of the declarations and clauses that ask for a role as `file:line`.
pub(super) fn of_role(sources: &Sources, role: &CompiledRole) -> Vec<String> {
    lines(sources, role.origins.iter().copied())
}

fn lines(sources: &Sources, places: impl IntoIterator<Item = Span>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    for place in places {
        if let Some(file) = sources.get(place.file) {
            let name = file.name().to_string_lossy().replace('\\', "/");
            seen.insert((printable(&name), file.place(place.start).line));
        }
    }
    let lines = seen.into_iter();
    lines.map(|(name, line)| format!("{name}:{line}")).collect()
}

/// Replaces what could break out of a comment line or hide in it.
fn printable(name: &str) -> String {
    let hidden = |char: char| {
        char.is_control() || matches!(char, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    name.chars()
        .map(|char| if hidden(char) { '\u{fffd}' } else { char })
        .collect()
}
