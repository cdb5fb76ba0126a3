//! Operations that Azure does not know, or not in the list in which they stand.

use std::collections::BTreeMap;

use super::place;
use crate::catalog::{Catalog, Evidence};
use crate::compile::{Compiled, CompiledRole, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::Model;
use crate::model::access::Written;
use crate::model::permission::{Pattern, Plane};
use crate::source::Span;
use crate::support::hash::HashSet;

/// Lists the patterns of the written roles that Azure would not take.
pub fn refuse_operations(model: &Model, compiled: &Compiled, catalog: &Catalog) -> Vec<Diagnostic> {
    let mut sound: HashSet<(Plane, &str)> = HashSet::default();
    let mut unsound = Vec::new();
    for role in compiled.roles.iter().filter(|role| role.is_custom()) {
        for (plane, pattern) in patterns(role) {
            let name = pattern.as_str();
            if sound.contains(&(plane, name)) {
                continue;
            }
            if is_sound(catalog, plane, pattern) {
                sound.insert((plane, name));
            } else {
                unsound.push((role, plane, pattern));
            }
        }
    }
    if unsound.is_empty() {
        return Vec::new();
    }
    let index = Index::of(model);
    let mut found = BTreeMap::new();
    for (role, plane, pattern) in unsound {
        let span = index.span(model, role, plane, pattern);
        let key = (span, plane, pattern.as_str().to_lowercase());
        found
            .entry(key)
            .or_insert_with(|| problem(catalog, plane, pattern, span));
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

fn provider(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

fn is_known(catalog: &Catalog, provider: &str) -> bool {
    provider == "*" || catalog.has_provider(provider)
}

/// Tells whether Azure takes a pattern in the list of a plane.
fn is_sound(catalog: &Catalog, plane: Plane, pattern: &Pattern) -> bool {
    let name = pattern.as_str();
    if !pattern.is_wild() && catalog.find(plane, name).is_some() {
        return true;
    }
    if !is_known(catalog, provider(name)) {
        return false;
    }
    if pattern.is_wild() {
        return true;
    }
    // What is known to be of the other plane by a guess alone may be of this one.
    let other = catalog.known_in_other_plane(plane, name);
    other.is_some_and(|other| {
        matches!(
            catalog.operation(other).evidence,
            Evidence::RuleWeak | Evidence::Default
        )
    })
}

/// Says what is wrong with a pattern that is not sound.
fn problem(catalog: &Catalog, plane: Plane, pattern: &Pattern, span: Span) -> Diagnostic {
    let name = pattern.as_str();
    let provider = provider(name);
    if !is_known(catalog, provider) {
        unknown_provider(catalog, name, provider, span)
    } else if catalog.known_in_other_plane(plane, name).is_none() {
        unknown(catalog, plane, name, span)
    } else {
        wrong_plane(plane, name, span)
    }
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
