#![doc = include_str!("environment_without_tier.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW706",
        name: "environment-without-tier",
    },
    group: Group::Environments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("environment_without_tier.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for environment in view
        .model
        .environments
        .iter()
        .filter(|one| !one.says_tier)
    {
        let Some(declared) = view.model.declaration(environment.declared) else {
            continue;
        };
        // What Azure's JSON implies stands at its name alone, and JSON has no word for a tier.
        if declared.name_span == declared.span {
            continue;
        }
        let message = format!("environment `{}` has no tier", environment.name);
        found.push(
            RULE.at(declared.name_span, message)
                .note("rules and guarantees about production pass it over")
                .suggest(
                    "say what is at stake there",
                    vec![Edit::add_member(declared.span, "tier production")],
                ),
        );
    }
}
