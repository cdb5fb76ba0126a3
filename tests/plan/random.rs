//! Random policies against random tenants: Azure takes every step, nobody who keeps access lacks it
//! on the way, and a second plan is empty.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rolewright::compile::names::assignment_name;
use rolewright::model::Guid;
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::observed::{RoleAssignment, RoleDefinition, Schedule, Snapshot};
use rolewright::plan::{Kind, Plan, Subject, applied};

use super::azure::Azure;
use super::{ONE, Policy, READER, TWO, assignment, person, tenant};
use crate::access::Dice;
use crate::slow;

const ROUNDS: u64 = 400;

const OPERATIONS: [&str; 5] = [
    "Microsoft.MachineLearningServices/workspaces/read",
    "Microsoft.MachineLearningServices/workspaces/write",
    "Microsoft.MachineLearningServices/workspaces/delete",
    "Microsoft.Storage/storageAccounts/read",
    "Microsoft.Storage/storageAccounts/delete",
];

/// The environments, with their scopes.
const PLACES: [(&str, &str, Option<&str>); 3] = [
    ("dev", ONE, Some("rg-dev")),
    ("qa", ONE, Some("rg-qa")),
    ("prod", TWO, None),
];

fn scope(at: usize) -> String {
    match PLACES[at] {
        (_, subscription, Some(group)) => format!("{subscription}/resourceGroups/{group}"),
        (_, subscription, None) => subscription.to_owned(),
    }
}

/// A policy: up to three roles and some grants, all from few names.
#[derive(Clone)]
struct Draft {
    roles: BTreeMap<usize, String>,
    /// To whom, what, where and with which words.
    grants: BTreeMap<(String, Option<usize>, &'static str), bool>,
}

impl Draft {
    fn random(dice: &mut Dice) -> Self {
        let roles = (0..3).filter(|_| dice.chance(75)).collect::<Vec<_>>();
        let roles = roles.into_iter().map(|at| (at, role(dice, at)));
        let roles = roles.collect();
        let mut grants = BTreeMap::new();
        for _ in 0..dice.below(9) {
            let who = if dice.chance(6) {
                "lost".to_owned()
            } else {
                format!("g{}", dice.below(5))
            };
            let what = dice.chance(75).then(|| dice.below(3));
            let place = PLACES[dice.below(PLACES.len())].0;
            grants.insert((who, what, place), dice.chance(30));
        }
        Self { roles, grants }
    }

    /// Makes a policy that has much in common with this one.
    fn near(&self, dice: &mut Dice) -> Self {
        let mut other = Self::random(dice);
        for (at, role) in &self.roles {
            if dice.chance(60) {
                other.roles.insert(*at, role.clone());
            }
        }
        other.grants.retain(|_, _| dice.chance(40));
        for (grant, because) in &self.grants {
            if dice.chance(65) {
                other.grants.insert(grant.clone(), *because);
            }
        }
        other
    }

    fn text(&self) -> String {
        let mut text = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }\n".to_owned();
        for (name, subscription, group) in PLACES {
            let subscription = subscription.trim_start_matches("/subscriptions/");
            let group = group.map(|group| format!(" within resource-group \"{group}\""));
            let group = group.unwrap_or_default();
            let _ = writeln!(
                text,
                "environment {name} {{ subscription \"{subscription}\"{group} }}"
            );
        }
        for at in 0..4 {
            let id = person(at);
            let _ = writeln!(text, "group g{at} {{ object-id \"{id}\" }}");
        }
        // One is found by its display name, and one nowhere.
        text.push_str("group g4 { name \"Team-4\" }\ngroup lost { name \"nobody\" }\n");
        for role in self.roles.values() {
            let _ = writeln!(text, "{role}");
        }
        for ((who, what, place), because) in &self.grants {
            let what = match what {
                Some(at) if self.roles.contains_key(at) => format!("r{at}"),
                Some(_) => continue,
                None => "\"Reader\"".to_owned(),
            };
            let because = because.then_some(" { because \"it is needed\" }");
            let because = because.unwrap_or_default();
            let _ = writeln!(text, "grant {what} to {who} on {place}{because}");
        }
        text
    }
}

