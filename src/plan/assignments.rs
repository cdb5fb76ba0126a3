//! Role assignments that the policy asks for.

use smol_str::SmolStr;

use super::Work;
use super::absent;
use super::change::{Change, Difference, Kind, Subject, Who};
use super::desired::{Desired, Open};
use super::found::{Found, Owner, Tuple};
use super::refusal::{Guard, Refusal};
use super::roles::{Roles, Settled, State};
use super::unresolved;
use super::write::{Phase, Write};
use crate::access::ObjectId;
use crate::compile::names::{assignment_name, scope_in_name};
use crate::compile::place::Place;
use crate::compile::{Assignment, CompiledRole, Provenance};
use crate::model::{Guid, Principal, Scope};
use crate::observed::{Aspect, Party, PartyKind, RoleAssignment, RoleDefinition};
use crate::source::Span;

/// An assignment with everything that it points to.
struct Asked<'a> {
    assignment: &'a Assignment,
    scope: &'a Scope,
    principal: &'a Principal,
    /// The name of the principal with its environment.
    name: String,
    role: &'a CompiledRole,
    settled: &'a Settled<'a>,
    id: &'a ObjectId,
    places: Vec<Span>,
}

/// What an assignment is written with.
#[derive(Clone, Copy)]
struct Ids {
    who: Guid,
    role: Guid,
}

/// Lists what happens to each of them, and remembers which ones of the snapshot they are.
pub(super) fn changes(
    work: &Work<'_>,
    roles: &Roles<'_>,
    desired: &mut Desired<'_>,
) -> Vec<Change> {
    let all = work.input.compiled.assignments.iter();
    let asked = all.filter_map(|one| Asked::of(work, roles, one));
    asked.map(|one| one.change(work, desired)).collect()
}

impl<'a> Asked<'a> {
    fn of(work: &'a Work<'_>, roles: &'a Roles<'_>, assignment: &'a Assignment) -> Option<Self> {
        let model = work.input.model;
        let statements = work.input.compiled.statements(model, assignment);
        let places = statements.flat_map(|one| std::iter::once(one.span).chain(one.made_by));
        let mut places: Vec<_> = places.collect();
        places.sort_unstable();
        places.dedup();
        Some(Self {
            assignment,
            scope: model.scope(assignment.scope)?,
            principal: model.principal(assignment.principal)?,
            name: model.principal_name(assignment.principal),
            role: work.input.compiled.roles.get(assignment.role.index())?,
            settled: roles.get(assignment.role)?,
            id: work.ids.get(assignment.principal),
            places,
        })
    }

    fn plain(&self, kind: Kind, name: Option<SmolStr>) -> Change {
        let subject = Subject::Assignment {
            scope: self.scope.id.clone(),
            who: Who {
                name: self.name.as_str().into(),
                id: self.id.known().cloned(),
                kind: self.principal.kind.azure_type(),
            },
            role: self.role.display_name.clone(),
            role_id: self.settled.id.clone(),
            name,
        };
        Change::new(kind, subject, self.places.clone())
    }

    fn refused(
        &self,
        name: Option<SmolStr>,
        (guard, reason, remedy): (Guard, String, String),
    ) -> Change {
        let refusal = Refusal::new(guard, self.places.clone(), reason, remedy);
        self.plain(Kind::Refused, name).refuse(refusal)
    }

    fn change(&self, work: &Work<'_>, desired: &mut Desired<'_>) -> Change {
        if let Some(note) = absent::at(work, &self.scope.id) {
            self.open(desired, false, true);
            return self.plain(Kind::Refused, None).note(note);
        }
        let known = self.id.known();
        let Some((who, ids)) = known.and_then(|who| Some((who, self.ids(who)?))) else {
            self.open(desired, false, true);
            let why = unresolved::why(work, (&self.name, self.principal), self.id);
            return self.plain(Kind::Unresolved, None).note(why);
        };
        if desired.wrong.contains(&self.assignment.principal) {
            self.open(desired, false, true);
            let change = self.plain(Kind::Refused, None);
            return change.note("its principal is refused, which is told apart");
        }
        if let Some(change) = self.of_role(work, desired) {
            return change;
        }
        let tuple = Tuple::new(&self.scope.id, who, &self.settled.id);
        let found = work.found.tuple(&tuple);
        if !desired.asked.insert(tuple) {
            return self.refused(None, twice(&self.name));
        }
        if let Some((at, there)) = found {
            desired.matched.insert(at);
            return self.there(work, there, ids);
        }
        self.absent(work, desired, ids)
    }

