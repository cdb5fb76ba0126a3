//! Runs the rules over a view.

use rayon::prelude::*;

use super::rules;
use super::suppress::{Accepted, split};
use super::view::View;
use crate::diagnostic::Diagnostic;

/// What a run of the rules came to.
#[derive(Debug, Default)]
pub struct Linted {
    /// The findings that stand.
    pub open: Vec<Diagnostic>,
    /// The findings that somebody accepted.
    pub accepted: Vec<Accepted>,
}

/// Runs every rule that is not switched off; findings take the levels of the settings.
pub fn lint(view: &View<'_>) -> Linted {
    view.prepare();
    let per_rule: Vec<Vec<Diagnostic>> = rules::ALL
        .par_iter()
        .with_max_len(1) // a few rules take most of the time
        .map(|rule| {
            let Some(level) = view.settings.level(rule) else {
                return Vec::new();
            };
            let mut found = Vec::new();
            (rule.check)(view, &mut found);
            let raised = level != rule.severity;
            for finding in found.iter_mut().filter(|_| raised) {
                finding.severity = level;
            }
            found
        })
        .collect();
    let found = per_rule.into_iter().flatten().collect();
    let (mut open, accepted) = split(view.model, view.settings, found);
    open.extend(view.holdings().unjudged(view));
    Linted { open, accepted }
}
