//! What differs between two sides: refactorings change nothing, widenings are found with a witness
//! that the slow evaluator confirms, and what people see.

mod broken;
mod draft;
mod gate;
mod holes;
mod judged;
mod large;
mod random;
mod shown;
mod small;

use rolewright::access::{Access, Schedule, World};
use rolewright::catalog::Catalog;
use rolewright::compile::{Compiled, compile};
use rolewright::diff::{Becomes, Diff, Side, compare};
use rolewright::model::Model;
use rolewright::reach::{self, Reach};

use crate::slow::{self, Assignment, Tenant};
use crate::standard::library::resolved;

/// A policy set with all that a comparison needs.
pub(crate) struct Whole {
    pub(crate) model: Model,
    pub(crate) compiled: Compiled,
    pub(crate) world: World,
}

impl Whole {
    /// Resolves texts, which have no mistakes.
    pub(crate) fn of(texts: &[String]) -> Self {
        let files = texts.iter().enumerate();
        let files: Vec<_> = files
            .map(|(index, text)| (format!("{index}.rw"), text.clone()))
            .collect();
        let (model, wrong) = resolved(&files);
        assert!(
            wrong.is_empty(),
            "{wrong:#?}\n{}",
            texts.join("\n// next file\n")
        );
        let catalog = Catalog::embedded();
        let compiled = compile(&model, catalog, None);
        let world = World::of(&model, &compiled, catalog).with_gains();
        Self {
            model,
            compiled,
            world,
        }
    }

    /// Compares with what it has become.
    pub(crate) fn against(&self, new: &Self) -> Diff {
        let catalog = Catalog::embedded();
        let (old_access, new_access) = (
            Access::new(&self.world, catalog),
            Access::new(&new.world, catalog),
        );
        let (old_reach, new_reach) = (Reach::of(&old_access), Reach::of(&new_access));
        compare(&self.side(&old_reach), &new.side(&new_reach))
    }

    fn side<'a>(&'a self, reach: &'a Reach<'a>) -> Side<'a> {
        Side {
            model: &self.model,
            compiled: &self.compiled,
            reach,
            judges: true,
        }
    }

    /// Writes it for the slow evaluator, principals by their names.
    pub(crate) fn tenant(&self) -> Tenant {
        let world = &self.world;
        let assignments = world.grants.iter().map(|grant| Assignment {
            scope: world.places[grant.scope.index()].id.to_string(),
            principal: world.parties[grant.principal.index()].name.to_string(),
            blocks: world.roles[grant.role.index()].blocks.clone(),
            conditional: grant.condition.is_some() || grant.schedule == Schedule::Eligible,
        });
        let members = world.parties.iter().flat_map(|party| {
            let groups = party.member_of.iter();
            groups.map(|id| {
                (
                    world.parties[id.index()].name.to_string(),
                    party.name.to_string(),
                )
            })
        });
        Tenant {
            assignments: assignments.collect(),
            members: members.collect(),
            ..Tenant::default()
        }
    }
}

/// Compares texts.
pub(crate) fn diff(old: &str, new: &str) -> Diff {
    Whole::of(&[old.to_owned()]).against(&Whole::of(&[new.to_owned()]))
}

/// Counts the witnesses of what is gained, and holds each to the slow evaluator: whoever has it may
/// do it on the new side, and did not, or not as surely, on the old one.
pub(crate) fn confirmed(diff: &Diff, old: &Whole, new: &Whole) -> usize {
    let (before, after) = (old.tenant(), new.tenant());
    let mut count = 0;
    for one in &diff.identities {
        for change in &one.gained {
            let witness = change.beyond.witness.as_ref().unwrap();
            let asked = (witness.plane, witness.name.as_str());
            let was = slow::access(&before, &one.name, &change.scope_id, asked);
            let is = slow::access(&after, &one.name, &change.scope_id, asked);
            assert!(
                is.0 && !was.0 || is.1 && !was.1,
                "{} {asked:?} on {}: {was:?} {is:?}",
                one.name,
                change.scope
            );
            assert!(change.chain.is_some());
            count += 1;
        }
    }
    for one in diff.becomes.iter().filter(|one| !one.lost) {
        climbs(one, &after, new);
        for change in &*one.gives {
            let witness = change.beyond.witness.as_ref().unwrap();
            let asked = (witness.plane, witness.name.as_str());
            let was = slow::access(&before, &one.who, &change.scope_id, asked);
            let is = slow::access(&after, &one.other, &change.scope_id, asked);
            assert!(
                is.1 && !was.0,
                "{} as {}: {asked:?} {was:?} {is:?}",
                one.who,
                one.other
            );
            count += 1;
        }
    }
    count
}

/// Holds each step to the slow evaluator: whoever takes it may do one of the operations that enable
/// it where it is taken, and the next one is taken by whom or what it gains.
fn climbs(one: &Becomes, after: &Tenant, new: &Whole) {
    let mut who = &one.who;
    for step in &one.steps {
        assert_eq!(step.groups[0], *who, "{one:#?}");
        let kinds = reach::all().filter(|edge| Some(edge.name) == step.edge);
        let mut operations = kinds.flat_map(|edge| edge.operations);
        let name = step.place.as_ref().unwrap();
        let mut places = new.world.places.iter();
        let place = places.find(|place| place.name == *name).unwrap();
        let may = |asked| slow::access(after, who, &place.id, asked).1;
        assert!(operations.any(|asked| may(*asked)), "{step:#?}");
        who = &step.to;
    }
    assert_eq!(*who, one.other);
    assert!(!one.steps.is_empty());
}