    /// Returns the object id and the id of the role, as they are written.
    fn ids(&self, who: &str) -> Option<Ids> {
        Some(Ids {
            who: Guid::read(who)?,
            role: Guid::read(&self.settled.id)?,
        })
    }

    /// Remembers that it is not known which assignment in Azure this is.
    fn open(&self, desired: &mut Desired<'_>, knows_who: bool, knows_role: bool) {
        let open = Open {
            who: self.id.known().filter(|_| knows_who).cloned(),
            role: knows_role.then(|| self.settled.id.clone()),
            name: self.name.clone(),
        };
        desired.open(scope_in_name(&self.scope.id), open);
    }

    /// Says what the role definition stands in the way of.
    fn of_role(&self, work: &Work<'_>, desired: &mut Desired<'_>) -> Option<Change> {
        match &self.settled.state {
            State::Unknown(reason) => {
                self.open(desired, true, false);
                Some(self.plain(Kind::Unknown, None).note(reason))
            }
            State::Refused(_) | State::Nowhere(_) => {
                self.open(desired, true, false);
                let what = format!("role `{}` is refused", self.role.display_name);
                Some(self.plain(Kind::Refused, None).note(what))
            }
            State::Fixed if matches!(self.role.provenance, Provenance::Existing(_)) => {
                self.existing(work, desired)
            }
            _ => None,
        }
    }

    /// Checks a role that the policy says is there.
    fn existing(&self, work: &Work<'_>, desired: &mut Desired<'_>) -> Option<Change> {
        let (id, scope) = (&self.role.guid, &self.scope.id);
        let Some(role) = work.found.role(id) else {
            if let Some(reason) = work.index.unread(Aspect::RoleDefinitions, scope) {
                self.open(desired, true, true);
                let what = format!("the role definitions of `{scope}` were not read: {reason}");
                return Some(self.plain(Kind::Unknown, None).note(what));
            }
            let reason = format!(
                "there is no role `{id}`, and Azure would say `RoleDefinitionDoesNotExist`"
            );
            let remedy = "correct its `object-id`, or declare it without `existing`".to_owned();
            return Some(self.refused(None, (Guard::NoSuchRole, reason, remedy)));
        };
        misplaced(work, role, scope).map(|why| self.refused(None, why))
    }

    fn there(&self, work: &Work<'_>, there: &RoleAssignment, ids: Ids) -> Change {
        let name = Some(SmolStr::from(there.name));
        let owner = work.found.owner(there.description.as_deref());
        if let Owner::Other(policy) = owner {
            let reason = format!(
                "the policy `{policy}` says that this assignment is its own, and Azure takes one for each principal, role and scope"
            );
            let remedy = "grant it in one of the policies alone".to_owned();
            return self.refused(name, (Guard::OtherPolicy, reason, remedy));
        }
        if there.schedule.is_some() {
            let reason = "it is held for a time already, and no write makes that last".to_owned();
            let remedy = "end it in Privileged Identity Management, then plan again".to_owned();
            return self.refused(name, (Guard::Scheduled, reason, remedy));
        }
        let kind = if owner == Owner::Nobody {
            Kind::Adopt
        } else {
            Kind::Update
        };
        let mut change = self.plain(kind, name);
        change.differences = self.differences(there);
        if change.differences.is_empty() {
            change.kind = Kind::Same;
            return change;
        }
        if !Found::has_our_name(there) {
            change = change.note("its name in Azure stays, and is not the one that we give: it is never deleted by a plan");
        }
        let write = self.written(there.name, there.principal.clone(), &there.scope, ids);
        change.write(Phase::Assign, Write::PutAssignment(write))
    }

