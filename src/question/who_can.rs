//! `who-can WHAT on WHERE`

use std::cmp::Reverse;

use rayon::prelude::*;
use serde::Serialize;

use super::ground::{Ground, Refused};
use super::place::Spot;
use super::steps::PathTold;
use super::told::{VerdictTold, WayTold};
use super::verdict::Verdict;
use super::wanted::Wanted;
use crate::model::PrincipalId;

/// The answer to `who-can WHAT on WHERE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhoCan {
    /// What was asked about.
    pub what: String,
    /// Where.
    pub on: String,
    /// Of a resource that nothing knows, the nearest known scope above it, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none", rename = "askedAt")]
    pub asked_at: Option<String>,
    /// Everybody who possibly can, the surest first.
    pub who: Vec<Candidate>,
    /// What a person should know about the question itself.
    pub notes: Vec<String>,
}

/// Somebody who possibly can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Who.
    pub name: String,
    /// What kind of identity, as the language says it.
    pub kind: &'static str,
    /// The answer.
    #[serde(flatten)]
    pub verdict: VerdictTold,
    /// The first way, or every way if all were asked for.
    pub ways: Vec<WayTold>,
    /// Where steps count, the shortest path to each operation that is not surely granted directly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<PathTold>,
    /// How many ways were left out.
    #[serde(rename = "waysLeftOut")]
    pub left_out: usize,
}

impl Ground<'_> {
    /// Answers `who-can WHAT on WHERE`, with every way if `all`.
    pub fn who_can(&self, what: &str, place: &str, all: bool) -> Result<WhoCan, Refused> {
        let spot = self.place(place)?;
        let wanted = self.wanted(what, &spot)?;
        Ok(WhoCan {
            what: wanted.name.clone(),
            on: spot.name.clone(),
            asked_at: self.asked_at(&spot),
            who: self.candidates(&wanted, &spot, all),
            notes: wanted.notes.clone(),
        })
    }

    fn candidates(&self, wanted: &Wanted, spot: &Spot, all: bool) -> Vec<Candidate> {
        let everybody = 0..self.access.world().parties.len();
        let found = everybody.into_par_iter().filter_map(|index| {
            let who = PrincipalId::new(index);
            let parties = &self.access.world().parties;
            parties.get(index).filter(|party| party.gained.is_none())?;
            let verdict = self.may(who, wanted).then(|| self.verdict(who, wanted))?;
            let possible = verdict.is_possible();
            possible.then(|| {
                (
                    verdict.rank(),
                    self.candidate(who, &verdict, (wanted, spot), all),
                )
            })
        });
        let mut found: Vec<(u8, Candidate)> = found.collect();
        found.sort_by(|(one, left), (other, right)| {
            (Reverse(one), &left.name).cmp(&(Reverse(other), &right.name))
        });
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }

    fn candidate(
        &self,
        who: PrincipalId,
        verdict: &Verdict,
        (wanted, spot): (&Wanted, &Spot),
        all: bool,
    ) -> Candidate {
        let ways = self.ways(who, wanted);
        let most = if all { ways.len() } else { 1 };
        let told = ways.iter().take(most);
        let told: Vec<_> = told
            .filter_map(|way| self.tell_way(way, wanted, spot.at.scope))
            .collect();
        let party = self.access.world().parties.get(who.index());
        Candidate {
            name: self.party_name(who).to_owned(),
            kind: party.map_or("", |party| party.kind.keyword()),
            verdict: verdict.into(),
            paths: self.gained(who, wanted, spot),
            left_out: ways.len() - told.len(),
            ways: told,
        }
    }
}
