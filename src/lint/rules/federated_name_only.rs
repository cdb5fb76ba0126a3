#![doc = include_str!("federated_name_only.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::trust::{Trust, written};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW423",
        name: "federated-name-only",
    },
    group: Group::Federation,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("federated_name_only.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for trust in written(view).into_iter().filter(Trust::is_github) {
        let Some((repository, span)) = trust.federation.get("repository") else {
            continue;
        };
        let missing: Vec<_> = ["id", "owner-id"]
            .into_iter()
            .filter(|key| trust.text(key).is_none())
            .collect();
        if missing.is_empty() {
            continue;
        }
        let missing: Vec<_> = missing.iter().map(|key| format!("`{key} \"…\"`")).collect();
        let message = format!("`{repository}` is trusted by its name alone");
        found.push(
            RULE.at(span, message)
                .note("a name that is given up can be taken by somebody else, and with it this identity")
                .note("repositories made, renamed or moved since July 2026 send their numbers by default")
                .help(format!(
                    "add {}, as `gh api repos/{repository} --jq '.id, .owner.id'` prints {}",
                    missing.join(" and "),
                    if missing.len() > 1 { "them" } else { "both" }
                ))
                .suggest(
                    "or remove the trust, if nothing comes from that repository",
                    vec![Edit::delete(trust.federation.span)],
                ),
        );
    }
}
