//! `what-can WHO [on WHERE]`

use std::collections::BTreeSet;

use serde::Serialize;

use super::ground::{Ground, Refused};
use super::told::{VerdictTold, plane_word};
use super::verdict::Verdict;
use crate::access::At;
use crate::algebra::{Answer, Bound, Reach, Reason};
use crate::catalog::{Operation, OperationId};
use crate::model::{PrincipalId, ScopeId};

/// The answer to `what-can WHO [on WHERE]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhatCan {
    /// Who was asked about.
    pub who: String,
    /// The groups that hold it.
    pub groups: Vec<String>,
    /// Where steps count, whom or what it comes to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub becomes: Vec<Becomes>,
    /// The scope that was asked about, or every scope where what is held changes.
    pub scopes: Vec<HeldAt>,
    /// What was not read and may change the answer.
    #[serde(rename = "notRead")]
    pub not_read: Vec<String>,
}

/// Somebody or something that is come to by steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Becomes {
    /// The identity, or what is gained: "everything on `dev`".
    pub name: String,
    /// Whether every step surely works.
    pub surely: bool,
}

/// What somebody holds at one scope, inherited access included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldAt {
    /// The scope.
    pub on: String,
    /// Of a resource that nothing knows, the nearest known scope above it, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none", rename = "askedAt")]
    pub asked_at: Option<String>,
    /// How many known operations are surely granted.
    pub surely: usize,
    /// How many more are under a condition or not known.
    pub perhaps: usize,
    /// Each operation.
    pub operations: Vec<Held>,
}

/// One operation that is possibly granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Its name.
    pub name: &'static str,
    /// `control` or `data`.
    pub plane: &'static str,
    /// Its access level.
    pub access: &'static str,
    /// Its risk class.
    pub risk: &'static str,
    /// The weight of that class, from 0 to 10.
    pub weight: u8,
    /// The answer.
    #[serde(flatten)]
    pub verdict: VerdictTold,
}

impl Ground<'_> {
    /// Answers `what-can WHO`, on one scope or on every one where something changes.
    pub fn what_can(&self, who: &str, place: Option<&str>) -> Result<WhatCan, Refused> {
        let who = self.who(who)?;
        let everybody = Everybody::of(self, who);
        let scopes = match place {
            Some(place) => {
                let spot = self.place(place)?;
                let mut held = self.held_at(&everybody, spot.at);
                held.asked_at = (!spot.at.exact).then_some(held.on);
                held.on = spot.name;
                vec![held]
            }
            None => {
                let changes = everybody.changes(self).into_iter();
                let held = changes.map(|scope| self.held_at(&everybody, At::from(scope)));
                held.filter(|one| !one.operations.is_empty()).collect()
            }
        };
        let groups = self.access.holders(who).iter().skip(1);
        Ok(WhatCan {
            who: self.party_name(who).to_owned(),
            groups: groups.map(|id| self.party_name(*id).to_owned()).collect(),
            becomes: everybody.told(self),
            not_read: self.unread(who),
            scopes,
        })
    }

    fn held_at(&self, everybody: &Everybody, at: At) -> HeldAt {
        let reach = everybody.effective_at(self, at);
        let held = reach.upper.ids().map(|id| {
            let verdict = if reach.lower.contains(id) {
                Verdict::Yes
            } else {
                self.answer_to(everybody, at, id)
            };
            self.held(id, &verdict)
        });
        let surely = reach.lower.len();
        HeldAt {
            on: self.place_name(at.scope).to_owned(),
            asked_at: None,
            surely,
            perhaps: reach.upper.len() - surely,
            operations: held.collect(),
        }
    }

    /// Answers for an operation that is not surely granted, and possibly is.
    fn answer_to(&self, everybody: &Everybody, at: At, id: OperationId) -> Verdict {
        let Operation { name, plane, .. } = self.access.catalog().operation(id);
        let surely = everybody.surely.iter();
        let answers = surely.map(|who| self.access.answer(*who, at, plane, name));
        let answer = answers.reduce(Answer::or).unwrap_or(Answer::No);
        if answer.is_possible() {
            return answer.into();
        }
        let step = Reason::Step("a step towards it possibly works".into());
        Answer::unknown(step).into()
    }

    fn held(&self, id: OperationId, verdict: &Verdict) -> Held {
        let Operation {
            name,
            plane,
            access,
            risk,
            ..
        } = self.access.catalog().operation(id);
        Held {
            name,
            plane: plane_word(plane),
            access: access.word(),
            risk: risk.word(),
            weight: risk.weight(),
            verdict: verdict.into(),
        }
    }

    /// Lists what was not read about somebody, wherever.
    fn unread(&self, who: PrincipalId) -> Vec<String> {
        let gaps = self.access.world().gaps.iter();
        let holders = self.access.holders(who);
        let about = gaps.filter(|gap| gap.principal.is_none_or(|one| holders.contains(&one)));
        about.map(|gap| gap.what.to_string()).collect()
    }
}

/// Somebody with everybody that it comes to by steps, where they count.
struct Everybody {
    /// Itself, and whom it surely becomes.
    surely: Vec<PrincipalId>,
    /// Whom else it possibly becomes.
    perhaps: Vec<PrincipalId>,
}

impl Everybody {
    fn of(ground: &Ground<'_>, who: PrincipalId) -> Self {
        let Some(reach) = ground.reach else {
            return Self {
                surely: vec![who],
                perhaps: Vec::new(),
            };
        };
        let mut surely: Vec<_> = reach.becomes(who, Bound::Lower).collect();
        let perhaps = reach.becomes(who, Bound::Upper);
        let mut perhaps: Vec<_> = perhaps.filter(|other| !surely.contains(other)).collect();
        surely.sort_unstable();
        perhaps.sort_unstable();
        surely.insert(0, who);
        Self { surely, perhaps }
    }

    fn told(&self, ground: &Ground<'_>) -> Vec<Becomes> {
        let surely = self.surely.iter().skip(1).map(|id| (id, true));
        let all = surely.chain(self.perhaps.iter().map(|id| (id, false)));
        let told = all.map(|(id, surely)| Becomes {
            name: ground.party_name(*id).to_owned(),
            surely,
        });
        told.collect()
    }

    /// Lists the scopes where what any of them holds changes, those above before those below.
    fn changes(&self, ground: &Ground<'_>) -> Vec<ScopeId> {
        let all = self.surely.iter().chain(&self.perhaps);
        let changes = all.flat_map(|who| ground.access.changes(*who));
        let scopes: BTreeSet<_> = changes.map(|(scope, _)| scope).collect();
        let mut scopes: Vec<_> = scopes.into_iter().collect();
        scopes.sort_by_key(|scope| ground.access.upwards(*scope).count());
        scopes
    }

    fn effective_at(&self, ground: &Ground<'_>, at: At) -> Reach {
        let mut all = Reach::default();
        for who in &self.surely {
            let held = ground.access.effective_at(*who, at);
            all.lower.union_with(&held.lower);
            all.upper.union_with(&held.upper);
        }
        for who in &self.perhaps {
            let held = ground.access.effective_at(*who, at);
            all.upper.union_with(&held.upper);
        }
        all
    }
}
