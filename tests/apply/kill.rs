//! A run that is killed at every point it comes to, and resumed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use rolewright::apply::{Past, Saved, State, unfit};
use rolewright::observed::Snapshot;
use rolewright::plan::applied;

use super::world::{Disk, Kept, World, kept};
use super::{Ears, crowd, now, run, runtime, saved};
use crate::plan::{Policy, person};

const GROUPS: usize = 24;

/// A policy in which every group holds one of three roles, by a number.
fn policy(turn: usize) -> Policy {
    let mut text = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { subscription \"11111111-1111-4111-8111-111111111111\" within resource-group \"rg-dev\" }
environment prod { subscription \"22222222-2222-4222-8222-222222222222\" }
"
    .to_owned();
    let more = ["", ", \"Microsoft.Storage/storageAccounts/read\""][turn];
    let write = "\"Microsoft.MachineLearningServices/workspaces/write\"";
    let less = [write, "\"Microsoft.Resources/subscriptions/read\""][turn];
    let read = "\"Microsoft.MachineLearningServices/workspaces/read\"";
    let _ = writeln!(text, "role r0 on environment {{ actions {read}{more} }}");
    let _ = writeln!(text, "role r1 on environment {{ actions {read}, {less} }}");
    let last = 2 + turn;
    let _ = writeln!(
        text,
        "role r{last} on environment {{ actions {read}, {write} }}"
    );
    for at in 0..GROUPS {
        let id = person(at);
        let _ = writeln!(text, "group g{at} {{ object-id \"{id}\" }}");
        let role = [0, 1, last][(at + turn) % 3];
        let _ = writeln!(text, "grant r{role} to g{at} on dev");
        if (at + turn).is_multiple_of(2) {
            let _ = writeln!(text, "grant r{last} to g{at} on prod");
        }
        if turn == 1 {
            let _ = writeln!(text, "grant \"Reader\" to g{at} on dev");
        }
    }
    text.push('\n');
    Policy::of(&text)
}

/// From one policy to the other, in a crowd.
pub(super) struct Journey {
    pub(super) from: Snapshot,
    pub(super) to: Snapshot,
    pub(super) saved: Saved,
    pub(super) policy: Policy,
    kept: Rc<Kept>,
    /// So many steps are on one thing.
    steps: BTreeMap<String, usize>,
}

impl Journey {
    pub(super) fn new() -> Self {
        let empty = crowd(GROUPS);
        let from = applied(&empty, policy(0).plan(&empty).writes());
        let policy = policy(1);
        let to = applied(&from, policy.plan(&from).writes());
        let saved = saved(&policy, &from);
        let mut steps = BTreeMap::new();
        for (_, step) in saved.steps() {
            *steps
                .entry(step.key().unwrap().guid().to_string())
                .or_default() += 1;
        }
        Self {
            kept: kept(&from, &to),
            from,
            to,
            saved,
            policy,
            steps,
        }
    }

    pub(super) fn world(&self, seed: u64) -> (Rc<World>, Disk) {
        let world = World::new(&self.from, &self.kept, seed);
        let disk = Disk::new(&world.kill);
        (world, disk)
    }

    /// Holds a journal to what there is: no more was done than was intended, and what is said to be
    /// done is.
    pub(super) fn holds_true(&self, world: &World, disk: &Disk) {
        let past = Past::read(&disk.bytes()).unwrap();
        let effective = world.effective.borrow();
        let mut intended: BTreeMap<String, usize> = BTreeMap::new();
        let mut last: BTreeMap<String, bool> = BTreeMap::new();
        for (at, (_, step)) in self.saved.steps().into_iter().enumerate() {
            let guid = step.key().unwrap().guid().to_string();
            let state = past.steps.get(at).copied().unwrap_or_default();
            if state != State::Untouched {
                *intended.entry(guid.clone()).or_default() += 1;
            }
            if state == State::Done {
                let there = world.look(&guid);
                let same = match (&there, &step.after) {
                    (None, None) => true,
                    (Some(one), Some(other)) => one.means(other),
                    _ => false,
                };
                last.insert(guid, same);
            } else if state != State::Untouched {
                last.remove(&guid);
            }
        }
        for (guid, count) in effective.iter() {
            assert!(
                count <= intended.get(guid).unwrap_or(&0),
                "{guid} was not intended"
            );
            assert!(count <= &self.steps[guid], "{guid} was written twice");
        }
        let wrong: Vec<_> = last.iter().filter(|(_, same)| !**same).collect();
        assert!(wrong.is_empty(), "{wrong:?} are said to be done");
    }

    /// Holds the end to the plan.
    pub(super) fn arrived(&self, world: &World, disk: &Disk) {
        let sorted = |snapshot: &Snapshot| {
            let mut snapshot = snapshot.clone();
            snapshot.role_assignments.sort_by_key(|one| one.name);
            snapshot.role_definitions.sort_by(|a, b| a.id.cmp(&b.id));
            snapshot
        };
        assert_eq!(sorted(&world.azure.borrow().snapshot), sorted(&self.to));
        self.holds_true(world, disk);
        let past = Past::read(&disk.bytes()).unwrap();
        assert!(past.complete && past.steps.iter().all(|one| *one == State::Done));
        assert_eq!(*world.effective.borrow(), self.steps);
    }

    /// Tells whether what is left may be gone on with.
    pub(super) fn may_resume(&self, world: &World) {
        let there = world.azure.borrow().snapshot.clone();
        let fresh = Saved::of(&self.policy.plan(&there), &there, super::stamp());
        assert_eq!(unfit(&self.saved, &fresh, now(), true), []);
    }
}

#[test]
fn a_run_that_nothing_disturbs_does_the_plan_and_nothing_else() {
    let journey = Journey::new();
    let steps = journey.saved.steps().len();
    assert!(
        journey.saved.changes.len() >= 100,
        "{}",
        journey.saved.changes.len()
    );
    let (world, disk) = journey.world(1);
    let ears = Ears::default();
    let summary = runtime().block_on(run(&journey.saved, &world, &disk, &ears));
    let summary = summary.unwrap();
    assert_eq!(
        (summary.written, summary.found, summary.left),
        (steps, 0, 0)
    );
    journey.arrived(&world, &disk);
    assert_eq!(ears.phases.borrow().len(), 5);
    assert!(ears.waits.borrow().is_empty());
    // Three requests for each step, and far fewer syncs than steps.
    assert_eq!(world.requests.get(), 3 * steps);
    assert!(disk.syncs.get() * 2 < steps, "{} syncs", disk.syncs.get());
}

/// Killed before and after each sync of the journal and each request, then resumed.
#[test]
fn a_run_may_be_killed_at_every_point() {
    let journey = Journey::new();
    let runtime = runtime();
    let (world, disk) = journey.world(1);
    runtime.block_on(run(&journey.saved, &world, &disk, &Ears::default()));
    let points = world.kill.passed.get();
    assert!(points >= 4 * journey.saved.changes.len(), "{points} points");
    for at in 0..points {
        let (world, disk) = journey.world(at as u64);
        world.kill.revive(Some(at));
        let ears = Ears::default();
        let killed = runtime.block_on(run(&journey.saved, &world, &disk, &ears));
        assert_eq!(killed, None, "point {at}");
        world.kill.revive(None);
        world.land();
        journey.holds_true(&world, &disk);
        if at % 40 == 0 {
            journey.may_resume(&world);
        }
        let summary = runtime.block_on(run(&journey.saved, &world, &disk, &ears));
        assert!(summary.unwrap().is_complete(), "point {at}");
        journey.arrived(&world, &disk);
    }
    println!("killed at each of {points} points");
}
