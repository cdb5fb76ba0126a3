#![doc = include_str!("federated_issuer_not_https.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::trust::written;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW426",
        name: "federated-issuer-not-https",
    },
    group: Group::Federation,
    severity: Severity::Error,
    judges: Judges::Text,
    page: include_str!("federated_issuer_not_https.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for trust in written(view) {
        let issuer = trust.issuer().trim();
        if issuer.starts_with("https://") || trust.federation.get("issuer").is_none() {
            continue;
        }
        let rest = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
        let better = format!("issuer \"https://{rest}\"");
        let span = trust.span("issuer");
        found.push(
            RULE.at(
                span,
                format!("the issuer `{issuer}` is not an address that begins with `https://`"),
            )
            .note("Entra fetches the keys that tokens are signed with from there")
            .suggest(
                format!("write `{better}`"),
                vec![Edit::replace(span, better)],
            ),
        );
    }
}
