#![doc = include_str!("role_named_like_built_in.md")]

use std::collections::HashMap;
use crate::catalog::{Catalog, RoleId};
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW225",
        name: "role-named-like-built-in",
    },
    group: Group::Roles,
    severity: Severity::Warning,
    judges: Judges::Text,
    page: include_str!("role_named_like_built_in.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (_, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(at) = built_ins(view.catalog).get(&folded(&role.display_name)) else {
            continue;
        };
        let built_in = view.catalog.builtin(*at);
        // What was read from Azure under the id of the built-in role is that role.
        if built_in.id().eq_ignore_ascii_case(&role.guid) {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let said = view.model.role(written);
        let said = said.and_then(|role| role.display_name.as_ref());
        let message = format!(
            "custom role `{}` is named like the built-in role \"{}\"",
            role.display_name,
            built_in.name()
        );
        let name = format!("\"{} (custom)\"", built_in.name());
        let (place, edit) = match said {
            Some((_, span)) => (*span, Edit::replace(*span, name)),
            None => {
                let line = format!("name {name}");
                (declared.name_span, Edit::add_member(declared.span, &line))
            }
        };
        let edits = if declared.made_by.is_some() { vec![] } else { vec![edit] };
        found.push(
            RULE.at(place, message)
                .note("whoever reads its name in the portal or in a review takes it for Microsoft's role, whatever it grants")
                .note("display names are unique in a tenant, letter case aside")
                .suggest("give it a `name` that says what it is for", edits),
        );
    }
}

/// Returns the built-in roles by folded name.
fn built_ins(catalog: &Catalog) -> &HashMap<String, RoleId> {
    struct Names(HashMap<String, RoleId>);
    let Names(names) = catalog.kept(|| {
        let roles = catalog.builtin_roles();
        let named = roles.map(|role| (folded(role.name()), role.position()));
        Names(named.collect())
    });
    names
}

/// Folds together what looks alike: letter case, separators, characters of other scripts, and
/// digits that stand for letters.
fn folded(name: &str) -> String {
    let alike = |one: char| match one {
        '0' => 'o',
        '1' | 'i' => 'l',
        other => other,
    };
    if name.is_ascii() {
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        let lower = letters.map(|one| char::from(one.to_ascii_lowercase()));
        return lower.map(alike).collect();
    }
    let letters = unicode_security::skeleton(name).filter(|one| one.is_alphanumeric());
    letters.flat_map(char::to_lowercase).map(alike).collect()
}
