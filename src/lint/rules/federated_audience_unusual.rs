#![doc = include_str!("federated_audience_unusual.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::trust::written;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Cloud;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW427",
        name: "federated-audience-unusual",
    },
    group: Group::Federation,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("federated_audience_unusual.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let usual: &[&str] = match view.model.policy.cloud {
        Cloud::Public => &["api://AzureADTokenExchange"],
        Cloud::UsGovernment => &[
            "api://AzureADTokenExchangeUSGov",
            "api://AzureADTokenExchange",
        ],
        Cloud::China => &[
            "api://AzureADTokenExchangeChina",
            "api://AzureADTokenExchange",
        ],
    };
    let best = usual.first().copied().unwrap_or_default();
    for trust in written(view) {
        let Some((audience, span)) = trust.federation.get("audience") else {
            continue;
        };
        if usual.contains(&audience.as_str()) {
            continue;
        }
        found.push(
            RULE.at(
                span,
                format!("the audience `{audience}` is not the one of Entra's token exchange"),
            )
            .note("tokens that are made for something else could be used to act as this identity")
            .suggest(
                format!("write `audience \"{best}\"`"),
                vec![Edit::replace(span, format!("audience \"{best}\""))],
            ),
        );
    }
}
