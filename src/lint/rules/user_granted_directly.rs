#![doc = include_str!("user_granted_directly.md")]

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::mend::without;
use crate::lint::words::{listed, quoted};
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Grant, PrincipalId, PrincipalKind, StatementId};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW306",
        name: "user-granted-directly",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("user_granted_directly.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (index, statement) in view.model.statements.iter().enumerate() {
        if statement.keep {
            continue;
        }
        let mut users: Vec<&Grant> = view
            .grants_in(StatementId::new(index))
            .filter(|grant| is_user(view, grant.principal))
            .collect();
        users.sort_by_key(|grant| grant.to_span);
        users.dedup_by_key(|grant| (grant.to_span, grant.principal));
        let Some(first) = users.first() else { continue };
        let names = || {
            users
                .iter()
                .map(|grant| view.principal_name(grant.principal))
        };
        let what = view.granted_name(&statement.what);
        let message = format!(
            "{} holds {} in person and not by a group",
            listed(names()),
            quoted(&what)
        );
        let finding = RULE.at(first.to_span, message).note(
            "when somebody changes teams, the directory takes them out of groups, and not out of here",
        );
        if let Some(group) = shared_group(view, &users) {
            let edits = replaced(view, &users, &group);
            found.push(finding.suggest(format!("grant it to `{group}`, which holds them"), edits));
            continue;
        }
        let name = free_name(view, &what);
        let members = names().collect::<Vec<_>>().join(", ");
        let declared = format!("\ngroup {name} {{ members {members} }}");
        let mut edits = replaced(view, &users, &name);
        edits.push(Edit::insert_after(statement.span, declared));
        found.push(finding.suggest("grant it to a group that holds them", edits));
    }
}

fn is_user(view: &View<'_>, id: PrincipalId) -> bool {
    let principal = view.model.principal(id);
    principal.is_some_and(|one| one.kind == PrincipalKind::User)
}

/// Finds a declared group that holds all of the users by itself.
fn shared_group(view: &View<'_>, users: &[&Grant]) -> Option<String> {
    let mut groups = users.iter().map(|grant| {
        let principal = view.model.principal(grant.principal);
        principal.map_or(&[][..], |one| one.member_of.as_slice())
    });
    let first = groups.next()?;
    let rest: Vec<_> = groups.collect();
    let shared = first
        .iter()
        .find(|group| rest.iter().all(|other| other.contains(group)))?;
    Some(view.principal_name(*shared))
}

/// Puts a group's name in the place of the first user and takes the other ones out.
fn replaced(view: &View<'_>, users: &[&Grant], group: &str) -> Vec<Edit> {
    let Some(first) = users.first() else {
        return Vec::new();
    };
    let others: Vec<usize> = view
        .grant_positions(first.statement)
        .iter()
        .copied()
        .filter(|position| {
            let grant = view.model.grants.get(*position);
            grant.is_some_and(|grant| {
                grant.to_span != first.to_span && is_user(view, grant.principal)
            })
        })
        .collect();
    let mut edits = vec![Edit::replace(first.to_span, group)];
    if !others.is_empty() {
        edits.extend(without(view, first.statement, &others));
    }
    edits
}

/// Makes a name for a group that nothing has yet.
fn free_name(view: &View<'_>, what: &str) -> String {
    let mut stem: String = what
        .to_ascii_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    stem.push_str("-team");
    let taken = |name: &str| {
        view.model
            .declared
            .iter()
            .any(|declared| declared.name == name)
    };
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    let mut names = std::iter::once(stem.clone()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or(stem)
}
