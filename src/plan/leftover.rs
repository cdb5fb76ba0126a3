//! What Azure has and the policy does not ask for.

use super::Work;
use super::aim::Aim;
use super::authority::{self, Fate};
use super::change::{Change, Kind, Subject};
use super::desired::Desired;
use super::found::{Found, Owner, Tuple};
use super::history::Unexplained;
use super::narrow::Gone;
use super::others::Others;
use super::refusal::{Guard, Refusal};
use super::roles::Roles;
use super::write::{Phase, Write};
use crate::model::Guid;
use crate::observed::{Aspect, RoleAssignment, RoleDefinition};

/// Lists what happens to the assignments of a snapshot that nothing asks for, and those to which
/// nothing does.
pub(super) fn assignments(
    work: &Work<'_>,
    desired: &Desired<'_>,
    unexplained: &Unexplained,
) -> (Vec<Change>, Others) {
    let (mut changes, mut others) = (Vec::new(), Others::default());
    let all = work.found.assignments();
    for (at, one) in all.filter(|(at, _)| !desired.matched.contains(at)) {
        match whose(work, (desired, unexplained), one) {
            Whose::Others => others.foreign.push(at),
            Whose::Azures => others.given.push(at),
            Whose::Nobodys(why) => {
                let change = desired.change(work, Kind::Suspicious, one);
                changes.push(change.note(why));
            }
            Whose::Ours(declaration) => {
                changes.push(assignment(work, desired, one, Some(declaration)));
            }
            Whose::Authoritys => changes.push(assignment(work, desired, one, None)),
        }
    }
    (changes, others)
}

fn assignment(
    work: &Work<'_>,
    desired: &Desired<'_>,
    one: &RoleAssignment,
    declaration: Option<&str>,
) -> Change {
    let tuple = Tuple::of(one);
    let plain = |kind| desired.change(work, kind, one);
    if let Some(reason) = work.index.unread(Aspect::RoleAssignments, &one.scope) {
        let what = format!("the role assignments there were not read to the end: {reason}");
        return plain(Kind::Unknown).note(what);
    }
    if let Some(name) = desired.may_be(&tuple) {
        let what = format!(
            "nothing asks for it, unless it is that of `{name}`, of which not all is known"
        );
        return plain(Kind::Unknown).note(what);
    }
    if let Some(places) = desired.kept.get(&tuple) {
        let mut change = plain(Kind::Refused);
        change.places.clone_from(places);
        return change.refuse(Refusal::new(
            Guard::Keep,
            places.clone(),
            match work.input.aim {
                Aim::Hold => "the last day of the grant has passed, and it is marked `keep`, so that nothing may remove it",
                _ => "the grant is marked `keep`, so that nothing may remove it",
            },
            "take `until` or `keep` out of the grant",
        ));
    }
    let (scope, name) = (one.scope.clone(), one.name.into());
    let delete = Write::DeleteAssignment { scope, name };
    let change = plain(Kind::Delete).write(Phase::Unassign, delete);
    let Some(declaration) = declaration else {
        return change.note(
            "it is not ours, nothing asks for it, and the policy says all that is to be held there",
        );
    };
    change.note(match work.input.aim {
        Aim::Revoke(_) => format!("it was made for `{declaration}`, and is made again by the next plan unless the policy is changed"),
        _ => format!("it was made for `{declaration}`, and nothing asks for it any more"),
    })
}

/// Whose something is that nothing asks for.
enum Whose<'a> {
    /// Ours, made for a declaration.
    Ours(&'a str),
    /// Not ours, and the policy says all that is to be held there.
    Authoritys,
    /// That of others.
    Others,
    /// Azure made it by itself.
    Azures,
    /// That is not sure, and why.
    Nobodys(String),
}

