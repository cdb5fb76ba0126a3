//! Grants that another grant repeats word for word.

use crate::lint::view::View;
use crate::model::date::Day;
use crate::model::{Grant, Granted, PrincipalId, ScopeId, Statement};
use crate::support::hash::HashMap;

/// Two grants of the same thing to the same principal on the same scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) struct Duplicate {
    /// The position of the one that adds nothing.
    pub gone: usize,
    /// The position of the one that stands.
    pub kept: usize,
}

/// Lists the grants that another one repeats, each with the one that stands.
pub(in crate::lint) fn duplicates(view: &View<'_>) -> Vec<Duplicate> {
    let mut best: HashMap<(PrincipalId, &Granted, ScopeId), usize> = HashMap::default();
    let mut pairs = Vec::new();
    for (index, grant) in view.model.grants.iter().enumerate() {
        let Some(statement) = view.model.statement(grant.statement) else {
            continue;
        };
        let key = (grant.principal, &statement.what, grant.on);
        let Some(known) = best.get_mut(&key) else {
            best.insert(key, index);
            continue;
        };
        let same = |other: &Grant| other.bindings == grant.bindings;
        if !view.model.grants.get(*known).is_some_and(same) {
            continue;
        }
        if strength(view, index) > strength(view, *known) {
            pairs.push(Duplicate {
                gone: *known,
                kept: index,
            });
            *known = index;
        } else {
            pairs.push(Duplicate {
                gone: index,
                kept: *known,
            });
        }
    }
    pairs
}

/// Ranks a grant among equal ones: plain before restricted, endless before ending, kept before not.
fn strength(view: &View<'_>, grant: usize) -> (bool, bool, Option<Day>, bool) {
    let found = view
        .model
        .grants
        .get(grant)
        .and_then(|grant| view.model.statement(grant.statement));
    let plain = found.is_some_and(is_plain);
    let until = found
        .and_then(|statement| statement.until)
        .map(|(day, _)| day);
    (
        plain,
        until.is_none(),
        until,
        found.is_some_and(|statement| statement.keep),
    )
}

pub(super) fn is_plain(statement: &Statement) -> bool {
    !statement.eligible && statement.condition.is_none()
}
