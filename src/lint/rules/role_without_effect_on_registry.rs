#![doc = include_str!("role_without_effect_on_registry.md")]

use crate::compile::Assignment;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW573",
        name: "role-without-effect-on-registry",
    },
    group: Group::Storage,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("role_without_effect_on_registry.md"),
    check,
};

/// The roles that a registry with repository permissions does not look at: `AcrPull` and `AcrPush`.
const IGNORED: [&str; 2] = [
    "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "8311e382-0749-4cb8-b61a-304f252e45ec",
];

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| format!("{who} gets a role on {place} that the registry ignores"),
    why: "a registry that decides by repositories counts only \"Container Registry Repository …\"",
    names_operations: true,
    remedy: "take the grant back, and give \"Container Registry Repository Reader\" or \"… Writer\"",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let by_repository = |assignment: &Assignment| {
        let scope = view.model.scope(assignment.scope);
        let scope = scope.filter(|one| one.kind == Kind::ContainerRegistry);
        let setting = scope.and_then(|one| one.setting("permissions"));
        setting.is_some_and(|one| one.value == "repositories")
    };
    let ignored = |role| {
        let named = view.role(role)?;
        let reached = view.reach(role)?.upper.clone();
        IGNORED.contains(&named.guid.as_str()).then_some(reached)
    };
    found.extend(tell(view, &TOLD, by_repository, ignored));
}
