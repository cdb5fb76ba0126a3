#![doc = include_str!("unused_identity.md")]

use crate::diagnostic::Edit;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::words::listed;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::{Declared, DeclaredId, PrincipalKind};
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW406",
        name: "unused-identity",
    },
    group: Group::Identities,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("unused_identity.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.model.partial || view.model.statements.is_empty() {
        return;
    }
    let mut told: BTreeSet<DeclaredId> = BTreeSet::new();
    for principal in &view.model.principals {
        if principal.implicit_of.is_some() || !told.insert(principal.declared) {
            continue;
        }
        let declared = view.model.declaration(principal.declared);
        let Some(declared) = declared.filter(|one| one.references == 0 && !one.standard) else {
            continue;
        };
        let (keyword, name) = (&declared.keyword, &declared.name);
        let message = match principal.kind {
            PrincipalKind::Group => format!("nothing is granted to {keyword} `{name}`"),
            PrincipalKind::User => {
                format!("nothing is granted to {keyword} `{name}`, and no group holds it")
            }
            _ => format!("nothing is granted to {keyword} `{name}`, and nothing runs as it"),
        };
        let alone = only_named_by(view, principal.declared);
        let edits = alone.iter().map(|one| Edit::delete(one.span)).collect();
        let members = listed(alone.iter().skip(1).map(|one| one.name.to_string()));
        let advice = if members.is_empty() {
            "remove it, or grant it what it needs".to_owned()
        } else {
            format!("remove it with {members}, which nothing else names, or grant it what it needs")
        };
        found.push(
            RULE.at(declared.name_span, message)
                .note("readers take it for somebody who has access")
                .suggest(advice, edits),
        );
    }
}

/// Lists an identity and, if it is a group, the members that nothing else names, theirs as well.
fn only_named_by<'v>(view: &View<'v>, first: DeclaredId) -> Vec<&'v Declared> {
    let mut found = vec![first];
    let mut next = 0;
    while let Some(current) = found.get(next).copied() {
        let mut groups = view.model.principals.iter();
        let group = groups.find(|one| one.declared == current && one.implicit_of.is_none());
        let members = group.map_or(&[][..], |group| &group.members);
        for member in members {
            let member = view.model.principal(member.principal);
            let declared = member.and_then(|one| view.model.declaration(one.declared));
            let alone = declared.is_some_and(|one| one.references == 1 && !one.standard);
            if let Some(member) = member.filter(|_| alone)
                && !found.contains(&member.declared)
            {
                found.push(member.declared);
            }
        }
        next += 1;
    }
    let declared = found.into_iter();
    declared.filter_map(|id| view.model.declaration(id)).collect()
}
