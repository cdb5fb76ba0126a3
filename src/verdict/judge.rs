//! What every question is asked of, and the questions that a line comes to.

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use super::asked::defining;
use super::{Verdict, Way};
use crate::access::{Access, At};
use crate::algebra::{Bound, PermissionSet};
use crate::compile::Compiled;
use crate::model::guarantee::{Asked, Expectation, Modality, Never};
use crate::model::{Granted, Model, PrincipalId, ScopeId};
use crate::reach::Reach;
use crate::support::hash::HashMap;

/// Judges what holds in one world.
pub(super) struct Judge<'j> {
    pub(super) model: &'j Model,
    pub(super) compiled: &'j Compiled,
    pub(super) access: &'j Access<'j>,
    /// What everybody can come to, where that is asked about.
    pub(super) reach: Option<&'j Reach<'j>>,
    /// Who is in each principal, itself included.
    members: Vec<Vec<PrincipalId>>,
    /// What the model says must not be.
    sought: HashMap<&'j Asked, Sought>,
}

/// Something that is asked about, ready to be looked for in every grant.
#[derive(Debug)]
pub(super) struct Sought {
    /// What defines it.
    pub(super) set: PermissionSet,
    /// The roles that possibly give any of it.
    pub(super) roles: FixedBitSet,
}

/// What counts for the lower bound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sure {
    /// What has to be activated first.
    pub(super) eligible: bool,
    /// What somebody comes to by steps that surely work.
    pub(super) reach: bool,
}

impl Sure {
    pub(super) fn of(line: &Expectation) -> Self {
        Self {
            eligible: line.only,
            reach: line.reach,
        }
    }
}

/// Who and where a question is about, and what does not count.
#[derive(Debug, Default)]
pub(super) struct Question<'q> {
    /// These and their members; none means anyone.
    pub(super) to: Option<&'q [PrincipalId]>,
    /// There, below and from above; none means everywhere. What is not that very scope has no name
    /// here: it stands somewhere below.
    pub(super) on: Option<Vec<At>>,
    /// These and their members are left out.
    pub(super) except: &'q [PrincipalId],
    /// What comes by grants of these alone is left out.
    pub(super) through: &'q [Granted],
    /// What has to be activated first is left out.
    pub(super) standing: bool,
    /// Who is not declared is left out.
    pub(super) declared: bool,
    /// Identities that a resource has by itself are asked about.
    pub(super) implicit: bool,
    /// What somebody comes to by steps counts.
    pub(super) reach: bool,
    /// What Azure grants by itself counts.
    pub(super) given: bool,
}

impl<'j> Judge<'j> {
    /// Makes a judge of all that a model says must hold.
    pub(super) fn new(
        model: &'j Model,
        compiled: &'j Compiled,
        access: &'j Access<'j>,
        reach: Option<&'j Reach<'j>>,
    ) -> Self {
        let mut judge = Self::of_nothing(model, compiled, access, reach);
        let lines = model.tests.iter().flat_map(|test| &test.expectations);
        let ruled_out = lines.filter(|line| !line.can || line.only);
        let nevers = model.nevers.iter().map(|never| &never.what);
        for asked in nevers.chain(ruled_out.map(|line| &line.what)) {
            if !judge.sought.contains_key(asked) {
                let sought = judge.sought(defining(model, asked));
                judge.sought.insert(asked, sought);
            }
        }
        judge
    }

    /// Makes a judge of what is brought before it alone.
    pub(super) fn of_nothing(
        model: &'j Model,
        compiled: &'j Compiled,
        access: &'j Access<'j>,
        reach: Option<&'j Reach<'j>>,
    ) -> Self {
        Self {
            model,
            compiled,
            access,
            reach,
            members: members(access),
            sought: HashMap::default(),
        }
    }

    /// Lists the ways in which an invariant is broken.
    pub(super) fn never(&self, never: &Never) -> Vec<Way> {
        let question = Question {
            to: never.to.as_deref(),
            on: never.on.as_deref().map(exactly),
            except: &never.except,
            through: &never.through,
            standing: never.modality == Modality::Standing,
            implicit: never.to.is_some() || never.modality != Modality::Reach,
            reach: never.modality == Modality::Reach,
            ..Question::default()
        };
        self.ways_to(&never.what, &question)
    }

