//! Who groups are said to hold, and whom the directory says that they hold.
//!
//! The members that a policy declares are claims: they are compared here and never written.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::Work;
use crate::model::{Principal, PrincipalId};
use crate::source::Span;

/// What the directory says otherwise of the members of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The group, as the policy names it.
    pub group: String,
    /// Its object id, where that is known.
    pub id: Option<SmolStr>,
    /// Where its members are declared.
    pub places: Vec<Span>,
    /// The declared members that it does not hold.
    pub absent: Vec<String>,
    /// Whom it holds itself and nobody declares.
    pub more: Vec<String>,
    /// Why it could not be compared, or not to the end.
    pub unknown: Option<String>,
}

/// Lists the groups whose declared members are not those of the directory.
pub(super) fn compare(work: &Work<'_>) -> Vec<Membership> {
    let all = work.input.model.principals.iter().enumerate();
    let declared = all.filter(|(_, one)| !one.members.is_empty());
    let found = declared.map(|(at, one)| membership(work, PrincipalId::new(at), one));
    found.filter(|one| !one.holds()).collect()
}

impl Membership {
    /// Tells whether the directory says the same as the policy.
    fn holds(&self) -> bool {
        self.absent.is_empty() && self.more.is_empty() && self.unknown.is_none()
    }
}

fn membership(work: &Work<'_>, id: PrincipalId, group: &Principal) -> Membership {
    let model = work.input.model;
    let mut found = Membership {
        group: model.principal_name(id),
        id: work.ids.known(id).cloned(),
        places: group.members.iter().map(|one| one.span).collect(),
        absent: Vec::new(),
        more: Vec::new(),
        unknown: None,
    };
    let Some(own) = &found.id else {
        found.unknown = Some("its object id is not known".to_owned());
        return found;
    };
    let held = match members(work, own) {
        Ok(held) => held,
        Err(reason) => {
            found.unknown = Some(reason);
            return found;
        }
    };
    let all = everybody(work, own);
    let mut declared = BTreeSet::new();
    for member in &group.members {
        let name = model.principal_name(member.principal);
        match work.ids.known(member.principal) {
            Some(id) if all.contains(id) => {
                declared.insert(id.clone());
            }
            Some(_) => found.absent.push(name),
            None => found.unknown = Some(format!("the object id of `{name}` is not known")),
        }
    }
    let more = held.iter().filter(|id| !declared.contains(*id));
    found.more = more.map(|id| named(work, id)).collect();
    found.absent.sort_unstable();
    found.more.sort_unstable();
    found
}

/// Lists whom a group holds itself, or says why that is not known.
fn members<'w>(work: &'w Work<'_>, group: &str) -> Result<&'w [SmolStr], String> {
    if let Some(reason) = work.index.unread_members(group) {
        return Err(format!("its members were not read: {reason}"));
    }
    let there = work.index.principal(group);
    Ok(there
        .and_then(|one| one.members.as_deref())
        .unwrap_or_default())
}

/// Lists whom a group holds, through other groups as well.
fn everybody(work: &Work<'_>, group: &str) -> BTreeSet<SmolStr> {
    let mut found = BTreeSet::new();
    let mut next = vec![SmolStr::new(group)];
    while let Some(one) = next.pop() {
        for member in members(work, &one).unwrap_or_default() {
            if found.insert(member.clone()) {
                next.push(member.clone());
            }
        }
    }
    found
}

/// Calls somebody by the name of the policy, else of the directory, and by the object id.
fn named(work: &Work<'_>, id: &SmolStr) -> String {
    let model = work.input.model;
    let mut all = (0..model.principals.len()).map(PrincipalId::new);
    let declared = all.find(|one| work.ids.known(*one) == Some(id));
    let known = || {
        work.index
            .principal(id)?
            .name
            .as_ref()
            .map(ToString::to_string)
    };
    match declared.map(|one| model.principal_name(one)).or_else(known) {
        Some(name) => format!("{name} ({id})"),
        None => id.to_string(),
    }
}
