#![doc = include_str!("wider_grant_above.md")]

use crate::catalog::Access;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::grade::levels_at;
use crate::lint::idle::{idle, path};
use crate::lint::{Group, How, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW313",
        name: "wider-grant-above",
    },
    group: Group::Assignments,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("wider_grant_above.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for idle in idle(view, How::Wider) {
        let mut more = levels_at(view, idle.wide.role, idle.narrow.scope);
        if let Some(narrow) = view.grade(idle.narrow.role) {
            more.retain(|access| !narrow.reaches(*access));
        }
        let words: Vec<_> = more.into_iter().map(word).collect();
        let message = format!(
            "{} is void for {} on {}: a wider grant reaches there",
            idle.what, idle.who, idle.place
        );
        found.push(
            RULE.at(idle.span, message)
                .label("this grant is void")
                .related(view.place(idle.wide), "this one gives all of it, and more")
                .note(path(view, &idle))
                .note(format!("there it also lets them {}", words.join(", ")))
                .suggest("remove the wider grant", idle.wider_gone)
                .suggest("or, if the wider one is meant, remove this one", idle.edits),
        );
    }
}

fn word(access: Access) -> &'static str {
    match access {
        Access::Read => "see things",
        Access::Action => "run actions",
        Access::Write => "create and change things",
        Access::Delete => "delete things",
        Access::Secrets => "read secrets",
        Access::Permissions => "change who has access",
    }
}
