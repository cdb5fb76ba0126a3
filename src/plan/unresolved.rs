//! Why the object id of somebody is not known, and what to do.

use super::Work;
use super::slips::nearest;
use crate::access::ObjectId;
use crate::model::{Principal, PrincipalKind};
use crate::observed;

/// Says why; `name` is the principal's with its environment.
pub(super) fn why(work: &Work<'_>, (name, principal): (&str, &Principal), id: &ObjectId) -> String {
    if let ObjectId::Several(count) = id {
        return format!("{count} in the directory are called like `{name}`: write its `object-id`");
    }
    let kind = principal.kind.keyword().replace('-', " ");
    let Some(key) = Key::of(principal) else {
        return keyless(work, name, principal);
    };
    let near = near(work, principal, &key);
    let near = near.map(|near| format!(" (`{near}` is there)"));
    let near = near.unwrap_or_default();
    let (what, text) = (key.what, key.text);
    format!(
        "what was read of the directory has no {kind} with the {what} `{text}`{near}: correct it, or write `object-id`"
    )
}

/// Says why where nothing in the policy stands in the directory too.
fn keyless(work: &Work<'_>, name: &str, principal: &Principal) -> String {
    let scope = principal.scope.or(principal.implicit_of);
    if let Some(scope) = scope.and_then(|scope| work.input.model.scope(scope)) {
        return format!(
            "what was read does not say which identity `{name}` is: create `{}`, or write `object-id`",
            scope.id
        );
    }
    let key = match principal.kind {
        PrincipalKind::User => "upn",
        _ => "name",
    };
    format!(
        "nothing in the policy leads to `{name}` in the directory: write `{key}` or `object-id`"
    )
}

/// What the policy knows somebody by.
struct Key<'p> {
    what: &'static str,
    text: &'p str,
    known: fn(&observed::Principal) -> Option<&str>,
}

impl<'p> Key<'p> {
    fn of(principal: &'p Principal) -> Option<Self> {
        use PrincipalKind::{Agent, Group, ManagedIdentity, ServicePrincipal, User};
        if let Some(text) = &principal.app_id {
            return Some(Self {
                what: "application id",
                text,
                known: |one| one.app_id.as_deref(),
            });
        }
        match principal.kind {
            User => Some(Self {
                what: "user principal name",
                text: principal.upn.as_ref()?,
                known: |one| one.upn.as_deref(),
            }),
            Group | ServicePrincipal | Agent => Some(Self {
                what: "name",
                text: principal.azure_name.as_ref()?,
                known: |one| one.name.as_deref(),
            }),
            ManagedIdentity => None,
        }
    }
}

/// Finds somebody of the same kind who is called much like it.
fn near<'a>(work: &Work<'a>, principal: &Principal, key: &Key<'_>) -> Option<&'a str> {
    let kind = principal.kind.azure_type();
    let all = work.input.snapshot.principals.iter();
    let all = all.filter(|one| one.kind.azure_type() == kind);
    nearest(key.text, all.filter_map(key.known))
}
