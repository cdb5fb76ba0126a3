#![doc = include_str!("role_without_data_access.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW556",
        name: "role-without-data-access",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("role_without_data_access.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} gets a role on {place} that opens nothing of what is in it"),
    why: "Owner, Contributor and Reader are about managing; what is inside takes a role with data actions",
    names_operations: false,
    remedy: "take the grant back, and give a data role such as \"Storage Blob Data Reader\"",
};

/// What a role for the account or the vault itself reaches, and that means nothing on its parts.
const MANAGING: [&str; 2] = [
    "Microsoft.Storage/storageAccounts/read",
    "Microsoft.KeyVault/vaults/read",
];

const PARTS: [Kind; 4] = [Kind::Container, Kind::FileShare, Kind::Queue, Kind::Secret];

fn check<'v>(view: &View<'v>, found: &mut Vec<Diagnostic>) {
    if view.model.partial {
        return;
    }
    let is_part = |one: &Assignment| {
        let kind = view.model.scope(one.scope).map(|scope| scope.kind);
        kind.is_some_and(|kind| PARTS.contains(&kind))
    };
    let has_data = |one: &Assignment| {
        let blocks = view.role(one.role).map_or(&[][..], |role| &role.blocks);
        blocks.iter().any(|block| !block.data_actions.is_empty())
    };
    let fits = |one: &'v Assignment| {
        let known = is_part(one) && !has_data(one);
        known && !view.over(one.principal, one.scope).into_iter().any(has_data)
    };
    found.extend(tell(view, &TOLD, fits, |role| view.named(role, &MANAGING)));
}
