//! What a plan is for.

use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, StrExt as _};

use super::Work;
use super::change::{Change, Kind, Subject};
use super::others::Others;
use crate::access::ObjectIds;
use crate::compile::Compiled;
use crate::model::{Guid, Model, PrincipalId};

/// What a plan is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// That the policy holds.
    Hold,
    /// That nothing of the policy is left.
    Destroy,
    /// That somebody holds nothing of the policy any more: a declared name, or an object id.
    Revoke(SmolStr),
}

impl Aim {
    /// Returns what is asked for; none where it is the policy itself.
    pub(super) fn asks(
        &self,
        model: &Model,
        compiled: &Compiled,
        ids: &ObjectIds,
    ) -> Option<Compiled> {
        match self {
            Self::Hold => None,
            Self::Destroy => Some(Compiled::nothing(compiled.catalog)),
            Self::Revoke(who) => {
                let mut left = compiled.clone();
                left.assignments
                    .retain(|one| !is_called(model, ids, one.principal, who));
                Some(left)
            }
        }
    }
}

/// Tells whether a principal is the one that a name or an object id means.
fn is_called(model: &Model, ids: &ObjectIds, id: PrincipalId, who: &str) -> bool {
    let known = ids.known(id);
    model.principal_name(id) == *who || known.is_some_and(|id| id.eq_ignore_ascii_case(who))
}

/// Leaves of the changes what takes something from one person alone, and what of theirs is not ours.
pub(super) fn only_of(work: &Work<'_>, who: &str, changes: &mut Vec<Change>, others: &mut Others) {
    let model = work.input.model;
    let all = (0..model.principals.len()).map(PrincipalId::new);
    let named = all.filter(|id| is_called(model, &work.ids, *id, who));
    let mut ids: Vec<SmolStr> = named.filter_map(|id| work.ids.known(id).cloned()).collect();
    ids.push(who.to_ascii_lowercase_smolstr());
    let held = &work.input.snapshot.role_assignments;
    let guids: Vec<_> = ids.iter().filter_map(|id| Guid::read(id)).collect();
    others.given.clear();
    others.foreign.retain(|at| {
        let one = held.get(*at);
        one.is_some_and(|one| guids.contains(&one.principal.id))
    });
    changes.retain(|change| {
        let is_theirs = matches!(
            &change.subject,
            Subject::Assignment { who, .. } if who.id.as_ref().is_some_and(|id| ids.contains(id))
        );
        let is_told = matches!(
            change.kind,
            Kind::Delete | Kind::Refused | Kind::Unknown | Kind::Suspicious
        );
        is_theirs && is_told
    });
}
