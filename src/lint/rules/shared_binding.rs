#![doc = include_str!("shared_binding.md")]

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::with_term;
use crate::lint::words::listed;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::grant::Route;
use crate::model::{Binding, Grant, Granted, Kind, ScopeId};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW322",
        name: "shared-binding",
    },
    group: Group::Assignments,
    severity: Severity::Note,
    judges: Judges::Meaning,
    page: include_str!("shared_binding.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let shared = shared(view);
    if shared.is_empty() {
        return;
    }
    let mut told = BTreeSet::new();
    for grant in &view.model.grants {
        let linked = grant
            .bindings
            .iter()
            .filter(|one| one.route == Route::Linked);
        for binding in linked.filter(|one| holds_content(one.kind)) {
            let mut above = view.model.ancestors(binding.scope);
            let hit = above.find_map(|(id, _)| shared.get(&id).map(|users| (id, users)));
            let Some((target, users)) = hit else { continue };
            if told.insert((grant.statement, grant.on, target)) {
                found.push(finding(view, grant, binding, users));
            }
        }
    }
}

/// Tells whether what lies in a kind of resource belongs to whoever put it there.
fn holds_content(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Storage
            | Kind::Container
            | Kind::FileShare
            | Kind::Queue
            | Kind::KeyVault
            | Kind::Secret
    )
}

/// Lists what more than one workspace links to, with those workspaces.
fn shared(view: &View<'_>) -> HashMap<ScopeId, Vec<ScopeId>> {
    let mut users: HashMap<ScopeId, Vec<ScopeId>> = HashMap::new();
    for (index, scope) in view.model.scopes.iter().enumerate() {
        for link in &scope.links {
            users
                .entry(link.target)
                .or_default()
                .push(ScopeId::new(index));
        }
    }
    users.retain(|_, users| users.len() > 1);
    users
}

fn finding(view: &View<'_>, grant: &Grant, binding: &Binding, users: &[ScopeId]) -> Diagnostic {
    let (on, target) = (view.scope_name(grant.on), view.scope_name(binding.scope));
    let others = users.iter().filter(|user| **user != grant.on);
    let others = listed(others.map(|user| view.scope_name(*user)));
    let message = format!("a grant on `{on}` reaches `{target}`, which {others} uses too");
    let finding = RULE
        .at(grant.on_span, message)
        .note(format!("{on} -> {target} <- {}", others.replace('`', "")))
        .note(
            "a link never narrows what is granted: what the others keep there is reached as well",
        );
    let term = format!("binding {} = {target}", slot(view, grant, binding));
    let edit = with_term(view, grant.statement, &term);
    finding.suggest("say that it is meant", edit.into_iter().collect())
}

/// Returns the word by which the grant may say what the clause stands for.
fn slot(view: &View<'_>, grant: &Grant, binding: &Binding) -> String {
    let what = view
        .model
        .statement(grant.statement)
        .map(|statement| &statement.what);
    let clause = match what {
        Some(Granted::Stage(stage)) => view.model.clause(*stage, binding.clause),
        _ => None,
    };
    let name = view
        .model
        .scope(binding.scope)
        .map(|scope| scope.name.clone())
        .unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or_default();
    let slots = clause.map_or(&[][..], |clause| &clause.slots);
    match slots
        .iter()
        .find(|(slot, _)| slot == last)
        .or(slots.first())
    {
        Some((slot, _)) => slot.to_string(),
        None => binding.kind.keyword().to_owned(),
    }
}
