//! The ways by which somebody may do what is wanted.

use std::cmp::Reverse;

use super::ground::Ground;
use super::need::{Form, Need};
use super::verdict::Verdict;
use super::wanted::Wanted;
use crate::algebra::{Answer, Bound, PermissionSet};
use crate::model::PrincipalId;

/// One grant that gives some of what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    /// From the identity to the one that holds the grant, both included.
    pub(super) members: Vec<PrincipalId>,
    /// The position of the grant.
    pub(super) grant: usize,
    /// Each need that it gives any of, by position, and what it alone answers.
    pub(super) gives: Vec<(usize, Verdict)>,
}

impl Way {
    /// Tells whether it gives any of what defines what is wanted.
    pub(super) fn defines(&self, wanted: &Wanted) -> bool {
        let needs: Vec<_> = needs(wanted).collect();
        let mut gives = self.gives.iter();
        gives.any(|(need, _)| needs.get(*need).is_some_and(|need| need.defines))
    }

    /// Returns the surest of what it gives.
    pub(super) fn best(&self) -> &Verdict {
        let verdicts = self.gives.iter().map(|(_, verdict)| verdict);
        verdicts
            .max_by_key(|one| one.rank())
            .unwrap_or(&Verdict::No)
    }
}

impl Ground<'_> {
    /// Lists every way: those that give the most, the surest and the shortest first. Denials are
    /// not looked at.
    pub(super) fn ways(&self, who: PrincipalId, wanted: &Wanted) -> Vec<Way> {
        let mut ways: Vec<Way> = Vec::new();
        for (position, need) in needs(wanted).enumerate() {
            for (grant, members, verdict) in self.ways_to(who, need) {
                match ways.iter_mut().find(|way| way.grant == grant) {
                    Some(way) => way.gives.push((position, verdict)),
                    None => ways.push(Way {
                        members,
                        grant,
                        gives: vec![(position, verdict)],
                    }),
                }
            }
        }
        ways.sort_by_key(|way| {
            let sure = way.best().rank();
            (
                Reverse(sure),
                Reverse(way.gives.len()),
                way.members.len(),
                way.grant,
            )
        });
        ways
    }

    /// Lists the grants that give any of a need.
    fn ways_to(&self, who: PrincipalId, need: &Need) -> Vec<(usize, Vec<PrincipalId>, Verdict)> {
        match &need.form {
            Form::Name(_) => {
                let chains = self.access.chains(who, need.at, need.plane, &need.name);
                let ways = chains.into_iter();
                ways.map(|chain| (chain.grant, chain.groups, chain.answer.into()))
                    .collect()
            }
            Form::Set { set, .. } => {
                let giving = self.giving(who, need).into_iter();
                let ways = giving.filter_map(|(index, grant)| {
                    let role = self.access.set(grant.role)?;
                    let verdict = alone(set.set(), role, grant.holds());
                    let members = self.access.membership(who, grant.principal);
                    Some((index, members, verdict))
                });
                ways.collect()
            }
        }
    }
}

/// Answers for one grant of a role alone.
fn alone(wanted: &PermissionSet, role: &PermissionSet, holds: Answer) -> Verdict {
    if wanted.within(Bound::Upper, role, Bound::Lower).is_sure() {
        return holds.into();
    }
    Verdict::Partly
}

/// Lists every need of every task.
pub(super) fn needs(wanted: &Wanted) -> impl Iterator<Item = &Need> {
    wanted.tasks.iter().flat_map(|task| &task.needs)
}

/// Keeps of all ways the first ones that together give everything that any of them gives.
pub(super) fn fewest(ways: &[Way]) -> Vec<&Way> {
    let mut given: Vec<(usize, u8)> = Vec::new();
    let mut kept = Vec::new();
    for way in ways {
        let adds = |(need, verdict): &&(usize, Verdict)| {
            !given
                .iter()
                .any(|(known, rank)| known == need && *rank >= verdict.rank())
        };
        let added: Vec<_> = way.gives.iter().filter(adds).collect();
        let added: Vec<_> = added
            .iter()
            .map(|(need, one)| (*need, one.rank()))
            .collect();
        if !added.is_empty() {
            given.extend(added);
            kept.push(way);
        }
    }
    kept
}
