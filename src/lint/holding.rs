//! Who holds what: assignments by principal and scope, and which principals hold together.

use fixedbitset::FixedBitSet;

use super::view::View;
use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{PrincipalId, ScopeId};
use crate::support::hash::{HashMap, HashSet};

/// In how many groups with grants somebody may be to be judged by all of them together.
pub(super) const MOST_HOLDERS: usize = 1_000;

/// How many pairs of holders are joined: as many as somebody in a thousand groups has.
const MOST_JOINTS: usize = MOST_HOLDERS * MOST_HOLDERS;

/// How many are looked at where most were seen before: many may be in the same hundred groups.
const MOST_LOOKED: usize = 64_000_000;

/// Somebody in more groups than can be judged together.
pub(super) const TOO_MANY_GROUPS: Code = Code {
    id: "RW906",
    name: "too-many-groups",
};

/// Two principals whose assignments one principal has, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joint {
    /// The first holder.
    pub one: PrincipalId,
    /// The second holder; may be the first again.
    pub other: PrincipalId,
    /// Who has the assignments of both; the first such by position.
    pub by: PrincipalId,
}

/// Assignments by principal and scope.
#[derive(Debug, Default)]
pub struct Holdings {
    at: HashMap<(PrincipalId, ScopeId), Vec<usize>>,
    by_grant: Vec<Vec<usize>>,
    joints: Vec<Joint>,
    /// Who holds more than could be looked at in pairs; the first of them.
    beyond: Option<PrincipalId>,
}

impl Holdings {
    /// Sorts the assignments of a view.
    pub fn of(view: &View<'_>) -> Self {
        let mut found = Self {
            by_grant: vec![Vec::new(); view.model.grants.len()],
            ..Self::default()
        };
        for (index, assignment) in view.compiled.assignments.iter().enumerate() {
            let place = (assignment.principal, assignment.scope);
            found.at.entry(place).or_default().push(index);
            let sources = assignment.sources.iter();
            for source in sources.filter_map(|source| view.compiled.sources.get(*source)) {
                if let Some(list) = found.by_grant.get_mut(source.grant)
                    && list.last() != Some(&index)
                {
                    list.push(index);
                }
            }
        }
        (found.joints, found.beyond) = joints(view);
        found
    }

    /// Lists every ordered pair of holders that one principal joins, each pair once; pairs of one
    /// holder with itself first.
    pub fn joints(&self) -> &[Joint] {
        &self.joints
    }

    /// Tells who is in so many groups that not all their pairs are among the joints.
    pub fn unjudged(&self, view: &View<'_>) -> Option<Diagnostic> {
        let principal = view.model.principal(self.beyond?)?;
        let message = format!(
            "`{}` is in too many groups to judge together",
            principal.name
        );
        let found = Diagnostic::new(TOO_MANY_GROUPS, Severity::Error, principal.span, message)
            .note(format!(
                "{MOST_JOINTS} pairs of groups are looked at, and here are more"
            ))
            .note("each group is judged, but not what two of them give together");
        Some(found.help("put it into fewer groups that have grants"))
    }

    /// Lists the positions of the assignments that a grant asks for.
    pub fn of_grant(&self, grant: usize) -> &[usize] {
        self.by_grant.get(grant).map_or(&[], Vec::as_slice)
    }

    /// Lists a principal's own assignments at a scope and above it, the nearest first, each with
    /// its position.
    pub fn reaching<'s, 'v: 's>(
        &'s self,
        view: &'s View<'v>,
        principal: PrincipalId,
        scope: ScopeId,
    ) -> impl Iterator<Item = (usize, &'v Assignment)> + 's {
        let scopes = view.model.ancestors(scope).map(|(id, _)| id);
        let lists = scopes.filter_map(move |id| self.at.get(&(principal, id)));
        let positions = lists.flatten().copied();
        positions.filter_map(|index| Some((index, view.compiled.assignments.get(index)?)))
    }
}

fn joints(view: &View<'_>) -> (Vec<Joint>, Option<PrincipalId>) {
    let has_own = |id: &PrincipalId| view.assignments_to(*id).next().is_some();
    let everyone = || (0..view.model.principals.len()).map(PrincipalId::new);
    let alone = everyone().filter(has_own);
    let mut found: Vec<_> = alone
        .map(|id| Joint {
            one: id,
            other: id,
            by: id,
        })
        .collect();
    let mut pairs = Pairs::default();
    let mut beyond = None;
    for by in everyone() {
        if pairs.done.contains(by.index()) {
            continue;
        }
        let mut holders = view.model.memberships(by);
        let groups = view.model.principal(by).map(|one| &*one.member_of);
        let own = match groups.unwrap_or_default() {
            [] => continue,
            // Who is in that group alone joins nothing but what itself holds with the rest.
            [group] if pairs.done.contains(group.index()) => 1,
            _ => holders.len(),
        };
        let all = holders.clone();
        let firsts = holders.iter().take(own).filter(|id| has_own(id)).count();
        holders.retain(has_own);
        if !pairs.join(by, &holders, firsts, &mut found) {
            beyond = beyond.or(Some(by));
            continue;
        }
        pairs.done.extend(all.into_iter().map(PrincipalId::index));
    }
    (found, beyond)
}

/// The pairs of holders so far.
#[derive(Default)]
struct Pairs {
    seen: HashSet<(PrincipalId, PrincipalId)>,
    /// Whose holders are joined, since they or somebody in them was looked at.
    done: FixedBitSet,
    /// How many pairs were looked at, those seen before included.
    looked: usize,
}

impl Pairs {
    /// Joins the first so many holders with all of them, both ways; tells whether there was room.
    fn join(
        &mut self,
        by: PrincipalId,
        holders: &[PrincipalId],
        firsts: usize,
        found: &mut Vec<Joint>,
    ) -> bool {
        let rest = holders.len().saturating_sub(1);
        let more = if firsts == holders.len() {
            firsts * rest
        } else {
            2 * firsts * rest
        };
        let (known, looked) = (self.seen.len(), self.looked);
        if known + more > MOST_JOINTS || looked + more > MOST_LOOKED {
            return false;
        }
        self.looked += more;
        for (at, one) in holders.iter().enumerate() {
            let others = if at < firsts {
                holders
            } else {
                holders.get(..firsts).unwrap_or_default()
            };
            for other in others.iter().filter(|other| *other != one) {
                if self.seen.insert((*one, *other)) {
                    found.push(Joint {
                        one: *one,
                        other: *other,
                        by,
                    });
                }
            }
        }
        true
    }
}
