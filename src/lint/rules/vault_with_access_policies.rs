#![doc = include_str!("vault_with_access_policies.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::posture::written;
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
    for posture in written(view, ("access", "policies"), |_, scope| scope.kind == Kind::KeyVault) {
        let message = format!("key vault {} decides by access policies", posture.names);
        found.push(
            RULE.at(posture.span, message)
                .note("whoever may change the vault can add a policy and give themselves every secret, role assignments or not")
                .suggest("write `access roles`", posture.change_to("roles")),
        );
    }
}
