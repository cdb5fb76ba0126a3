#![doc = include_str!("app_id_as_object_id.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalId;
use smol_str::SmolStr;
use std::collections::HashMap;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW408",
        name: "app-id-as-object-id",
    },
    group: Group::Identities,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("app_id_as_object_id.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut applications: HashMap<&SmolStr, PrincipalId> = HashMap::new();
    for (index, principal) in view.model.principals.iter().enumerate() {
        if let Some(app_id) = &principal.app_id {
            applications
                .entry(app_id)
                .or_insert(PrincipalId::new(index));
        }
    }
    if applications.is_empty() {
        return;
    }
    for (index, principal) in view.model.principals.iter().enumerate() {
        let (Some(object_id), Some(span)) = (&principal.object_id, principal.object_id_span) else {
            continue;
        };
        let Some(owner) = applications.get(object_id) else {
            continue;
        };
        let name = view.principal_name(PrincipalId::new(index));
        let message = format!(
            "the object id of `{name}` is the application id of `{}`",
            view.principal_name(*owner)
        );
        found.push(
            RULE.at(span, message)
                .note("an application id is no principal: Azure refuses the assignment, or gives it to nobody")
                .suggest("remove it, and let the directory be asked by application id", vec![Edit::delete(span)]),
        );
    }
}