    fn differences(&self, there: &RoleAssignment) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut compare = |what, old: Option<&str>, new: Option<&str>| {
            if old.unwrap_or_default() != new.unwrap_or_default() {
                let list = |text: Option<&str>| text.map(str::to_owned).into_iter().collect();
                let (old, new) = (list(old), list(new));
                found.push(Difference { what, old, new });
            }
        };
        // No condition of a policy is compiled yet.
        compare("condition", there.condition.as_deref().map(str::trim), None);
        let wanted = self.assignment.description.as_str();
        compare("description", there.description.as_deref(), Some(wanted));
        found
    }

    fn written(&self, name: Guid, principal: Party, scope: &str, ids: Ids) -> RoleAssignment {
        RoleAssignment {
            name,
            scope: scope.trim_end_matches('/').into(),
            principal,
            role: ids.role,
            condition: None,
            condition_version: None,
            description: Some(self.assignment.description.as_str().into()),
            schedule: None,
        }
    }

    fn absent(&self, work: &Work<'_>, desired: &mut Desired<'_>, ids: Ids) -> Change {
        let scope = &self.scope.id;
        let guid = assignment_name(scope, &ids.who.text(), &ids.role.text());
        let name = SmolStr::from(guid);
        if let Some(reason) = work.index.unread(Aspect::RoleAssignments, scope) {
            self.open(desired, true, true);
            let what = format!("the role assignments of `{scope}` were not read: {reason}");
            return self.plain(Kind::Unknown, Some(name)).note(what);
        }
        if let Some(other) = work.found.named(&name) {
            return self.refused(Some(name), collision(other));
        }
        let kind = PartyKind::of(self.principal.kind.azure_type());
        let principal = Party {
            id: ids.who,
            kind: kind.unwrap_or(PartyKind::Unknown),
        };
        let write = self.written(guid, principal, scope, ids);
        let change = self.plain(Kind::Create, Some(name));
        change.write(Phase::Assign, Write::PutAssignment(write))
    }
}

fn collision(other: &RoleAssignment) -> (Guard, String, String) {
    let (name, scope) = (&other.name, &other.scope);
    let reason = format!(
        "the assignment `{name}` at `{scope}` has the name that this one needs, and principal, role and scope of a name are fixed: Azure would say `RoleAssignmentUpdateNotPermitted`"
    );
    let remedy = format!("look who made `{name}`, and delete it if nobody needs it");
    (Guard::NameTaken, reason, remedy)
}

fn twice(name: &str) -> (Guard, String, String) {
    let reason =
        format!("`{name}` and another declaration have one object id, and both get this role");
    let remedy = "declare the principal once, and refer to it by one name".to_owned();
    (Guard::Twice, reason, remedy)
}

/// Says why a role of others cannot be assigned at a scope.
fn misplaced(
    work: &Work<'_>,
    role: &RoleDefinition,
    scope: &str,
) -> Option<(Guard, String, String)> {
    let name = &role.name;
    let above = work.index.above(scope).scopes;
    let covers = |id: &SmolStr| {
        let id = scope_in_name(id);
        id.is_empty() || above.iter().any(|one| *one == id)
    };
    if !role.assignable_scopes.iter().any(covers) {
        let reason = format!("`{scope}` is outside the assignable scopes of role `{name}`");
        let remedy = "have its owner add the scope, or grant another role".to_owned();
        return Some((Guard::NotAssignable, reason, remedy));
    }
    let data = role
        .permissions
        .iter()
        .any(|one| !one.data_actions.is_empty());
    let is_high = Place::of(scope).is_some_and(|place| place.is_management_group());
    (role.custom && data && is_high).then(|| {
        let reason = format!("role `{name}` has data actions, and Azure takes no such custom role at a management group");
        let remedy = "grant it on the subscriptions below".to_owned();
        (Guard::DataAtManagementGroup, reason, remedy)
    })
}