fn role(dice: &mut Dice, at: usize) -> String {
    let mut actions: Vec<String> = OPERATIONS
        .iter()
        .filter(|_| dice.chance(45))
        .map(|one| format!("\"{one}\""))
        .collect();
    let mut cut = String::new();
    if dice.chance(25) {
        actions.push("\"Microsoft.Storage/*\"".to_owned());
        cut = "  except-actions \"Microsoft.Storage/storageAccounts/delete\"".to_owned();
        actions.retain(|one| !one.contains("storageAccounts/delete"));
    }
    if actions.is_empty() {
        actions.push(format!("\"{}\"", OPERATIONS[0]));
    }
    let docs = if dice.chance(20) {
        "/// New words.\n"
    } else {
        ""
    };
    format!(
        "{docs}role r{at} on environment {{ actions {}{cut} }}",
        actions.join(", ")
    )
}

/// What an earlier policy left in a tenant, and what others did to it since.
fn observed(dice: &mut Dice, draft: &Draft, wanted: &Policy) -> Snapshot {
    let mut snapshot = tenant();
    if dice.chance(90) {
        let before = Policy::of(&draft.near(dice).text()).plan(&snapshot);
        snapshot = applied(&snapshot, before.writes());
    }
    others(dice, &mut snapshot);
    drift(dice, &mut snapshot);
    if dice.chance(30) {
        equal(dice, &mut snapshot, wanted);
    }
    if dice.chance(20) {
        renumber(dice, &mut snapshot);
    }
    snapshot
}

fn fresh(dice: &mut Dice) -> String {
    format!("dddddddd-0000-4000-8000-{:012}", dice.below(1_000_000_000))
}

/// Adds what is not ours: a role, assignments of it and of ours, one that is eligible.
fn others(dice: &mut Dice, snapshot: &mut Snapshot) {
    let foreign = "eeeeeeee-0000-4000-8000-000000000001";
    snapshot.role_definitions.push(RoleDefinition {
        id: foreign.into(),
        name: "Their role".into(),
        custom: true,
        description: Some("theirs [rw:another:role/x]".into()),
        permissions: vec![Block {
            actions: vec![Pattern::new(OPERATIONS[dice.below(5)])],
            ..Block::default()
        }],
        assignable_scopes: vec![ONE.into(), TWO.into()],
    });
    for _ in 0..dice.below(4) {
        let at = scope(dice.below(PLACES.len()));
        let roles = snapshot.role_definitions.iter().filter(|one| {
            let mut scopes = one.assignable_scopes.iter();
            scopes.any(|above| at.to_lowercase().starts_with(&above.to_lowercase()))
        });
        let roles: Vec<_> = roles.map(|one| one.id.to_string()).collect();
        let role = dice
            .pick(&[roles, vec![READER.to_owned()]].concat())
            .clone();
        let who = person(dice.below(5));
        let mut new = assignment(&fresh(dice), &dice.spelled(&at), &who, &role);
        let eligible = dice.chance(20);
        new.schedule = Schedule {
            eligible,
            ..Schedule::default()
        }
        .kept();
        add(snapshot, new);
    }
}

/// Adds an assignment that Azure would take.
fn add(snapshot: &mut Snapshot, new: RoleAssignment) {
    let mut all = snapshot.role_assignments.iter();
    let is_held = all.any(|one| {
        one.scope.eq_ignore_ascii_case(&new.scope)
            && (&one.principal, &one.role) == (&new.principal, &new.role)
            && one.is_eligible() == new.is_eligible()
    });
    if !is_held {
        snapshot.role_assignments.push(new);
    }
}

