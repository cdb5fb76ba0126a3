//! Answers agree with the engine, with one another and with what the examples expect.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolewright::access::{Access, At, Denial, Gap, Hides, Schedule, World};
use rolewright::algebra::{Bound, covered};
use rolewright::catalog::{Catalog, OperationId};
use rolewright::compile::Compiled;
use rolewright::model::guarantee::Asked;
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{Model, PrincipalId, ScopeId};
use rolewright::question::{Ground, Spot, Verdict};
use rolewright::source::Sources;

use crate::standard::examples::compiled;

/// Asks questions of a world; the lines of the policy are left out of the answers.
pub(super) fn asked<T>(
    (model, compiled): (&Model, &Compiled),
    world: &World,
    ask: impl FnOnce(&Ground<'_>) -> T,
) -> T {
    let access = Access::new(world, Catalog::embedded());
    ask(&Ground {
        access: &access,
        model,
        compiled,
        sources: &Sources::default(),
        reach: None,
    })
}

fn spot(ground: &Ground<'_>, scope: ScopeId) -> Spot {
    Spot {
        at: At::from(scope),
        name: ground.place_name(scope).to_owned(),
    }
}

/// Operations of every kind: some that roles of the world reach, and some of everywhere.
fn operations(access: &Access<'_>) -> Vec<OperationId> {
    let catalog = Catalog::embedded();
    let everywhere = catalog.ids().step_by(4000);
    let roles = (0..access.world().roles.len()).map(rolewright::access::RoleId::new);
    let reached = roles.filter_map(|role| access.reach(role)?.upper.first());
    everywhere.chain(reached).collect()
}

const PATTERNS: [&str; 6] = [
    "*",
    "Microsoft.MachineLearningServices/workspaces/*",
    "Microsoft.MachineLearningServices/workspaces/jobs/*",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*",
    "Microsoft.Storage/*/read",
    "*/read",
];

/// Checks every answer about a world; returns how many questions were answered by each word.
fn check(sources: (&Model, &Compiled), world: &World) -> Vec<usize> {
    asked(sources, world, |ground| {
        let (access, catalog) = (ground.access, Catalog::embedded());
        let parties = (0..world.parties.len()).map(PrincipalId::new);
        let scopes = (0..world.places.len()).step_by(5).map(ScopeId::new);
        let mut counts = vec![0; Verdict::WORDS.len()];
        let mut count = |verdict: &Verdict| {
            let words = Verdict::WORDS.iter();
            let at = words.clone().position(|word| *word == verdict.word());
            counts[at.unwrap()] += 1;
        };
        for scope in scopes {
            let at = At::from(scope);
            for id in operations(access) {
                let name = catalog.name(id);
                let wanted = ground.wanted(name, &spot(ground, scope)).unwrap();
                for who in parties.clone() {
                    let verdict = ground.verdict(who, &wanted);
                    let bounds = access.ask(
                        ground.party_name(who),
                        name,
                        &world.places[scope.index()].id,
                    );
                    let bounds = bounds.unwrap();
                    let said = (verdict.is_sure(), verdict.is_possible());
                    assert_eq!(
                        said,
                        (bounds.lower, bounds.upper),
                        "{who:?} {name} {scope:?}"
                    );
                    count(&verdict);
                }
                everybody(ground, name, scope);
            }
            for pattern in PATTERNS {
                let wanted = ground.wanted_of(&Asked::Operation(Pattern::new(pattern)), at);
                for who in parties.clone() {
                    let verdict = ground.verdict(who, &wanted);
                    fits(ground, (who, at), pattern, &verdict);
                    count(&verdict);
                }
                everybody(ground, pattern, scope);
            }
        }
        counts
    })
}

/// Checks a verdict on a pattern against each known operation that it covers.
fn fits(ground: &Ground<'_>, (who, at): (PrincipalId, At), pattern: &str, verdict: &Verdict) {
    let catalog = Catalog::embedded();
    let known = Plane::BOTH.map(|plane| {
        let covered = covered(catalog, plane, &Pattern::new(pattern), Bound::Upper);
        covered.ids().collect::<Vec<_>>()
    });
    let bounds = known.into_iter().flatten().step_by(7).map(|id| {
        let asked = rolewright::access::Asked::Known(id);
        ground.access.decide(who, at, &asked)
    });
    for bounds in bounds {
        match verdict {
            Verdict::Yes => assert!(bounds.lower, "{who:?} {at:?} {pattern}"),
            Verdict::If(_) => assert!(bounds.upper, "{who:?} {at:?} {pattern}"),
            Verdict::No => assert!(!bounds.upper, "{who:?} {at:?} {pattern}"),
            Verdict::Partly | Verdict::Unknown(_) => {}
        }
    }
}

/// Checks that `who-can` lists exactly those of whom `can` does not say no, with the same answers.
fn everybody(ground: &Ground<'_>, what: &str, scope: ScopeId) {
    let spot = spot(ground, scope);
    let place = &ground.access.world().places[scope.index()].id;
    let listed = ground.who_can(what, place, false).unwrap().who;
    let listed: Vec<_> = listed
        .into_iter()
        .map(|one| (one.name, one.verdict))
        .collect();
    let wanted = ground.wanted(what, &spot).unwrap();
    let parties = (0..ground.access.world().parties.len()).map(PrincipalId::new);
    let can = parties.filter_map(|who| {
        let verdict = ground.verdict(who, &wanted);
        let name = ground.party_name(who).to_owned();
        verdict
            .is_possible()
            .then(|| (verdict.rank(), name, (&verdict).into()))
    });
    let mut can: Vec<_> = can.collect();
    can.sort_by(|(one, left, _), (other, right, _)| other.cmp(one).then(left.cmp(right)));
    let can: Vec<_> = can
        .into_iter()
        .map(|(_, name, verdict)| (name, verdict))
        .collect();
    assert_eq!(listed, can, "{what} {scope:?}");
}

#[test]
fn answers_agree_with_the_engine_on_the_examples() {
    for example in ["churn", "personas"] {
        let (model, compiled) = compiled(example);
        let world = World::of(&model, &compiled, Catalog::embedded());
        let counts = check((&model, &compiled), &world);
        // Yes, partly and no; an example has no condition, and nothing in it is not known.
        assert!(
            counts[0] > 10 && counts[2] > 5 && counts[4] > 500,
            "{counts:?}"
        );
    }
}

/// Every line of the tests of the examples is what `surely` and `possibly` say.
#[test]
fn answers_agree_with_the_tests_of_the_examples() {
    let mut count = 0;
    for example in ["churn", "personas"] {
        let (model, compiled) = compiled(example);
        let world = World::of(&model, &compiled, Catalog::embedded());
        asked((&model, &compiled), &world, |ground| {
            for line in model.tests.iter().flat_map(|test| &test.expectations) {
                for who in line.who.iter().flatten() {
                    for scope in &line.on {
                        let wanted = ground.wanted_of(&line.what, At::from(*scope));
                        let can = ground.can_of(*who, &wanted, &spot(ground, *scope), false);
                        let said = if line.can { can.surely } else { !can.possibly };
                        assert!(said, "{can:#?}");
                        count += 1;
                    }
                }
            }
        });
    }
    assert!(count > 60, "only {count} lines");
}

/// What is changed about a world.
#[derive(Debug, Clone)]
struct Change {
    grant: usize,
    scope: usize,
    who: usize,
    pattern: usize,
    kind: u8,
}

/// Between two and four changes of every kind.
fn changes() -> impl Strategy<Value = Vec<Change>> {
    let parts = (
        any::<usize>(),
        any::<usize>(),
        any::<usize>(),
        any::<usize>(),
    );
    proptest::collection::vec(parts, 16..32).prop_map(|parts| {
        let changes = parts.into_iter().zip((0_u8..8).cycle());
        let change = |((grant, scope, who, pattern), kind)| Change {
            grant,
            scope,
            who,
            pattern,
            kind,
        };
        changes.map(change).collect()
    })
}

fn apply(world: &mut World, change: &Change) {
    // Those that stand high come first, and what is said there counts for many.
    let high = if change.kind > 3 {
        10
    } else {
        world.places.len()
    };
    let scope = ScopeId::new(change.scope % high);
    let who = PrincipalId::new(change.who % world.parties.len());
    let grants = world.grants.len();
    let grant = &mut world.grants[change.grant % grants];
    match change.kind {
        0 => grant.schedule = Schedule::Eligible,
        1 => grant.condition = Some(format!("condition {}", change.grant % 3).into()),
        2 => grant.scope = scope,
        3 => grant.principal = who,
        4 | 5 => {
            let pattern = Pattern::new(PATTERNS[change.pattern % PATTERNS.len()]);
            world.denials.push(Denial {
                name: "denial".into(),
                scope,
                blocks: vec![Block {
                    actions: vec![pattern.clone()],
                    data_actions: vec![pattern],
                    ..Block::default()
                }],
                everyone: change.pattern.is_multiple_of(2),
                principals: vec![who],
                excluded: Vec::new(),
                not_below: change.pattern.is_multiple_of(5),
                condition: (change.kind == 5).then(|| "denied condition".into()),
            });
        }
        kind => world.gaps.push(Gap {
            hides: if kind == 6 {
                Hides::Access
            } else {
                Hides::Denials
            },
            principal: (!change.pattern.is_multiple_of(3)).then_some(who),
            scope: Some(scope),
            what: "something".into(),
        }),
    }
}

#[test]
fn answers_agree_with_the_engine_on_random_worlds() {
    let (model, compiled) = compiled("churn");
    let mut counts = vec![0; Verdict::WORDS.len()];
    let runner = &mut TestRunner::deterministic();
    for _ in 0..4 {
        let changes = changes().new_tree(runner).unwrap().current();
        let mut world = World::of(&model, &compiled, Catalog::embedded());
        changes.iter().for_each(|change| apply(&mut world, change));
        let counted = check((&model, &compiled), &world);
        for (sum, count) in counts.iter_mut().zip(counted) {
            *sum += count;
        }
    }
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
}
