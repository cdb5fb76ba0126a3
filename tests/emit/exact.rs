//! Exact least privilege: what the emitted templates give is what the policy text asks for.
//!
//! Templates are read by readers of their own, access is worked out by the rule of the slow
//! evaluator over every operation of the catalogue in both planes, and the intent comes from the
//! patterns that the capabilities write; the engine has no part in it. Because whole sets are
//! compared, each entry that is dropped from an emitted role, and each operation that is added to
//! one, turns the comparison; `drops_show` and `additions_show` try them all.

mod covered;
mod deployed;
mod intent;

use std::collections::{BTreeMap, BTreeSet};

use rolewright::model::permission::{Block, Pattern};
use rolewright::model::{Grant, Granted, Model};

use crate::slow::{Cover, Tenant, decide, scopes_above};
use crate::standard::library::resolved;
use crate::support::checkout;
use covered::{Covered, Given, join};
use deployed::Deployed;
use intent::{intended, named};

/// What somebody has at a scope, by the principal's name and the scope in lower case.
type Table = BTreeMap<(String, String), Given>;

fn example(name: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(checkout("policies/examples").join(name)).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        texts.push((path.display().to_string(), text));
    }
    texts.sort();
    texts
}

/// What the complete example has no need for: wildcards, exceptions, diamonds, plain roles.
const HARD: &str = r#"
policy hard { tenant "99999999-9999-9999-9999-999999999999" }
environment dev { tier development  subscription "11111111-1111-1111-1111-111111111111"  resource-group "rg-a" }
environment prod { tier production  subscription "33333333-3333-3333-3333-333333333333"  resource-group "rg-b" }
workspace w in dev, prod { name "w-${env}"  storage lake }
storage lake in dev, prod { name "lake${env}"  container raw }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001" }
managed-identity robot in dev, prod { name "id-robot-${env}" }

capability see-all on workspace {
    actions "Microsoft.MachineLearningServices/workspaces/*/read"
}
capability compute-all on workspace {
    actions "Microsoft.MachineLearningServices/workspaces/computes/*"
}
capability no-keys on workspace {
    actions "Microsoft.MachineLearningServices/workspaces/computes/*/action"
}
capability blobs on container {
    data-actions "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"
    needs list
}
capability list on container {
    actions "Microsoft.Storage/storageAccounts/blobServices/containers/read"
}
stage base { on workspace can see-all, compute-all }
stage left extends base { except no-keys }
stage right extends base { except "Microsoft.MachineLearningServices/workspaces/computes/write" }
stage both extends left, right { on container raw can blobs }
stage no-delete extends both { except "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete" }
role plain on resource-group {
    actions "Microsoft.Storage/*"
    except-actions "Microsoft.Storage/storageAccounts/delete"
    data-actions "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
}
grant base to team on w@dev
grant left to team on w@prod
grant right to robot on w@dev
grant both to robot on w@prod
grant no-delete to team on w@dev
grant plain to team on dev
grant "Reader" to robot on prod
"#;

/// Reads a policy set that must be sound.
fn model(texts: &[(String, String)]) -> Model {
    let (model, wrong) = resolved(texts);
    assert!(wrong.is_empty(), "{wrong:#?}");
    model
}

/// What is given at each scope comes down to each scope below it.
fn inherited(table: &Table) -> Table {
    let mut whole = Table::new();
    for (principal, scope) in table.keys() {
        for above in scopes_above(&Tenant::default(), scope) {
            let above = format!("/{}", above.join("/"));
            if let Some(given) = table.get(&(principal.clone(), above)) {
                let here = whole.entry((principal.clone(), scope.clone()));
                join(here.or_default(), given);
            }
        }
    }
    whole
}

/// What the templates give, by principal and scope.
fn given(deployed: &Deployed, covered: &mut Covered) -> Table {
    let (mut known, mut table) = (BTreeMap::new(), Table::new());
    for (principal, scope, role) in &deployed.tuples {
        let one = known.entry(role.clone());
        let one = one.or_insert_with(|| covered.blocks(&deployed.blocks(role)));
        let key = (principal.clone(), scope.clone());
        join(table.entry(key).or_default(), one);
    }
    inherited(&table)
}

#[track_caller]
fn same(intended: &Table, given: &Table, covered: &Covered, what: &str) {
    let keys: Vec<_> = intended.keys().collect();
    assert_eq!(keys, given.keys().collect::<Vec<_>>(), "{what}");
    for (key, wanted) in intended {
        let pairs = wanted.iter().zip(&given[key]).zip(&covered.operations);
        let wrong: Vec<_> = pairs
            .filter(|((wanted, got), _)| wanted != got)
            .map(|((wanted, got), operation)| format!("{operation:?} {wanted:?} {got:?}"))
            .collect();
        assert!(wrong.is_empty(), "{what}, {key:?}: {wrong:#?}");
    }
}

const LISTS: [fn(&mut Block) -> &mut Vec<Pattern>; 4] = [
    |block| &mut block.actions,
    |block| &mut block.not_actions,
    |block| &mut block.data_actions,
    |block| &mut block.not_data_actions,
];

