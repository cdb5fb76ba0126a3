//! From one role definition to another without taking anything from anybody too early.
//!
//! Before anything is assigned a role becomes as wide as it was and is to be together; after what is
//! not wanted was taken away it becomes as narrow as it is to be.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::Work;
use super::change::{Change, Difference, Kind};
use super::write::{Phase, Write};
use crate::algebra::{Answer, PermissionSet};
use crate::compile::names::scope_in_name;
use crate::compile::pooled;
use crate::model::permission::{Block, Pattern};
use crate::observed::{Aspect, RoleDefinition};
use crate::support::hash::HashSet;

/// The assignments that the plan deletes, by scope and name.
pub(super) type Gone<'a> = HashSet<(&'a str, &'a str)>;

/// Says what has to be written for a role to be as is wanted.
pub(super) fn change(
    work: &Work<'_>,
    mut change: Change,
    there: &RoleDefinition,
    mut wanted: RoleDefinition,
    gone: &Gone<'_>,
) -> Change {
    let pinned = needed(work, there, &wanted, None);
    let lasting = needed(work, there, &wanted, Some(gone));
    for scope in &lasting {
        change = change.note(format!(
            "`{scope}` stays an assignable scope, since an assignment there that is not removed needs it, or may"
        ));
    }
    wanted.assignable_scopes.extend(lasting);
    let (wide, gap) = widest(&there.permissions, &wanted.permissions);
    let mut first = RoleDefinition {
        permissions: wide,
        ..wanted.clone()
    };
    let known: BTreeSet<_> = keys(&first.assignable_scopes);
    let more = pinned.into_iter();
    let more = more.filter(|scope| !known.contains(&scope_in_name(scope)));
    first.assignable_scopes.extend(more);
    change.differences = differences(there, &wanted);
    if change.differences.is_empty() {
        change.kind = Kind::Same;
        return change;
    }
    if gap {
        change = change.note("Azure takes one permission block that cannot hold what the role gives now and what it is to give together: what it loses is lost before anything else is given");
    }
    if !differences(there, &first).is_empty() {
        change = change.write(Phase::Define, Write::PutRole(first.clone()));
    }
    if !differences(&first, &wanted).is_empty() {
        change = change.write(Phase::Narrow, Write::PutRole(wanted));
    }
    change
}

/// Returns the permissions of the time between, and whether they lack something of before.
fn widest(old: &[Block], new: &[Block]) -> (Vec<Block>, bool) {
    if same_permissions(old, new) {
        return (new.to_vec(), false);
    }
    let (before, after) = (PermissionSet::of(old), PermissionSet::of(new));
    if after.contains(&before) == Answer::Yes {
        return (new.to_vec(), false);
    }
    if before.contains(&after) == Answer::Yes {
        return (old.to_vec(), false);
    }
    match pooled(&[old, new].concat()) {
        Some(both) => (vec![both], false),
        None => (new.to_vec(), true),
    }
}

/// Lists the assignable scopes that are not wanted and that an assignment needs; a scope of which
/// the assignments were not read may have one.
fn needed(
    work: &Work<'_>,
    there: &RoleDefinition,
    wanted: &RoleDefinition,
    gone: Option<&Gone<'_>>,
) -> Vec<SmolStr> {
    let wanted = keys(&wanted.assignable_scopes);
    let unwanted = there.assignable_scopes.iter();
    let mut unwanted: Vec<_> = unwanted
        .filter(|scope| !wanted.contains(&scope_in_name(scope)))
        .cloned()
        .collect();
    if unwanted.is_empty() {
        return unwanted;
    }
    let needs = work.found.assignments().filter_map(|(_, one)| {
        let stays = gone.is_none_or(|gone| !gone.contains(&(&one.scope, &one.name.text())));
        let above = || work.index.above(&one.scope).scopes;
        let needs = one.role == there.id && stays;
        let above = needs.then(above)?;
        let covered = above.iter().any(|id| wanted.contains(id.as_str()));
        (!covered).then_some(above)
    });
    let needs: Vec<_> = needs.collect();
    unwanted.retain(|scope| {
        let key = scope_in_name(scope);
        let used = needs.iter().flatten().any(|id| *id == key);
        used || work
            .index
            .unread_below(Aspect::RoleAssignments, scope)
            .is_some()
    });
    unwanted
}

