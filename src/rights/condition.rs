//! The condition that limits which roles somebody hands out, and to whom.
//!
//! Writing an assignment asks what the request carries, deleting one what is there: a condition that
//! speaks of one alone leaves the other free. To delete is limited to the roles alone, since who
//! held one may not be declared any more.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::Limit;

/// Azure takes no condition with more bytes.
const LONGEST: usize = 8 * 1024;

/// An assignment as conditions see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// The GUID of the role.
    pub(super) role: SmolStr,
    /// The object id, if it is known.
    pub(super) who: Option<SmolStr>,
    /// Azure's word for what the principal is.
    pub(super) kind: &'static str,
}

/// To whom a role is handed out.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct To {
    /// The object ids; empty where one is not known.
    ids: BTreeSet<SmolStr>,
    kinds: BTreeSet<&'static str>,
}

/// Returns the narrowest condition that fits: by role and object id, by role and kind of principal,
/// by role. Assignments of the roles of `gone` may be deleted, and not written.
pub(super) fn of<'p>(
    pairs: impl Iterator<Item = &'p Pair> + Clone,
    gone: impl Iterator<Item = &'p SmolStr>,
) -> Limit {
    let roles = by_role(pairs);
    let deleted: BTreeSet<SmolStr> = roles.keys().cloned().chain(gone.cloned()).collect();
    let kinds = |to: &To| To {
        ids: BTreeSet::new(),
        kinds: to.kinds.clone(),
    };
    let steps: [&dyn Fn(&To) -> To; 3] = [&To::clone, &kinds, &|_| To::default()];
    let mut texts = steps.into_iter().map(|step| text((&roles, &deleted), step));
    let short = texts.find(|text| text.len() <= LONGEST);
    short.map_or(Limit::TooLong, Limit::Condition)
}

fn by_role<'p>(pairs: impl Iterator<Item = &'p Pair>) -> BTreeMap<SmolStr, To> {
    let mut roles: BTreeMap<SmolStr, To> = BTreeMap::new();
    let mut open = BTreeSet::new();
    for pair in pairs {
        let to = roles.entry(pair.role.clone()).or_default();
        to.kinds.insert(pair.kind);
        match &pair.who {
            Some(id) => drop(to.ids.insert(id.clone())),
            None => drop(open.insert(pair.role.clone())),
        }
    }
    for role in open {
        if let Some(to) = roles.get_mut(&role) {
            to.ids.clear();
        }
    }
    roles
}

fn text(
    (roles, deleted): (&BTreeMap<SmolStr, To>, &BTreeSet<SmolStr>),
    seen: &dyn Fn(&To) -> To,
) -> String {
    let mut groups: BTreeMap<To, Vec<&SmolStr>> = BTreeMap::new();
    for (role, to) in roles {
        groups.entry(seen(to)).or_default().push(role);
    }
    let ways = groups.iter().map(|(to, roles)| way(to, roles));
    let write = clause("write", &ways.collect::<Vec<_>>());
    let all: Vec<_> = deleted.iter().collect();
    let delete = attribute("Resource", "RoleDefinitionId", &all).map(|text| format!("({text})"));
    format!("{write} AND {}", clause("delete", delete.as_slice()))
}

/// Writes that an action is another one, or that one of some ways is open to it.
fn clause(verb: &str, ways: &[String]) -> String {
    let action = format!("Microsoft.Authorization/roleAssignments/{verb}");
    let other = format!("(!(ActionMatches{{'{action}'}}))");
    match ways {
        [] => other,
        _ => format!("({other} OR ({}))", ways.join(" OR ")),
    }
}

fn way(to: &To, roles: &[&SmolStr]) -> String {
    let ids: Vec<_> = to.ids.iter().collect();
    let kinds: Vec<_> = to.kinds.iter().map(|kind| format!("'{kind}'")).collect();
    let kinds = (ids.is_empty() && !kinds.is_empty()).then(|| {
        let name = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]";
        let list = kinds.join(", ");
        format!("{name} ForAnyOfAnyValues:StringEqualsIgnoreCase {{{list}}}")
    });
    let parts = [
        attribute("Request", "RoleDefinitionId", roles),
        attribute("Request", "PrincipalId", &ids),
        kinds,
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    format!("({})", parts.join(" AND "))
}

/// Writes that an attribute is one of some GUIDs; none where there are none.
fn attribute(source: &str, name: &str, guids: &[&SmolStr]) -> Option<String> {
    let list: Vec<_> = guids.iter().map(|guid| guid.as_str()).collect();
    let name = format!("@{source}[Microsoft.Authorization/roleAssignments:{name}]");
    let list = list.join(", ");
    (!list.is_empty()).then(|| format!("{name} ForAnyOfAnyValues:GuidEquals {{{list}}}"))
}