/// Drops every entry of an emitted role: each change must show. Returns how many.
fn drops_show(
    deployed: &mut Deployed,
    role: &str,
    intended: &Table,
    covered: &mut Covered,
) -> usize {
    let (whole, mut count) = (deployed.roles[role].clone(), 0);
    for list in LISTS {
        for index in 0..list(&mut whole.clone()).len() {
            let mut mutant = whole.clone();
            let dropped = list(&mut mutant).remove(index);
            deployed.roles.insert(role.to_owned(), mutant);
            let shows = given(deployed, covered) != *intended;
            assert!(shows, "nobody misses {dropped:?} of {whole:#?}");
            count += 1;
        }
    }
    deployed.roles.insert(role.to_owned(), whole);
    count
}

/// Adds every operation of the catalogue that an emitted role does not grant: each must show.
///
/// A name without `*` covers itself alone, and no name stands in a plane twice, so the addition
/// changes what is given of that operation and of no other. Returns how many were tried.
fn additions_show(
    deployed: &Deployed,
    role: &str,
    intended: &Table,
    covered: &mut Covered,
) -> usize {
    let block = &deployed.roles[role];
    let own = covered.block(block);
    let cut = covered.widest(|plane| block.cut(plane));
    let given = given(deployed, covered);
    let holders = deployed.tuples.iter().filter(|(_, _, one)| one == role);
    let holders: Vec<_> = holders
        .map(|(principal, scope, _)| (principal.clone(), scope.clone()))
        .collect();
    let mut count = 0;
    for (at, operation) in covered.operations.iter().enumerate() {
        let added = decide(Cover::Yes, cut[at], false);
        // What the role grants already, and what its own exceptions take at once, adds nothing.
        if own[at].0 || added == (false, false) {
            continue;
        }
        count += 1;
        let shows = holders.iter().any(|key| {
            let (surely, possibly) = given[key][at];
            (surely || added.0, possibly || added.1) != intended[key][at]
        });
        assert!(shows, "nobody notices {operation:?} added to {block:#?}");
    }
    count
}

fn exact(texts: &[(String, String)]) {
    let mut covered = Covered::new();
    let mut model = model(texts);
    let whole = Deployed::of(&model);
    let (wanted, got) = (intended(&model, &mut covered), given(&whole, &mut covered));
    same(&wanted, &got, &covered, "all grants");
    let (mut tried, mut dropped, mut added) = (BTreeSet::new(), 0, 0);
    for grant in facets(&mut model) {
        let what = &model.statement(grant.statement).unwrap().what;
        let what = format!("{what:?} to {}", named(&model, &grant));
        model.grants = vec![grant];
        let mut one = Deployed::of(&model);
        let wanted = intended(&model, &mut covered);
        same(&wanted, &given(&one, &mut covered), &covered, &what);
        let used: BTreeSet<_> = one.tuples.iter().map(|(_, _, role)| role.clone()).collect();
        for role in used.intersection(&one.roles.keys().cloned().collect()) {
            assert_eq!(one.roles[role], whole.roles[role], "{what}");
            if tried.insert(role.clone()) {
                dropped += drops_show(&mut one, role, &wanted, &mut covered);
                added += additions_show(&one, role, &wanted, &mut covered);
            }
        }
    }
    let all: BTreeSet<_> = whole.roles.into_keys().collect();
    assert_eq!(tried, all, "each emitted role is tried");
    let roles = tried.len();
    println!("{roles} roles: {dropped} entries dropped and {added} operations added, each noticed");
}

/// Cuts each grant into what makes one role: the clauses of one kind and one set of slots. What
/// one of them gives, another may give too, and no mutation of either would show.
fn facets(model: &mut Model) -> Vec<Grant> {
    let mut cut = Vec::new();
    for grant in std::mem::take(&mut model.grants) {
        let mut facets: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for binding in &grant.bindings {
            let slots = match model.statement(grant.statement).unwrap().what {
                Granted::Stage(stage) => {
                    let effective = &model.stage(stage).unwrap().effective[binding.clause];
                    let writer = model.stage(effective.writer().unwrap()).unwrap();
                    let slots = writer.clauses[effective.clause].slots.iter();
                    slots.map(|(slot, _)| slot.clone()).collect()
                }
                _ => BTreeSet::new(),
            };
            let key = (binding.kind, slots, binding.scope);
            facets.entry(key).or_default().push(binding.clone());
        }
        cut.extend(facets.into_values().map(|bindings| Grant {
            bindings,
            ..grant.clone()
        }));
    }
    cut
}

#[test]
fn the_complete_example_gives_exactly_what_it_says() {
    exact(&example("churn"));
}

#[test]
fn the_personas_give_exactly_what_they_say() {
    exact(&example("personas"));
}

#[test]
fn wildcards_exceptions_and_diamonds_give_exactly_what_they_say() {
    exact(&[("hard.rw".to_owned(), HARD.to_owned())]);
}

#[test]
fn no_operation_stands_in_a_plane_twice() {
    let all = Covered::new().operations;
    let names = all
        .iter()
        .map(|(plane, name)| (*plane, name.to_lowercase()));
    assert_eq!(names.collect::<BTreeSet<_>>().len(), all.len());
    assert_eq!(all.len(), 22_644);
}
