//! Whether what must hold does: invariants and the lines of tests.
//!
//! In: the `never` and `test` of a model, its effective access and its reach. Out: [`Verdicts`], plain data:
//! what holds, and of what does not, who may by which grant, or what is missing. [`Coverage`] says
//! what no test speaks about. Absent on purpose: words, places and remedies (`lint`, `report`).
//!
//! `can` asks the lower bound of what stands without conditions; `cannot` and `never` ask the upper
//! bound of everything, there and below, from any scope above.

mod asked;
mod coverage;
mod foreign;
mod judge;
mod lacks;
mod reasons;
mod steps;
mod ways;

use rayon::prelude::*;

use crate::access::{Access, Origin, World};
use crate::algebra::Answer;
use crate::compile::Compiled;
use crate::model::guarantee::{Expectation, Modality, Never};
use crate::model::permission::Plane;
use crate::model::{Model, PrincipalId, ScopeId};
use crate::reach::{Reach, Step};

pub use asked::{defining, name_of};
pub use coverage::{Coverage, Spoken};
pub use foreign::{Court, Foreign};
use judge::Judge;
use smol_str::SmolStr;

/// What became of everything that must hold.
#[derive(Debug, Default)]
pub struct Verdicts {
    /// For each invariant the ways in which somebody may do what it rules out; none where it holds.
    pub nevers: Vec<Vec<Way>>,
    /// For each test the verdicts on its lines.
    pub tests: Vec<Vec<Verdict>>,
}

/// What became of one line of a test.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It is so.
    Holds,
    /// Somebody cannot do what they should.
    Unable {
        /// Who.
        who: PrincipalId,
        /// Where.
        scope: ScopeId,
        /// What they lack.
        lacking: Lacking,
    },
    /// Somebody can, but not for the reason that is named.
    OtherReason {
        /// Who.
        who: PrincipalId,
        /// Where.
        scope: ScopeId,
        /// By which grants they surely can.
        ways: Vec<Way>,
    },
    /// Somebody may do what they should not; never empty.
    Able(Vec<Way>),
}

/// One way in which somebody may do what is asked.
#[derive(Debug, Clone)]
pub struct Way {
    /// Who.
    pub who: PrincipalId,
    /// Whether they have to take steps first, by which they become another or gain a grant.
    pub by_steps: bool,
    /// These steps, of the first such way alone.
    pub steps: Vec<Step>,
    /// By what: of theirs, or of what they are after the steps.
    pub by: By,
}

impl Way {
    fn direct(who: PrincipalId, by: By) -> Self {
        Self {
            who,
            by_steps: false,
            steps: Vec::new(),
            by,
        }
    }

    /// Says in words how far it goes.
    pub fn may(&self) -> &'static str {
        if self.by_steps { "may come to" } else { "may" }
    }

    /// Returns the position of the assignment that it rests on, where the policy asks for it.
    pub fn assignment(&self) -> Option<usize> {
        match self.by {
            By::Grant(Origin::Policy(at)) => Some(at),
            _ => None,
        }
    }
}

/// What a way rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// A grant, by who asks for it.
    Grant(Origin),
    /// Something that was not read and may give it.
    Unread(SmolStr),
}

/// Why somebody cannot do all that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacking {
    /// An operation that is not surely granted.
    Operation {
        /// Its plane.
        plane: Plane,
        /// Its name.
        name: SmolStr,
        /// Where it is needed.
        scope: ScopeId,
        /// How far it is granted.
        answer: Answer,
    },
    /// It cannot be told whether all of it is granted.
    Uncertain {
        /// Where it is needed.
        scope: ScopeId,
    },
    /// Nothing of it is for such a place.
    NoSuchPlace,
}

/// Adds to a world what steps gain, where `reach` is asked about.
pub fn extended(model: &Model, world: World) -> World {
    if asks_reach(model) {
        world.with_gains()
    } else {
        world
    }
}

fn asks_reach(model: &Model) -> bool {
    let mut nevers = model.nevers.iter();
    let mut lines = model.tests.iter().flat_map(|test| &test.expectations);
    nevers.any(|never| never.modality == Modality::Reach) || lines.any(|line| line.reach)
}

/// Judges all that must hold in its [`extended`] world.
pub fn judge(model: &Model, compiled: &Compiled, access: &Access<'_>) -> Verdicts {
    let reach = asks_reach(model).then(|| Reach::of(access));
    let judge = Judge::new(model, compiled, access, reach.as_ref());
    let nevers: Vec<&Never> = model.nevers.iter().collect();
    let lines: Vec<&Expectation> = model
        .tests
        .iter()
        .flat_map(|one| &one.expectations)
        .collect();
    let judged: Vec<Verdict> = lines.into_par_iter().map(|one| judge.line(one)).collect();
    let mut judged = judged.into_iter();
    let tests = model.tests.iter();
    let of_test = |count: usize| judged.by_ref().take(count).collect();
    Verdicts {
        nevers: nevers.into_par_iter().map(|one| judge.never(one)).collect(),
        tests: tests
            .map(|one| one.expectations.len())
            .map(of_test)
            .collect(),
    }
}
