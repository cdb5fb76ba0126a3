//! `path WHO to WHAT on WHERE`: the steps by which somebody comes to do something.

use serde::Serialize;

use super::grant::GrantTold;
use super::ground::{Ground, Refused};
use super::need::Need;
use super::place::Spot;
use super::told::VerdictTold;
use super::wanted::Wanted;
use super::way::needs;
use crate::access::At;
use crate::algebra::Answer;
use crate::model::{PrincipalId, ScopeId};
use crate::reach::Step;

/// The answer to `path WHO to WHAT on WHERE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paths {
    /// Who was asked about.
    pub who: String,
    /// What.
    pub what: String,
    /// Where.
    pub on: String,
    /// Of a resource that nothing knows, the nearest known scope above it, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none", rename = "askedAt")]
    pub asked_at: Option<String>,
    /// The answer to the whole, steps counted.
    #[serde(flatten)]
    pub verdict: VerdictTold,
    /// The shortest path to each operation that defines what was asked, equal ones once.
    pub paths: Vec<PathTold>,
    /// What a person should know about the question itself.
    pub notes: Vec<String>,
}

/// A path: steps, and the grant at their end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PathTold {
    /// The operations or patterns that it leads to.
    pub gives: Vec<String>,
    /// The steps; none where it is granted directly.
    pub steps: Vec<StepTold>,
    /// The grant at the end; its first member is who has it then.
    pub end: GrantTold,
    /// Every step and the grant are sure.
    pub surely: bool,
    /// What is not known; empty where all of it is sure.
    pub doubts: Vec<String>,
}

/// One step, by which somebody becomes another or gains something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepTold {
    /// Who takes it.
    pub from: String,
    /// The kind of step, named as `BloodHound` does where it has the same; `TrustedToken` where a token
    /// of another issuer is trusted.
    pub edge: &'static str,
    /// What is done, as the end of "it may".
    pub says: &'static str,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Whom or what it gains.
    pub to: String,
    /// That is an identity; else access without one, such as the data behind a key.
    #[serde(rename = "becomes")]
    pub is_identity: bool,
    /// The grant that enables it; none where a token is trusted, or several rights are needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantTold>,
    /// Where several rights are needed together: how each is come to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<Vec<StepTold>>,
    /// Who says that it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// What is not known, so that it possibly fails.
    pub doubts: Vec<String>,
}

impl Ground<'_> {
    /// Answers `path WHO to WHAT on WHERE`; without reach only what is granted directly is found.
    pub fn path(&self, who: &str, what: &str, place: &str) -> Result<Paths, Refused> {
        let (who, spot) = (self.who(who)?, self.place(place)?);
        let wanted = self.wanted(what, &spot)?;
        let defining = needs(&wanted).filter(|need| need.defines);
        Ok(Paths {
            who: self.party_name(who).to_owned(),
            what: wanted.name.clone(),
            on: spot.name.clone(),
            asked_at: self.asked_at(&spot),
            verdict: (&self.verdict(who, &wanted)).into(),
            paths: self.paths(who, defining, spot.at),
            notes: wanted.notes.clone(),
        })
    }

    /// Lists the paths to what is not surely granted directly; none where steps do not count.
    pub(super) fn gained(&self, who: PrincipalId, wanted: &Wanted, spot: &Spot) -> Vec<PathTold> {
        let unsure = needs(wanted).filter(|need| {
            let direct = Ground {
                reach: None,
                ..*self
            };
            !direct.weigh(who, need).verdict.is_sure()
        });
        self.paths(who, unsure, spot.at)
    }

    fn paths<'n>(
        &self,
        who: PrincipalId,
        needs: impl Iterator<Item = &'n Need>,
        asked: At,
    ) -> Vec<PathTold> {
        let mut found: Vec<PathTold> = Vec::new();
        for need in needs {
            let Some(path) = self.path_to(who, need, asked.scope) else {
                continue;
            };
            let name = need.name.to_string();
            let known = found.iter_mut().find(|known| {
                known.steps == path.steps && known.end == path.end && known.doubts == path.doubts
            });
            match known {
                Some(known) if known.gives.contains(&name) => {}
                Some(known) => known.gives.push(name),
                None => found.push(PathTold {
                    gives: vec![name],
                    ..path
                }),
            }
        }
        found
    }

    fn path_to(&self, who: PrincipalId, need: &Need, asked: ScopeId) -> Option<PathTold> {
        let name = self.example(who, need)?;
        let path = self.reach?.path(who, need.at, need.plane, &name)?;
        let doubts = path.doubts().iter().map(ToString::to_string).collect();
        Some(PathTold {
            gives: Vec::new(),
            steps: self.tell_steps(&path.steps),
            end: self.tell_grant(&path.chain.groups, path.chain.grant, asked)?,
            surely: path.is_sure() && path.chain.answer == Answer::Yes,
            doubts,
        })
    }

    fn tell_steps(&self, steps: &[Step]) -> Vec<StepTold> {
        steps.iter().map(|step| self.tell_step(step)).collect()
    }

    fn tell_step(&self, step: &Step) -> StepTold {
        let place = step.place.unwrap_or(ScopeId(u32::MAX));
        let target = self.access.world().parties.get(step.to.index());
        let halves = step.halves.iter();
        StepTold {
            from: self.party_name(step.from).to_owned(),
            edge: step.edge.map_or("TrustedToken", |edge| edge.name),
            says: step
                .edge
                .map_or("show a token that is trusted", |edge| edge.says),
            on: step.place.map(|place| self.place_name(place).to_owned()),
            to: self.party_name(step.to).to_owned(),
            is_identity: target.is_some_and(|party| party.gained.is_none()),
            grant: step
                .grant
                .and_then(|grant| self.tell_grant(&step.groups, grant, place)),
            together: halves.map(|half| self.tell_steps(half)).collect(),
            source: step.edge.map(|edge| edge.source),
            doubts: step.doubts.iter().map(ToString::to_string).collect(),
        }
    }
}