fn whose<'a>(
    work: &Work<'_>,
    (desired, unexplained): (&Desired<'_>, &Unexplained),
    one: &'a RoleAssignment,
) -> Whose<'a> {
    let owner = work.found.owner(one.description.as_deref());
    let doubt = match owner {
        Owner::Other(_) => return Whose::Others,
        Owner::Nobody if is_given(desired, one) => return Whose::Azures,
        Owner::Nobody => None,
        Owner::Ours(_) if !(work.found.is_in_force(one) && Found::has_our_name(one)) => {
            return Whose::Nobodys(
                "it carries our marker under a name that we do not give; look who made it, and delete it by hand if nobody needs it".to_owned(),
            );
        }
        Owner::Ours(declaration) => match unexplained.note(&one.name.text()) {
            None => return Whose::Ours(declaration),
            doubt => doubt,
        },
    };
    match authority::fate(work, one) {
        // A marker that nothing explains protects nothing either.
        Fate::Goes if *work.input.aim == Aim::Hold => Whose::Authoritys,
        Fate::Spared(why) if *work.input.aim == Aim::Hold => Whose::Nobodys(why.to_owned()),
        _ => doubt.map_or(Whose::Others, Whose::Nobodys),
    }
}

/// Tells whether Azure grants something by itself.
fn is_given(desired: &Desired<'_>, one: &RoleAssignment) -> bool {
    !desired.given.is_empty() && desired.given.contains(&Tuple::of(one))
}

/// Lists the assignments that are deleted, by scope and name.
pub(super) fn gone(changes: &[Change]) -> Gone<'_> {
    let writes = changes.iter().flat_map(|one| &one.writes);
    let gone = writes.filter_map(|(_, write)| match write {
        Write::DeleteAssignment { scope, name } => Some((scope.as_str(), name.as_str())),
        _ => None,
    });
    gone.collect()
}

/// Lists what happens to the role definitions of a snapshot that nothing asks for.
pub(super) fn roles(
    work: &Work<'_>,
    roles: &Roles<'_>,
    (gone, unexplained): (&Gone<'_>, &Unexplained),
) -> Vec<Change> {
    let claimed = roles.claimed();
    let left = work.found.custom();
    let left = left.filter(|one| !claimed.contains(one.id.as_str()));
    left.map(|one| role(work, one, (gone, unexplained)))
        .collect()
}

fn role(
    work: &Work<'_>,
    one: &RoleDefinition,
    (gone, unexplained): (&Gone<'_>, &Unexplained),
) -> Change {
    let plain = |kind| {
        let (name, id) = (one.name.clone(), one.id.clone());
        Change::new(kind, Subject::Role { name, id }, Vec::new())
    };
    let Owner::Ours(key) = work.found.owner(one.description.as_deref()) else {
        return plain(Kind::Foreign);
    };
    if !work.found.has_our_id(one, key) {
        return plain(Kind::Suspicious).note(
            "it carries our marker under an id that we do not give; look who made it, and delete it by hand if nobody needs it",
        );
    }
    if let Some(why) = unexplained.note(&one.id) {
        return plain(Kind::Suspicious).note(why);
    }
    if let Some(what) = unread(work, one) {
        return plain(Kind::Unknown).note(what);
    }
    let all = work.found.assignments();
    let id = Guid::read(&one.id);
    let holders = all.filter(|(_, held)| {
        Some(held.role) == id && !gone.contains(&(held.scope.as_str(), &*held.name.text()))
    });
    let holders = holders.count();
    if holders > 0 {
        return plain(Kind::Waiting).note(format!(
            "nothing declares it, and {holders} assignments of it stay that this plan does not remove: Azure would say `RoleDefinitionHasAssignments`"
        ));
    }
    let id = one.id.clone();
    let change = plain(Kind::Delete).write(Phase::Undefine, Write::DeleteRole { id });
    change.note(format!(
        "it was made for `{key}`, and nothing declares it any more"
    ))
}

/// Says what has to be known before a role may be deleted, and is not.
fn unread(work: &Work<'_>, one: &RoleDefinition) -> Option<String> {
    const ASKED: [(Aspect, &str); 3] = [
        (Aspect::RoleDefinitions, "role definitions"),
        (Aspect::RoleAssignments, "role assignments"),
        (Aspect::Schedules, "eligible assignments"),
    ];
    one.assignable_scopes.iter().find_map(|scope| {
        ASKED.iter().find_map(|(aspect, what)| {
            let reason = work.index.unread_below(*aspect, scope)?;
            Some(format!(
                "nothing declares it, and the {what} of `{scope}` and below were not all read: {reason}"
            ))
        })
    })
}
