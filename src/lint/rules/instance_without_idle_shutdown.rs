#![doc = include_str!("instance_without_idle_shutdown.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::host::scopes;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{DeclaredId, Kind};
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW522",
        name: "instance-without-idle-shutdown",
    },
    group: Group::MachineLearning,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("instance_without_idle_shutdown.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut told: BTreeSet<DeclaredId> = BTreeSet::new();
    for (id, scope) in scopes(view) {
        let instance = scope.kind == Kind::Compute
            && scope
                .setting("kind")
                .is_some_and(|one| one.value == "instance");
        let Some(declared) = scope
            .declared
            .filter(|_| instance && scope.setting("idle-shutdown").is_none())
        else {
            continue;
        };
        let Some(declaration) = view
            .model
            .declaration(declared)
            .filter(|_| told.insert(declared))
        else {
            continue;
        };
        let message = format!(
            "compute instance `{}` never stops by itself",
            view.scope_name(id)
        );
        let edits: Vec<Edit> = vec![Edit::add_member(declaration.span, "idle-shutdown 60m")];
        found.push(
            RULE.at(scope.span, message)
                .note("a machine that nobody uses costs money and keeps its owner's session open")
                .suggest("say after how long it stops", edits),
        );
    }
}