/// Changes by hand what is there.
fn drift(dice: &mut Dice, snapshot: &mut Snapshot) {
    for one in &mut snapshot.role_assignments {
        if one.description.is_none() || dice.chance(60) {
            continue;
        }
        match dice.below(5) {
            0 => one.description = None,
            1 => one.description = Some("other words [rw:p:x]".into()),
            2 => {
                one.condition = Some("@Resource[x] StringEquals 'y'".into());
                one.condition_version = Some("2.0".into());
            }
            3 => one.name = Guid::read(&fresh(dice)).unwrap(),
            _ => one.scope = dice.spelled(&one.scope).as_str().into(),
        }
    }
    for one in &mut snapshot.role_definitions {
        if one.name == "Their role" || dice.chance(60) {
            continue;
        }
        match dice.below(4) {
            0 => one.description = None,
            1 => one.name = format!("{} of old", one.name).as_str().into(),
            2 => one.permissions[0]
                .actions
                .push(Pattern::new(OPERATIONS[dice.below(5)])),
            _ => one.permissions[0]
                .not_actions
                .push(Pattern::new(OPERATIONS[dice.below(5)])),
        }
    }
}

/// Adds, by another name, what the policy wants; or takes a name that it needs.
fn equal(dice: &mut Dice, snapshot: &mut Snapshot, wanted: &Policy) {
    for change in wanted.plan(snapshot).changes {
        let Subject::Assignment {
            scope,
            who,
            role_id,
            ..
        } = &change.subject
        else {
            continue;
        };
        let Some(id) = who.id.as_ref().filter(|_| change.kind == Kind::Create) else {
            continue;
        };
        if role_id != READER || dice.chance(40) {
            continue;
        }
        if dice.chance(10) {
            let name = assignment_name(scope, id, role_id);
            add(
                snapshot,
                assignment(&name.text(), scope, &person(5), role_id),
            );
        } else {
            let mut new = assignment(&fresh(dice), scope, id, role_id);
            new.description = dice.chance(5).then(|| "theirs [rw:another:x]".into());
            add(snapshot, new);
        }
    }
}

/// Gives one of our roles another GUID, as if it had been made by hand.
fn renumber(dice: &mut Dice, snapshot: &mut Snapshot) {
    let new = fresh(dice);
    let mut ours = snapshot.role_definitions.iter_mut();
    let Some(role) = ours.find(|one| one.name != "Their role") else {
        return;
    };
    let old = std::mem::replace(&mut role.id, new.as_str().into());
    for one in &mut snapshot.role_assignments {
        if one.role == old {
            one.role = Guid::read(&new).unwrap();
        }
    }
}

/// Lists what each principal surely may do where.
fn held(azure: &Azure) -> BTreeSet<(usize, usize, &'static str)> {
    let tenant = azure.tenant();
    let mut held = BTreeSet::new();
    for who in 0..6 {
        for (at, _) in PLACES.iter().enumerate() {
            for operation in OPERATIONS {
                let asked = (Plane::Control, operation);
                if slow::access(&tenant, &person(who), &scope(at), asked).0 {
                    held.insert((who, at, operation));
                }
            }
        }
    }
    held
}

/// Lists what is nobody's or another's in a snapshot.
fn foreign(
    snapshot: &Snapshot,
    adopted: &BTreeSet<String>,
) -> (Vec<RoleAssignment>, Vec<RoleDefinition>) {
    let ours = |text: Option<&str>| text.is_some_and(|one| one.contains("[rw:p:"));
    let assignments = snapshot.role_assignments.iter();
    let assignments = assignments
        .filter(|one| !ours(one.description.as_deref()) && !adopted.contains(&*one.name.text()));
    let roles = snapshot.role_definitions.iter();
    let roles =
        roles.filter(|one| !ours(one.description.as_deref()) && !adopted.contains(one.id.as_str()));
    (assignments.cloned().collect(), roles.cloned().collect())
}

/// Lists the names in Azure of what a plan adopts.
fn adopted(plan: &Plan) -> BTreeSet<String> {
    let adopted = plan.changes.iter().filter(|one| one.kind == Kind::Adopt);
    let names = adopted.filter_map(|one| match &one.subject {
        Subject::Role { id, .. } => Some(id.to_string()),
        Subject::Assignment { name, .. } => name.as_ref().map(ToString::to_string),
    });
    names.collect()
}

