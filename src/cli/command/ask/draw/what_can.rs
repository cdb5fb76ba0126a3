//! The answer to `what-can`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{asked_at, listed};
use crate::catalog::Access;
use crate::cli::command::table::Table;
use crate::question::{Held, HeldAt, WhatCan};
use crate::report::{counted, safe};

/// More resource types than this are summed up by risk class.
const MOST_TYPES: usize = 40;

/// Draws the answer to `what-can`.
pub(in crate::cli::command::ask) fn what_can(found: &WhatCan, all: bool) -> String {
    let who = safe(&found.who);
    let mut text = if found.scopes.iter().all(|one| one.operations.is_empty()) {
        let place = match found.scopes.as_slice() {
            [only] => format!(" on `{}`", safe(&only.on)),
            _ => String::new(),
        };
        format!("`{who}` can do nothing{place}\n")
    } else {
        format!("what `{who}` can do\n")
    };
    if !found.groups.is_empty() {
        let _ = writeln!(text, "  it is in {}", listed(&found.groups));
    }
    for other in &found.becomes {
        let (name, surely) = (safe(&other.name), other.surely);
        let sure = if surely { "" } else { ", perhaps" };
        let _ = writeln!(text, "  by steps it comes to `{name}`{sure}");
    }
    let mut cut = false;
    for held in found.scopes.iter().filter(|one| !one.operations.is_empty()) {
        text.push('\n');
        cut |= held_at(&mut text, held, all);
    }
    for what in &found.not_read {
        let _ = writeln!(text, "\nnot read: {}", safe(what));
    }
    if cut {
        text.push_str("\n`--all` names every operation\n");
    }
    text
}

/// Draws what is held at one scope; tells whether it is summed up.
fn held_at(text: &mut String, held: &HeldAt, all: bool) -> bool {
    let on = safe(&held.on);
    let _ = match (held.surely, held.perhaps) {
        (surely, 0) => writeln!(text, "on `{on}`: {}", counted(surely, "operation")),
        (surely, perhaps) => writeln!(
            text,
            "on `{on}`: {} surely, {perhaps} perhaps",
            counted(surely, "operation")
        ),
    };
    asked_at(text, &held.on, held.asked_at.as_deref());
    if all {
        text.push_str(&every(held));
        return false;
    }
    let types = grouped(held, |one| {
        (resource_type(one.name).to_lowercase(), one.plane)
    });
    if types.len() <= MOST_TYPES {
        text.push_str(&by_type(&types));
        return false;
    }
    text.push_str(&by_risk(held));
    true
}

fn every(held: &HeldAt) -> String {
    let mut table = Table::new(["OPERATION", "PLANE", "ACCESS", "RISK", "ANSWER"]);
    for one in &held.operations {
        let answer = match &one.verdict.condition {
            Some(condition) => format!("{} {condition}", one.verdict.answer),
            None => one.verdict.answer.to_owned(),
        };
        let [name, plane, access, risk] = [one.name, one.plane, one.access, one.risk];
        table.row([
            name.to_owned(),
            plane.to_owned(),
            access.to_owned(),
            risk.to_owned(),
            answer,
        ]);
    }
    table.draw("  ")
}

type Groups<'h, K> = BTreeMap<K, Vec<&'h Held>>;

fn grouped<K: Ord>(held: &HeldAt, key: impl Fn(&Held) -> K) -> Groups<'_, K> {
    let mut groups: Groups<'_, K> = BTreeMap::new();
    for one in &held.operations {
        groups.entry(key(one)).or_default().push(one);
    }
    groups
}

fn by_type(types: &Groups<'_, (String, &str)>) -> String {
    let mut table = Table::new(["RESOURCE TYPE", "PLANE", "OPERATIONS", "ACCESS", "RISK"]);
    for ((_, plane), operations) in types {
        let name = operations.first().map_or("", |one| resource_type(one.name));
        let verbs = operations.iter().map(|one| {
            let verb = one.name.get(name.len() + 1..).unwrap_or(one.name);
            match one.verdict.answer {
                "yes" => verb.to_owned(),
                word => format!("{verb} ({word})"),
            }
        });
        let verbs: Vec<_> = verbs.collect();
        table.row([
            name.to_owned(),
            (*plane).to_owned(),
            verbs.join(", "),
            highest(operations),
            gravest(operations),
        ]);
    }
    table.draw("  ")
}

/// Sums wide access up by risk class, the gravest first.
fn by_risk(held: &HeldAt) -> String {
    let classes = grouped(held, |one| (std::cmp::Reverse(one.weight), one.risk));
    let mut table = Table::new(["RISK", "OPERATIONS", "PROVIDERS", "FOR EXAMPLE"]);
    for ((_, name), operations) in &classes {
        let providers = operations.iter().map(|one| provider(one.name));
        let providers: BTreeSet<_> = providers.collect();
        let example = operations.iter().max_by_key(|one| is_of_azure_ml(one.name));
        table.row([
            (*name).to_owned(),
            operations.len().to_string(),
            providers.len().to_string(),
            example.map_or("", |one| one.name).to_owned(),
        ]);
    }
    table.draw("  ")
}

fn provider(name: &str) -> String {
    name.split('/').next().unwrap_or_default().to_lowercase()
}

/// Tells whether an operation is of the service that this is about.
fn is_of_azure_ml(name: &str) -> bool {
    provider(name) == "microsoft.machinelearningservices"
}

fn highest(operations: &[&Held]) -> String {
    let levels = operations
        .iter()
        .filter_map(|one| Access::from_word(one.access));
    levels
        .max()
        .map_or_else(String::new, |one| one.word().to_owned())
}

fn gravest(operations: &[&Held]) -> String {
    let gravest = operations.iter().max_by_key(|one| one.weight);
    gravest.map_or_else(String::new, |one| one.risk.to_owned())
}

/// Returns the resource type of an operation: all before its verb, which is two segments where the
/// last is `action`.
fn resource_type(name: &str) -> &str {
    let (mut of, verb) = name.rsplit_once('/').unwrap_or((name, ""));
    if verb.eq_ignore_ascii_case("action") {
        of = of.rsplit_once('/').map_or(of, |(before, _)| before);
    }
    of
}
