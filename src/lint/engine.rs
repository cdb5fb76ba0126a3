//! Runs the rules over a view.

use rayon::prelude::*;

use super::rules;
use super::suppress::{Accepted, split};
use super::view::View;
use crate::diagnostic::{Code, Diagnostic, end_at};

/// What a run of the rules came to.
#[derive(Debug, Default)]
pub struct Linted {
    /// The findings that stand.
    pub open: Vec<Diagnostic>,
    /// The findings that somebody accepted.
    pub accepted: Vec<Accepted>,
}

/// How many findings of one rule are listed: more than a policy of some megabytes has lines.
pub const MOST_OF_A_RULE: usize = 200_000;

/// Runs every rule that is not switched off; findings take the levels of the settings.
pub fn lint(view: &View<'_>) -> Linted {
    view.prepare();
    let per_rule: Vec<(Vec<Diagnostic>, Option<Code>)> = rules::ALL
        .par_iter()
        .with_max_len(1) // a few rules take most of the time
        .map(|rule| {
            let Some(level) = view.settings.level(rule) else {
                return Default::default();
            };
            let mut found = Vec::new();
            (rule.check)(view, &mut found);
            let raised = level != rule.severity;
            for finding in found.iter_mut().filter(|_| raised) {
                finding.severity = level;
            }
            let is_cut = end_at(MOST_OF_A_RULE, &mut found);
            (found, is_cut.then_some(rule.code))
        })
        .collect();
    let (found, cut): (Vec<_>, Vec<_>) = per_rule.into_iter().unzip();
    let found = found.into_iter().flatten().collect();
    let cut: Vec<Code> = cut.into_iter().flatten().collect();
    let (mut open, accepted) = split(view.model, view.settings, found, &cut);
    open.extend(view.holdings().unjudged(view));
    let journeys = view.known_journeys();
    open.extend(journeys.and_then(|journeys| journeys.unjudged(view)));
    Linted { open, accepted }
}