    /// Judges one line of a test.
    pub(super) fn line(&self, line: &Expectation) -> Verdict {
        let fault = if line.can {
            // What is missing may be what gives it.
            let unable = (!self.model.partial).then(|| self.unable(line)).flatten();
            unable.or_else(|| self.not_alone(line))
        } else {
            let question = Question {
                to: line.who.as_deref(),
                on: Some(exactly(&line.on)),
                given: line.who.is_some(),
                implicit: line.who.is_some() || !line.reach,
                reach: line.reach,
                ..Question::default()
            };
            self.able(line, &question)
        };
        fault.unwrap_or(Verdict::Holds)
    }

    /// Finds somebody who should be able to and is not, or not for the reason that is named.
    fn unable(&self, line: &Expectation) -> Option<Verdict> {
        let everyone = || (0..self.model.principals.len()).map(PrincipalId::new);
        let who = line.who.clone().unwrap_or_else(|| everyone().collect());
        let asked = || {
            who.iter()
                .flat_map(|one| line.on.iter().map(|on| (*one, *on)))
        };
        let unable = asked().find_map(|(who, scope)| {
            let lacking = self.lacks(who, &line.what, scope, Sure::of(line))?;
            Some(Verdict::Unable {
                who,
                scope,
                lacking,
            })
        });
        let because = line.because.as_ref();
        let other_reason = || {
            asked().find_map(|(who, scope)| {
                let ways = self.other_reasons(who, scope, line, because?)?;
                Some(Verdict::OtherReason { who, scope, ways })
            })
        };
        unable.or_else(other_reason)
    }

    /// Finds who beside those who alone should be able to may be.
    fn not_alone(&self, line: &Expectation) -> Option<Verdict> {
        let except = line.who.as_deref().filter(|_| line.only)?;
        let question = Question {
            on: Some(exactly(&line.on)),
            except,
            declared: true,
            reach: line.reach,
            ..Question::default()
        };
        self.able(line, &question)
    }

    fn able(&self, line: &Expectation, question: &Question<'_>) -> Option<Verdict> {
        let ways = self.ways_to(&line.what, question);
        (!ways.is_empty()).then_some(Verdict::Able(ways))
    }

    /// Lists who is in a principal, itself included, by position.
    pub(super) fn members_of(&self, group: PrincipalId) -> &[PrincipalId] {
        self.members.get(group.index()).map_or(&[], Vec::as_slice)
    }

    /// Tells whether a role possibly gives any of something that the model says must not be.
    pub(super) fn gives(&self, asked: &Asked, role: usize) -> bool {
        let sought = self.sought.get(asked);
        sought.is_some_and(|sought| sought.roles.contains(role))
    }

    /// Lists the ways to something that the model says must not be.
    fn ways_to(&self, asked: &Asked, question: &Question<'_>) -> Vec<Way> {
        let sought = self.sought.get(asked);
        sought.map_or_else(Vec::new, |sought| self.ways(sought, question))
    }

    /// Makes ready to look for the operations of a set.
    pub(super) fn sought(&self, set: PermissionSet) -> Sought {
        let roles = self.roles_with(&set);
        Sought { set, roles }
    }

    /// Tells of each role whether it possibly gives any operation of a set.
    pub(super) fn roles_with(&self, set: &PermissionSet) -> FixedBitSet {
        let roles = 0..self.access.world().roles.len();
        let roles = roles.into_par_iter().filter(|role| {
            let role = self.access.set(crate::access::RoleId::new(*role));
            let shared = role.map(|role| role.overlaps(Bound::Upper, set, Bound::Upper));
            shared.is_some_and(|shared| shared.is_possible())
        });
        roles.collect::<Vec<usize>>().into_iter().collect()
    }
}

fn exactly(scopes: &[ScopeId]) -> Vec<At> {
    scopes.iter().copied().map(At::from).collect()
}

/// Lists the members of each principal, itself included.
fn members(access: &Access<'_>) -> Vec<Vec<PrincipalId>> {
    let count = access.world().parties.len();
    let mut members = vec![Vec::new(); count];
    for who in (0..count).map(PrincipalId::new) {
        for group in access.holders(who) {
            if let Some(list) = members.get_mut(group.index()) {
                list.push(who);
            }
        }
    }
    members
}
