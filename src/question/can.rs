//! `can WHO WHAT on WHERE`

use serde::Serialize;

use super::ground::{Ground, Refused};
use super::place::Spot;
use super::steps::PathTold;
use super::told::{DenialTold, NeedTold, VerdictTold, WayTold};
use super::verdict::Verdict;
use super::wanted::{Task, Wanted};
use super::way::fewest;
use crate::access::At;
use crate::model::guarantee::Asked;
use crate::model::{PrincipalId, ScopeId};

/// The answer to `can WHO WHAT on WHERE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Can {
    /// Who was asked about.
    pub who: String,
    /// What.
    pub what: String,
    /// Where.
    pub on: String,
    /// Of a resource that nothing knows, the nearest known scope above it, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none", rename = "askedAt")]
    pub asked_at: Option<String>,
    /// The answer to the whole.
    #[serde(flatten)]
    pub verdict: VerdictTold,
    /// All of it, of a stage any capability, is granted without any condition: what `can` of a test
    /// asks.
    pub surely: bool,
    /// Any of what defines it is possibly granted: what `cannot` of a test rules out.
    pub possibly: bool,
    /// Of a stage, each capability that has a meaning there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<CapabilityTold>,
    /// Every operation or pattern that it takes.
    pub operations: Vec<NeedTold>,
    /// By which grants; those that give nothing new are left out unless all were asked for.
    pub ways: Vec<WayTold>,
    /// How many ways were left out.
    #[serde(rename = "waysLeftOut")]
    pub left_out: usize,
    /// Where steps count, the paths to what is not surely granted directly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<PathTold>,
    /// What is denied.
    pub denials: Vec<DenialTold>,
    /// What was not read and may change the answer.
    #[serde(rename = "notRead")]
    pub not_read: Vec<String>,
    /// The nearest scopes below where the answer is better.
    pub below: Vec<Below>,
    /// What a person should know about the question itself.
    pub notes: Vec<String>,
}

/// A capability of a stage with its own answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CapabilityTold {
    /// Its name.
    pub name: String,
    /// The answer.
    #[serde(flatten)]
    pub verdict: VerdictTold,
}

/// A scope below the one that was asked about, where more is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Below {
    /// The scope.
    pub on: String,
    /// The answer there.
    #[serde(flatten)]
    pub verdict: VerdictTold,
}

impl Ground<'_> {
    /// Answers `can WHO WHAT on WHERE`, with every way if `all`.
    pub fn can(&self, who: &str, what: &str, place: &str, all: bool) -> Result<Can, Refused> {
        let (who, spot) = (self.who(who)?, self.place(place)?);
        let wanted = self.wanted(what, &spot)?;
        Ok(self.can_of(who, &wanted, &spot, all))
    }

    /// As [`Ground::can`], for what is found already.
    pub fn can_of(&self, who: PrincipalId, wanted: &Wanted, spot: &Spot, all: bool) -> Can {
        let tasks = self.of_tasks(who, wanted);
        let verdict = wanted.joined(&tasks);
        let mut ways = self.ways(who, wanted);
        if !verdict.is_possible() {
            ways.retain(|way| way.defines(wanted));
        }
        let shown = if all {
            ways.iter().collect()
        } else {
            fewest(&ways)
        };
        let told = shown.iter();
        let told = told.filter_map(|way| self.tell_way(way, wanted, spot.at.scope));
        let below = match &verdict {
            Verdict::Yes => Vec::new(),
            _ => self.below(who, &wanted.asked, &verdict, spot.at),
        };
        Can {
            who: self.party_name(who).to_owned(),
            what: wanted.name.clone(),
            on: spot.name.clone(),
            asked_at: self.asked_at(spot),
            surely: tasks.iter().any(Verdict::is_sure),
            possibly: verdict.is_possible(),
            capabilities: told_capabilities(wanted, &tasks),
            paths: self.gained(who, wanted, spot),
            verdict: (&verdict).into(),
            operations: self.operations(who, wanted),
            left_out: ways.len() - shown.len(),
            ways: told.collect(),
            denials: self.tell_denials(who, wanted),
            not_read: self.tell_gaps(who, wanted),
            below,
            notes: wanted.notes.clone(),
        }
    }

    fn operations(&self, who: PrincipalId, wanted: &Wanted) -> Vec<NeedTold> {
        let of_stage = matches!(wanted.asked, Asked::Stage(_));
        let of_task = |task: &Task| -> Vec<NeedTold> {
            let needs = task.needs.iter().map(|need| {
                let mut told = self.tell_need(need, &self.weigh(who, need));
                told.capability = of_stage.then(|| task.name.to_string());
                told
            });
            needs.collect()
        };
        wanted.tasks.iter().flat_map(of_task).collect()
    }

    /// Lists the nearest scopes below one where the answer is better.
    fn below(&self, who: PrincipalId, asked: &Asked, verdict: &Verdict, at: At) -> Vec<Below> {
        if !at.exact {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut waiting: Vec<ScopeId> = self.access.children(at.scope).to_vec();
        while let Some(scope) = waiting.pop() {
            let there = self.verdict(who, &self.wanted_of(asked, At::from(scope)));
            if there.rank() > verdict.rank() {
                found.push(Below {
                    on: self.place_name(scope).to_owned(),
                    verdict: (&there).into(),
                });
            } else {
                waiting.extend(self.access.children(scope));
            }
        }
        found.sort_by(|one, other| one.on.cmp(&other.on));
        found
    }
}

fn told_capabilities(wanted: &Wanted, verdicts: &[Verdict]) -> Vec<CapabilityTold> {
    if !matches!(wanted.asked, Asked::Stage(_)) {
        return Vec::new();
    }
    let tasks = wanted.tasks.iter().zip(verdicts);
    let told = tasks.map(|(task, verdict)| CapabilityTold {
        name: task.name.to_string(),
        verdict: verdict.into(),
    });
    told.collect()
}
