//! Invariants of another policy set, and what its tests rule out, held against a world that may
//! break them.

use super::Way;
use super::judge::{Judge, Question};
use crate::access::At;
use crate::algebra::PermissionSet;
use crate::compile::Compiled;
use crate::model::guarantee::Modality;
use crate::model::{Granted, Model, PrincipalId};
use crate::reach::Reach;

/// An invariant, or a `cannot` of a test, in the terms of the world that it is held against.
#[derive(Debug, Clone)]
pub struct Foreign {
    /// Which kind of access.
    pub modality: Modality,
    /// What it rules out.
    pub what: PermissionSet,
    /// For whom; none means anyone.
    pub to: Option<Vec<PrincipalId>>,
    /// Where; none means everywhere. What is not that very scope stands somewhere below it.
    pub on: Option<Vec<At>>,
    /// Who is excepted.
    pub except: Vec<PrincipalId>,
    /// What comes by these grants is excepted.
    pub through: Vec<Granted>,
    /// What Azure grants by itself counts, be it without steps.
    pub given: bool,
}

/// Holds invariants of others against one world.
pub struct Court<'j>(Judge<'j>);

impl<'j> Court<'j> {
    /// Sits over a world with what steps gain; the model is the one that the world was made of, or
    /// an empty one.
    pub fn over(model: &'j Model, compiled: &'j Compiled, reach: &'j Reach<'j>) -> Self {
        Self(Judge::of_nothing(
            model,
            compiled,
            reach.access(),
            Some(reach),
        ))
    }

    /// Lists everybody who breaks an invariant, each once; whoever does so directly comes first.
    pub fn breaches(&self, invariant: &Foreign) -> Vec<Way> {
        self.judged(invariant, None)
    }

    /// Tells how one of them breaks it, with all steps.
    pub fn breach(&self, invariant: &Foreign, who: PrincipalId) -> Option<Way> {
        self.judged(invariant, Some(who)).pop()
    }

    fn judged(&self, invariant: &Foreign, alone: Option<PrincipalId>) -> Vec<Way> {
        let by_steps = invariant.modality == Modality::Reach;
        let question = Question {
            to: invariant.to.as_deref(),
            on: invariant.on.clone(),
            except: &invariant.except,
            through: &invariant.through,
            standing: invariant.modality == Modality::Standing,
            implicit: invariant.to.is_some() || !by_steps,
            reach: by_steps,
            given: invariant.given,
            ..Question::default()
        };
        let sought = self.0.sought(invariant.what.clone());
        let mut ready = self.0.ready(&sought, &question);
        if let Some(who) = alone {
            ready.restrict(who);
        }
        self.0
            .ways_of_each(&ready, self.0.reach.filter(|_| by_steps))
    }
}
