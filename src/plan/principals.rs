//! Whether the principals of the policy are who it says.

use super::refusal::{Guard, Refusal};
use super::{Pins, Work};
use crate::access::ObjectId;
use crate::model::{Principal, PrincipalId};
use crate::observed::PartyKind;
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};

/// The principals to whom nothing may be assigned as the policy has them.
pub(super) struct Wrong {
    pub(super) refusals: Vec<Refusal>,
    pub(super) who: HashSet<PrincipalId>,
}

/// Checks everybody to whom something is assigned.
pub(super) fn check(work: &Work<'_>) -> Wrong {
    let snapshot = work.input.snapshot;
    let applications = snapshot.principals.iter();
    let applications = applications.filter_map(|one| Some((one.app_id.as_deref()?, &*one.id)));
    let applications: HashMap<&str, &str> = applications.collect();
    let mut wrong = Wrong {
        refusals: Vec::new(),
        who: HashSet::default(),
    };
    let mut seen = HashSet::default();
    for one in &work.input.compiled.assignments {
        if seen.insert(one.principal)
            && let Some(refusal) = refused(work, one.principal, &applications)
        {
            wrong.who.insert(one.principal);
            wrong.refusals.push(refusal);
        }
    }
    wrong
}

fn refused(
    work: &Work<'_>,
    who: PrincipalId,
    applications: &HashMap<&str, &str>,
) -> Option<Refusal> {
    let principal = work.input.model.principal(who)?;
    let id = work.ids.known(who)?;
    let name = &principal.name;
    if let Some(refusal) = moved(work, who, principal) {
        return Some(refusal);
    }
    let Some(there) = work.index.principal(id) else {
        let object_id = applications.get(id.as_str())?;
        return Some(Refusal::new(
            Guard::ApplicationId,
            place(principal),
            format!("`{id}` is the application id of `{name}` and not its object id"),
            format!("write `object-id \"{object_id}\"`, or `app-id` in its place"),
        ));
    };
    if there.kind == PartyKind::Unknown {
        return Some(Refusal::new(
            Guard::NoSuchPrincipal,
            place(principal),
            format!(
                "the directory does not know `{id}`, the object id of `{name}`, and Azure would say `PrincipalNotFound`"
            ),
            "look the object id up again; whoever was deleted and made anew has another one",
        ));
    }
    let (said, found) = (principal.kind.azure_type(), there.kind.azure_type());
    (said != found).then(|| {
        let keyword = principal.kind.keyword();
        Refusal::new(
            Guard::WrongKind,
            place(principal),
            format!("`{name}` is declared as `{keyword}`, and in the directory `{id}` is a {found}: Azure would say `UnmatchedPrincipalType`"),
            "declare it as what it is, or correct its object id",
        )
    })
}

/// Lists the object ids that names of those to whom something is assigned led to.
pub(super) fn found(work: &Work<'_>) -> Pins {
    let assignments = work.input.compiled.assignments.iter();
    let found = assignments.filter_map(|one| match work.ids.get(one.principal) {
        ObjectId::Found(id) => {
            let name = work.input.model.principal_name(one.principal);
            Some((name.into(), id.clone()))
        }
        _ => None,
    });
    found.collect()
}

/// Refuses a name that leads to somebody else than it did.
fn moved(work: &Work<'_>, who: PrincipalId, principal: &Principal) -> Option<Refusal> {
    let ObjectId::Found(id) = work.ids.get(who) else {
        return None;
    };
    let name = work.input.model.principal_name(who);
    let pin = work.input.pins.get(name.as_str())?;
    (pin != id).then(|| {
        Refusal::new(
            Guard::OtherId,
            place(principal),
            format!("`{name}` led to `{pin}` before, as rolewright.lock says, and leads to `{id}` now: who was deleted and made anew, or another of that name, is somebody else to Azure"),
            format!("look who that is; if it is whom the policy means, allow it with `--accept-id {name}={id}`"),
        )
    })
}

fn place(principal: &Principal) -> Vec<Span> {
    vec![principal.object_id_span.unwrap_or(principal.span)]
}
