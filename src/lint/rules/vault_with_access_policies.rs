#![doc = include_str!("vault_with_access_policies.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Kind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW561",
        name: "vault-with-access-policies",
    },
    group: Group::KeyVault,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("vault_with_access_policies.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut last = None;
    for scope in view
        .model
        .scopes
        .iter()
        .filter(|scope| scope.kind == Kind::KeyVault)
    {
        let Some(setting) = scope
            .setting("access")
            .filter(|setting| setting.value == "policies")
        else {
            continue;
        };
        // One line of text stands for the instances of every environment.
        if last.replace(setting.span) == Some(setting.span) {
            continue;
        }
        found.push(
            RULE.at(setting.span, format!("key vault `{}` decides by access policies", scope.name))
                .note("whoever may change the vault can add a policy and give themselves every secret, role assignments or not")
                .suggest("write `access roles`", vec![Edit::replace(setting.span, "access roles")]),
        );
    }
}
