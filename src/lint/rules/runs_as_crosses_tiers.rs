#![doc = include_str!("runs_as_crosses_tiers.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::ScopeId;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW704",
        name: "runs-as-crosses-tiers",
    },
    group: Group::Environments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("runs_as_crosses_tiers.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (index, scope) in view.model.scopes.iter().enumerate() {
        let Some((identity, span)) = scope.identity.zip(scope.runs_as) else {
            continue;
        };
        let id = ScopeId::new(index);
        let environment = view
            .model
            .principal(identity)
            .and_then(|one| one.environment);
        let tier = environment
            .and_then(|id| view.model.environment(id))
            .and_then(|one| one.tier);
        let tiers = view.model.tier(id).zip(tier);
        let Some((own, other)) = tiers.filter(|(own, other)| own != other) else {
            continue;
        };
        let (place, who) = (view.scope_name(id), view.principal_name(identity));
        let message = format!(
            "`{place}` ({}) runs as `{who}` ({})",
            own.keyword(),
            other.keyword()
        );
        found.push(
            RULE.at(span, message)
                .note(format!(
                    "whoever may run code on `{place}` can do all that `{who}` can"
                ))
                .note(format!("code -> {place} -> {who}"))
                .suggest(
                    "let it run as an identity of its own tier",
                    vec![Edit::delete(span)],
                ),
        );
    }
}
