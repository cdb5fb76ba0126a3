//! Operations that Azure does not know, or not in the list in which they stand.

use std::collections::{BTreeMap, BTreeSet};

use super::place;
use crate::catalog::{Catalog, Evidence};
use crate::compile::{Compiled, CompiledRole, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::Model;
use crate::model::access::Written;
use crate::model::permission::{Pattern, Plane};
use crate::source::Span;

/// Lists the patterns of the written roles that Azure would not take.
pub fn refuse_operations(model: &Model, compiled: &Compiled, catalog: &Catalog) -> Vec<Diagnostic> {
    let index = Index::of(model);
    let mut found = BTreeMap::new();
    let mut sound = BTreeSet::new();
    for role in compiled.roles.iter().filter(|role| role.is_custom()) {
        for (plane, pattern) in patterns(role) {
            let key = (plane, pattern.as_str().to_lowercase());
            if sound.contains(&key) {
                continue;
            }
            let span = index.span(model, role, plane, pattern);
            match problem(catalog, plane, pattern, span) {
                Some(diagnostic) => {
                    found.entry((span, key.0, key.1)).or_insert(diagnostic);
                }
                None => {
                    sound.insert(key);
                }
            }
        }
    }
    found.into_values().collect()
}

fn patterns(role: &CompiledRole) -> impl Iterator<Item = (Plane, &Pattern)> {
    let planes = Plane::BOTH.into_iter();
    planes.flat_map(|plane| {
        let blocks = role.blocks.iter();
        let both =
            blocks.flat_map(move |block| block.granted(plane).iter().chain(block.cut(plane)));
        both.map(move |pattern| (plane, pattern))
    })
}

/// Where the capabilities write their patterns.
struct Index(BTreeMap<String, (Option<Plane>, Span)>);

impl Index {
    fn of(model: &Model) -> Self {
        let mut places = BTreeMap::new();
        for capability in &model.capabilities {
            let written = capability.parts.iter().flat_map(|part| &part.patterns);
            for one in written {
                let key = one.pattern.as_str().to_lowercase();
                places.entry(key).or_insert((one.plane, one.span));
            }
        }
        Self(places)
    }

    fn span(&self, model: &Model, role: &CompiledRole, plane: Plane, pattern: &Pattern) -> Span {
        let same = |one: &&Written| one.plane == Some(plane) && one.pattern == *pattern;
        let written = place::written(model, role).map_or(&[][..], |role| &role.written);
        if let Some(one) = written.iter().flatten().find(same) {
            return one.span;
        }
        let known = self.0.get(&pattern.as_str().to_lowercase());
        known.map_or_else(|| place::of_role(model, role), |(_, span)| *span)
    }
}

fn problem(catalog: &Catalog, plane: Plane, pattern: &Pattern, span: Span) -> Option<Diagnostic> {
    let name = pattern.as_str();
    let provider = name.split('/').next().unwrap_or_default();
    if provider != "*" && !catalog.has_provider(provider) {
        return Some(unknown_provider(catalog, name, provider, span));
    }
    if pattern.is_wild() || catalog.find(plane, name).is_some() {
        return None;
    }
    let Some(other) = catalog.known_in_other_plane(plane, name) else {
        return Some(unknown(catalog, plane, name, span));
    };
    let strong = !matches!(
        catalog.operation(other).evidence,
        Evidence::RuleWeak | Evidence::Default
    );
    strong.then(|| wrong_plane(plane, name, span))
}

fn unknown_provider(catalog: &Catalog, name: &str, provider: &str, span: Span) -> Diagnostic {
    let message = format!("Azure has no resource provider `{provider}`");
    let found = Diagnostic::new(codes::UNKNOWN_PROVIDER, Severity::Error, span, message)
        .note("a role definition with an operation of no provider is refused (`InvalidActionOrNotAction`)");
    match catalog.nearest_provider(provider) {
        Some(near) => {
            let rest = name.strip_prefix(provider).unwrap_or_default();
            let edit = Edit::replace(span, format!("\"{near}{rest}\""));
            found.suggest(format!("did you mean `{near}`?"), vec![edit])
        }
        None => found.help("name a provider that `rolewright catalog search` finds"),
    }
}

fn unknown(catalog: &Catalog, plane: Plane, name: &str, span: Span) -> Diagnostic {
    let message = format!("Azure has no operation `{name}`");
    let found = Diagnostic::new(codes::UNKNOWN_OPERATION, Severity::Error, span, message);
    let found = match catalog.retired(name) {
        Some(retired) => found.note(match retired.last_seen {
            Some(day) => format!("it was valid once, last seen on {day}"),
            None => "it was valid once".to_owned(),
        }),
        None => {
            found.note("a role definition that names it is refused (`InvalidActionOrNotAction`)")
        }
    };
    let near = catalog.nearest(name, 5).into_iter();
    let mut near = near.filter(|known| catalog.find(plane, known).is_some());
    match near.next() {
        Some(near) => {
            let edit = Edit::replace(span, format!("\"{near}\""));
            found.suggest(format!("did you mean `{near}`?"), vec![edit])
        }
        None => found.help("take an operation that `rolewright catalog search` finds"),
    }
}

fn wrong_plane(plane: Plane, name: &str, span: Span) -> Diagnostic {
    let (what, list, right) = match plane {
        Plane::Control => ("a data action", "actions", "data-actions"),
        Plane::Data => ("a control-plane action", "data-actions", "actions"),
    };
    let message = format!("`{name}` is {what} and stands in `{list}`");
    Diagnostic::new(codes::WRONG_PLANE, Severity::Error, span, message)
        .note("each list holds operations of its own plane, else Azure refuses the role definition")
        .help(format!("move it to `{right}`"))
}
