#![doc = include_str!("principal_id_twice.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalId;
use smol_str::SmolStr;
use std::collections::HashMap;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW407",
        name: "principal-id-twice",
    },
    group: Group::Identities,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("principal_id_twice.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<&SmolStr, PrincipalId> = HashMap::new();
    for (index, principal) in view.model.principals.iter().enumerate() {
        let (Some(object_id), Some(span)) = (&principal.object_id, principal.object_id_span) else {
            continue;
        };
        let id = PrincipalId::new(index);
        let other = *first.entry(object_id).or_insert(id);
        if other == id {
            continue;
        }
        let Some(known) = view.model.principal(other) else {
            continue;
        };
        let (name, known_name) = (view.principal_name(id), view.principal_name(other));
        let finding = RULE.at(
            span,
            format!("`{name}` has the object id of `{known_name}`"),
        );
        let finding = match known.object_id_span.filter(|place| *place != span) {
            Some(place) => finding.related(place, format!("`{known_name}` has it here")),
            None => finding,
        };
        found.push(
            finding
                .note("Azure knows principals by object id only: what one of them is granted the other one has")
                .suggest("remove the wrong one, and let the directory be asked by name", vec![Edit::delete(span)]),
        );
    }
}
