#![doc = include_str!("link_crosses_tiers.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::without_link;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::ScopeId;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW703",
        name: "link-crosses-tiers",
    },
    group: Group::Environments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("link_crosses_tiers.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (index, scope) in view.model.scopes.iter().enumerate() {
        let id = ScopeId::new(index);
        for link in &scope.links {
            let tiers = view.model.tier(id).zip(view.model.tier(link.target));
            let Some((own, other)) = tiers.filter(|(own, other)| own != other) else {
                continue;
            };
            let (from, to) = (view.scope_name(id), view.scope_name(link.target));
            let message = format!(
                "`{from}` ({}) links to `{to}` ({})",
                own.keyword(),
                other.keyword()
            );
            found.push(
                RULE.at(link.span, message)
                    .note(format!("a stage that is granted on `{from}` reaches `{to}` as well"))
                    .note(format!("what runs in `{from}` and what runs beside `{to}` share what they keep there"))
                    .suggest("link to one of the same tier", without_link(view, id, link)),
            );
        }
    }
}