fn keys(scopes: &[SmolStr]) -> BTreeSet<String> {
    scopes.iter().map(|scope| scope_in_name(scope)).collect()
}

/// Lists what differs between a role definition and the one that is wanted.
pub fn differences(old: &RoleDefinition, new: &RoleDefinition) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut text = |what, old: &str, new: &str| {
        if old != new {
            found.push(Difference {
                what,
                old: vec![old.to_owned()],
                new: vec![new.to_owned()],
            });
        }
    };
    text("name", &old.name, &new.name);
    let described = |one: &RoleDefinition| one.description.clone().unwrap_or_default();
    text("description", &described(old), &described(new));
    if !same_permissions(&old.permissions, &new.permissions) {
        found.extend(lists(&old.permissions, &new.permissions));
    }
    let scopes = |one: &RoleDefinition| -> Vec<String> {
        let scopes = one.assignable_scopes.iter();
        scopes.map(ToString::to_string).collect()
    };
    let scopes = (scopes(old), scopes(new));
    found.extend(sets("assignable scopes", scopes, scope_in_name));
    found
}

/// Lists what differs in the four lists; the blocks themselves where no list does.
pub(super) fn lists(old: &[Block], new: &[Block]) -> Vec<Difference> {
    let of = |blocks: &[Block], list: fn(&Block) -> &[Pattern]| -> Vec<String> {
        let patterns = blocks.iter().flat_map(list);
        patterns.map(|one| one.as_str().to_owned()).collect()
    };
    let found: Vec<_> = LISTS
        .iter()
        .filter_map(|(what, list)| sets(what, (of(old, *list), of(new, *list)), str::to_lowercase))
        .collect();
    if !found.is_empty() {
        return found;
    }
    let count =
        |blocks: &[Block]| vec![format!("{} with other conditions or bounds", blocks.len())];
    vec![Difference {
        what: "permission blocks",
        old: count(old),
        new: count(new),
    }]
}

type List = fn(&Block) -> &[Pattern];

const LISTS: [(&str, List); 4] = [
    ("actions", |one| &one.actions),
    ("notActions", |one| &one.not_actions),
    ("dataActions", |one| &one.data_actions),
    ("notDataActions", |one| &one.not_data_actions),
];

/// Compares two lists as sets.
fn sets(
    what: &'static str,
    (old, new): (Vec<String>, Vec<String>),
    key: impl Fn(&str) -> String,
) -> Option<Difference> {
    let keys = |list: &[String]| list.iter().map(|one| key(one)).collect::<BTreeSet<_>>();
    let (before, after) = (keys(&old), keys(&new));
    let beyond = |list: Vec<String>, other: &BTreeSet<String>| {
        let mut beyond: Vec<_> = list
            .into_iter()
            .filter(|one| !other.contains(&key(one)))
            .collect();
        beyond.sort();
        beyond.dedup();
        beyond
    };
    (before != after).then(|| Difference {
        what,
        old: beyond(old, &after),
        new: beyond(new, &before),
    })
}

/// Tells whether blocks are the same, order and letter case aside.
pub(super) fn same_permissions(one: &[Block], other: &[Block]) -> bool {
    let folded = |blocks: &[Block]| {
        let folded = blocks.iter().map(|block| {
            let lists = LISTS.map(|(_, list)| {
                let patterns = list(block).iter();
                patterns
                    .map(|pattern| pattern.as_str().to_lowercase())
                    .collect::<BTreeSet<_>>()
            });
            let condition = block.condition.as_deref().map(str::trim);
            (lists, condition.map(str::to_owned))
        });
        folded.collect::<BTreeSet<_>>()
    };
    folded(one) == folded(other)
}
