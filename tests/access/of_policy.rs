//! The world of a policy set: all that it compiles to and all that Azure gives is in it.

use rolewright::access::{Access, At, Grant, Origin, Schedule, World};
use rolewright::algebra::Answer;
use rolewright::catalog::Catalog;
use rolewright::compile::Compiled;
use rolewright::model::given::{Given, Means};
use rolewright::model::permission::Plane;
use rolewright::model::{Model, PrincipalId};

use crate::standard::examples::{EXAMPLES, compiled, compiled_with};

const WRITE: &str = "Microsoft.MachineLearningServices/workspaces/jobs/write";

fn made_by(world: &World, origin: Origin) -> Vec<&Grant> {
    let grants = world.grants.iter();
    grants.filter(|grant| grant.origin == origin).collect()
}

/// Tells which grants of a world nothing asks for, and what is asked for and in no grant.
fn amiss(model: &Model, compiled: &Compiled, world: &World) -> Vec<String> {
    let guid = |grant: &Grant| world.roles[grant.role.index()].guid.clone();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (index, one) in compiled.assignments.iter().enumerate() {
        let grants = made_by(world, Origin::Policy(index));
        let role = &compiled.roles[one.role.index()];
        let fits = |grant: &&Grant| {
            (grant.principal, grant.scope) == (one.principal, one.scope)
                && guid(grant) == role.guid
                && world.roles[grant.role.index()].blocks == role.blocks
        };
        seen += grants.len();
        if grants.is_empty() || !grants.iter().all(fits) {
            wrong.push(format!("{one:?}: {grants:?}"));
        }
    }
    for (index, one) in model.given.iter().enumerate() {
        let grants = made_by(world, Origin::Azure(index));
        let fits = |grant: &&Grant| {
            (grant.principal, grant.scope) == (one.principal, one.scope)
                && guid(grant) == one.role
                && grant.condition.is_some() == (one.means == Means::OwnPartsOnly)
                && !world.roles[grant.role.index()].blocks.is_empty()
        };
        seen += grants.len();
        if grants.len() != 1 || !grants.iter().all(fits) {
            wrong.push(format!("{one:?}: {grants:?}"));
        }
    }
    if seen != world.grants.len() {
        wrong.push(format!("{seen} of {} grants", world.grants.len()));
    }
    wrong
}

#[test]
fn every_assignment_and_all_that_azure_gives_is_in_the_world() {
    let examples = EXAMPLES.map(|name| (name, compiled(name)));
    // What a project gets on the storage of its hub, it gets under a condition.
    let hub = "workspace h in dev { kind hub storage s } storage s in dev \
        workspace p in dev { kind project hub h }";
    let project = compiled_with("churn", hub);
    let is_own = |one: &Given| one.means == Means::OwnPartsOnly;
    assert!(project.0.given.iter().any(is_own));
    let all = examples.into_iter().chain([("a project", project)]);
    for (example, (model, compiled)) in all {
        let world = World::of(&model, &compiled, Catalog::embedded());
        assert_eq!(amiss(&model, &compiled, &world), [""; 0], "{example}");
        assert!(!compiled.assignments.is_empty() && !model.given.is_empty());
        assert_eq!(world.parties.len(), model.principals.len());
        assert_eq!(world.places.len(), model.scopes.len());
        for (index, party) in world.parties.iter().enumerate() {
            let id = PrincipalId::new(index);
            assert_eq!(party.name, model.principal_name(id));
            assert_eq!(party.member_of, model.principals[index].member_of);
        }
        for (index, place) in world.places.iter().enumerate() {
            assert_eq!(place.parent, model.scopes[index].parent);
            assert!(model.scopes[index].id.eq_ignore_ascii_case(&place.id));
        }
    }
}

/// Takes one grant out of a world: the check above must see it.
#[test]
fn a_grant_that_is_left_out_is_noticed() {
    let (model, compiled) = compiled(EXAMPLES[0]);
    let whole = World::of(&model, &compiled, Catalog::embedded());
    for index in (0..whole.grants.len()).step_by(9) {
        let mut world = whole.clone();
        world.grants.remove(index);
        assert!(!amiss(&model, &compiled, &world).is_empty(), "{index}");
    }
}

fn answer(more: &str, who: &str) -> (Answer, usize) {
    let (model, compiled) = compiled_with("churn", more);
    let world = World::of(&model, &compiled, Catalog::embedded());
    let access = Access::new(&world, Catalog::embedded());
    let who = access.party(who).unwrap();
    let at: At = access.place("churn@prod").unwrap();
    let held = world.grants.iter().filter(|grant| grant.principal == who);
    let answer = access.answer(who, at, Plane::Control, WRITE);
    (answer, held.count())
}

/// The terms of a grant decide how it is held: a condition, or until it is activated.
#[test]
fn terms_of_a_grant_are_kept() {
    let group = "group newcomers { object-id \"dddddddd-0000-4000-8000-000000000009\" }\n";
    let grant = |terms: &str| {
        format!(
            "{group}grant \"AzureML Data Scientist\" to newcomers on churn@prod {{ because \"a test\"\n{terms} }}"
        )
    };
    assert_eq!(answer(&grant(""), "NEWCOMERS"), (Answer::Yes, 1));
    let eligible = answer(&grant("eligible"), "newcomers");
    assert_eq!(eligible, (Answer::only_if("it is activated"), 1));
    assert_eq!(answer(group, "newcomers"), (Answer::No, 0));
}

/// Every grant of a policy stands without a condition unless it says otherwise.
#[test]
fn grants_without_terms_stand() {
    for example in EXAMPLES {
        let (model, compiled) = compiled(example);
        let world = World::of(&model, &compiled, Catalog::embedded());
        let policy = |grant: &&Grant| matches!(grant.origin, Origin::Policy(_));
        for grant in world.grants.iter().filter(policy) {
            assert_eq!(grant.schedule, Schedule::Standing);
            assert_eq!(grant.condition, None);
        }
    }
}
