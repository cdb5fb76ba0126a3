//! Tests of `apply`: saved plans that may not be carried out, and an engine that is killed at every
//! point and goes on.

pub(crate) mod cloud;
mod command;
mod faults;
mod gone;
mod kill;
mod result;
mod rows;
mod saved;
mod stack;
mod steps;
mod world;

use std::cell::RefCell;
use std::rc::Rc;

use rolewright::apply::{
    Ended, Endpoint, Engine, Journal, Past, Progress, Saved, SavedChange, Source, Stamp, Step,
    Stop, Summary, Wait, Way,
};
use rolewright::model::date::Moment;
use rolewright::observed::{PartyKind, Principal, Snapshot};
use rolewright::plan::{Aim, Phase};

use crate::observed::time;
use crate::plan::{Policy, person, tenant};
use world::{Disk, World};

/// So many steps are under way at once.
const AT_ONCE: usize = 6;

/// The time of every test.
fn now() -> Moment {
    time("2026-11-22T09:00:00Z")
}

/// What a plan of the tests was made from.
fn stamp() -> Stamp {
    Stamp {
        tool: env!("CARGO_PKG_VERSION").into(),
        made: "2026-11-22T08:30:00Z".into(),
        policy: "p".into(),
        paths: vec!["policies".to_owned()],
        aim: Aim::Hold,
        max_deletes: 1000,
        delete_unexplained: false,
        texts: "texts".to_owned(),
        lock: None,
        catalog: "catalog".to_owned(),
        tenant: crate::observed::TENANT.into(),
        cloud: "public".into(),
        endpoint: Endpoint::Sandbox,
        source: Source::Live,
        planned_by: Some("bbbbbbbb-0000-4000-8000-000000000001".into()),
        observed: "observed".to_owned(),
        way: Way::Direct,
    }
}

fn saved(policy: &Policy, there: &Snapshot) -> Saved {
    let plan = policy.plan(there);
    assert_eq!(plan.refused().count(), 0, "{:#?}", plan.refusals);
    Saved::of(&plan, there, stamp())
}

/// A tenant with so many groups more.
fn crowd(groups: usize) -> Snapshot {
    let mut there = tenant();
    there.principals = (0..groups)
        .map(|at| Principal {
            id: person(at).as_str().into(),
            kind: PartyKind::Group,
            name: Some(format!("team-{at}").as_str().into()),
            upn: None,
            app_id: None,
            members: Some(Vec::new()),
        })
        .collect();
    there
}

/// Hears everything and keeps what a test may ask for.
#[derive(Default)]
struct Ears {
    phases: RefCell<Vec<(Phase, usize)>>,
    waits: RefCell<Vec<Wait>>,
    ended: RefCell<Vec<Ended>>,
}

impl Progress for Ears {
    fn phase(&self, phase: Phase, steps: usize) {
        self.phases.borrow_mut().push((phase, steps));
    }

    fn waiting(&self, _: &SavedChange, wait: &Wait) {
        self.waits.borrow_mut().push(*wait);
    }

    fn ended(&self, _: &SavedChange, _: &Step, ended: &Ended) {
        self.ended.borrow_mut().push(ended.clone());
    }
}

/// Runs or resumes, until the end or until the world kills it; none where it was killed.
async fn run(saved: &Saved, world: &Rc<World>, disk: &Disk, ears: &Ears) -> Option<Summary> {
    let past = Past::read(&disk.bytes()).unwrap();
    assert!(!past.is_begun() || past.plan == saved.digest());
    disk.cut(past.whole);
    let journal = Journal::after(&past.sum, disk.clone(), now);
    let stop = Stop::default();
    let engine = Engine {
        remote: world.as_ref(),
        journal: &journal,
        progress: ears,
        stop: &stop,
        at_once: AT_ONCE,
        run: &format!("{}{}", saved.digest(), past.sum),
    };
    tokio::select! {
        summary = engine.run(saved, &past) => Some(summary.unwrap()),
        () = world.kill.struck() => None,
    }
}

/// Waits in no time.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}
