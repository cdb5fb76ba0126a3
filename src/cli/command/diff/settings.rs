//! Settings that judge less strictly than those of the old side.

use super::side::Read;
use crate::catalog::{self, Catalog};
use crate::diff::Loosened;
use crate::lint::{Settings, rules};
use crate::report::counted;

/// So many built-in roles are named.
const NAMED: usize = 10;

/// Lists what was loosened.
pub(super) fn loosened(old: &Read, new: &Read) -> Vec<Loosened> {
    let (before, after) = (&old.session.config, &new.session.config);
    let mut found: Vec<String> = Vec::new();
    if after.fail_on > before.fail_on {
        found.push("`lint.fail-on` lets more findings pass than it did".to_owned());
    }
    let counts = [
        (
            "lint.max-allow-days",
            before.max_allow_days,
            after.max_allow_days,
        ),
        (
            "limits.assignments-per-subscription",
            before.limits.assignments_per_subscription,
            after.limits.assignments_per_subscription,
        ),
        (
            "limits.custom-roles-per-tenant",
            before.limits.custom_roles_per_tenant,
            after.limits.custom_roles_per_tenant,
        ),
    ];
    let raised = counts.iter().filter(|(_, before, after)| after > before);
    found.extend(
        raised.map(|(name, before, after)| format!("`{name}` was {before} and is {after}")),
    );
    found.extend(lower_levels(old, new));
    found.extend(pins(old, new));
    found.extend(facts(old.catalog, new.catalog));
    found
        .into_iter()
        .map(|what| Loosened { what, at: None })
        .collect()
}

/// Says whether names may mean others than they did. Which ones cannot be told yet, so a file that
/// pins names for the first time counts as well.
fn pins(old: &Read, new: &Read) -> Option<String> {
    let verb = match (old.locks.is_empty(), new.locks.is_empty()) {
        _ if old.locks == new.locks => return None,
        (true, _) => "is new",
        (false, true) => "is gone",
        (false, false) => "changed",
    };
    Some(format!(
        "`rolewright.lock` {verb}; which names it pins cannot be judged yet, so it counts as loosened"
    ))
}

/// Says whether another catalogue is to be asked. What it says counts from the old side, and anything
/// that it says otherwise may let something pass later.
fn facts(old: &'static Catalog, new: &'static Catalog) -> Option<String> {
    if old == new {
        return None;
    }
    let between = catalog::compare(old, new);
    let counts = [
        (between.added, "new"),
        (between.gone, "gone"),
        (between.judged, "judged otherwise"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, what)| format!("{} {what}", counted(*count, "operation")));
    let named = between.roles.iter().take(NAMED);
    let mut said: Vec<_> = named
        .map(|name| format!("`{name}` is not what it was"))
        .collect();
    match between.roles.len().saturating_sub(NAMED) {
        0 => {}
        more => said.push(format!(
            "neither are {}",
            counted(more, "more built-in role")
        )),
    }
    said.extend(counts);
    if said.is_empty() {
        said.push("it says the same".to_owned());
    }
    Some(format!(
        "the catalogue that `catalog.file` names changed ({}); both sides were read by the old one",
        said.join(", ")
    ))
}

/// Lists the rules whose findings count for less than they did.
fn lower_levels(old: &Read, new: &Read) -> Vec<String> {
    let levels = |read: &Read| {
        let levels = read.session.config.levels.iter();
        Settings {
            levels: levels.map(|one| (one.rule.clone(), one.severity)).collect(),
            ..Settings::default()
        }
    };
    let (before, after) = (levels(old), levels(new));
    let lower = rules::ALL
        .iter()
        .filter(|rule| after.level(rule) < before.level(rule));
    let told = lower.map(|rule| {
        format!(
            "the rule `{}` judges less strictly than it did",
            rule.code.name
        )
    });
    told.collect()
}