/// Carries a plan out step by step, and holds every step to what it must be.
fn carry_out(plan: &Plan, snapshot: Snapshot, round: &str) -> Azure {
    let mut azure = Azure { snapshot };
    let mut along = vec![held(&azure)];
    for write in plan.writes() {
        if let Err(code) = azure.write(write) {
            panic!("{code}: {write:#?}\n{round}");
        }
        along.push(held(&azure));
    }
    let gap = |one: &String| one.contains("one permission block");
    let gap = plan.changes.iter().any(|one| one.notes.iter().any(gap));
    let (first, last) = (along.first().unwrap(), along.last().unwrap());
    for step in along.iter().filter(|_| !gap) {
        for kept in first.intersection(last) {
            assert!(step.contains(kept), "{kept:?} is lost on the way\n{round}");
        }
    }
    azure
}

/// Holds what there is in the end to the policy, tuple by tuple.
fn arrived(azure: &Azure, policy: &Policy, plan: &Plan, round: &str) {
    for change in plan.changes.iter().filter(|one| {
        matches!(
            one.kind,
            Kind::Create | Kind::Update | Kind::Adopt | Kind::Same
        )
    }) {
        let Subject::Assignment {
            scope,
            who,
            role_id,
            role,
            ..
        } = &change.subject
        else {
            continue;
        };
        let mut all = azure.snapshot.role_assignments.iter();
        let found = all.find(|one| {
            one.scope.eq_ignore_ascii_case(scope)
                && who.id.as_ref().is_some_and(|id| one.principal.id == *id)
                && one.role == *role_id
                && !one.is_eligible()
        });
        let found = found.unwrap_or_else(|| panic!("{change:#?}\n{round}"));
        assert_eq!(found.condition, None, "{round}");
        let mut wanted = policy.compiled.roles.iter();
        let wanted = wanted.find(|one| one.display_name == *role).unwrap();
        for operation in OPERATIONS {
            let gives = |blocks: &[Block]| slow::role_grants(blocks, Plane::Control, operation);
            let (is, should) = (gives(&azure.blocks(role_id)), gives(&wanted.blocks));
            assert_eq!(is, should, "{operation} by {role}\n{round}");
        }
    }
}

#[test]
fn azure_takes_every_step_and_a_second_plan_is_empty() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused = 0;
    for seed in 0..ROUNDS {
        let dice = &mut Dice::new(seed + 77);
        let draft = Draft::random(dice);
        let text = draft.text();
        let policy = Policy::of(&text);
        let snapshot = observed(dice, &draft, &policy);
        let plan = policy.plan(&snapshot);
        for change in &plan.changes {
            *counts.entry(change.kind.word()).or_default() += 1;
        }
        if plan.refused().next().is_some() {
            refused += 1;
            continue;
        }
        let round = format!("round {seed}\n{text}\n{plan:#?}\n{snapshot:#?}");
        let adopted = adopted(&plan);
        let before = foreign(&snapshot, &adopted);
        let should = applied(&snapshot, plan.writes());
        let azure = carry_out(&plan, snapshot, &round);
        assert_eq!(azure.snapshot, should, "{round}");
        assert_eq!(foreign(&azure.snapshot, &adopted), before, "{round}");
        arrived(&azure, &policy, &plan, &round);
        let second = policy.plan(&azure.snapshot);
        assert!(!second.has_changes(), "{second:#?}\n{round}");
        assert_eq!(second.count(Kind::Create) + second.count(Kind::Delete), 0);
    }
    println!("{refused} of {ROUNDS} refused; {counts:?}");
    assert!(usize::try_from(ROUNDS).unwrap() > refused * 2);
    for kind in Kind::ALL {
        let is_rare = matches!(kind, Kind::BuiltInChanged | Kind::Unknown | Kind::Given);
        assert!(
            is_rare || counts.contains_key(kind.word()),
            "{kind:?}: {counts:?}"
        );
    }
}
