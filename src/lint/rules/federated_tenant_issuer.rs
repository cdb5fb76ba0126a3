#![doc = include_str!("federated_tenant_issuer.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::trust::written;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::PrincipalKind;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW431",
        name: "federated-tenant-issuer",
    },
    group: Group::Federation,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("federated_tenant_issuer.md"),
    check,
};

/// Where Entra itself issues tokens, in every cloud.
const ENTRA: [&str; 5] = [
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.windows.net",
    "sts.windows.net",
];

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for trust in written(view) {
        let issuer = trust.issuer();
        let host = issuer
            .split("://")
            .nth(1)
            .and_then(|rest| rest.split('/').next());
        let host = host.unwrap_or_default().to_ascii_lowercase();
        if !ENTRA.contains(&host.as_str()) || trust.principal.kind != PrincipalKind::ManagedIdentity
        {
            continue;
        }
        let name = view.principal_name(trust.id);
        found.push(
            RULE.at(trust.span("issuer"), format!("`{name}` trusts tokens of Entra itself, which Entra does not accept"))
                .note("only an application may trust a managed identity of its own tenant; nothing else works")
                .suggest("remove it, and grant the other identity what it needs", trust.removal()),
        );
    }
}
