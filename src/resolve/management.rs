//! Management groups, each after the one above it.

use smol_str::format_smolstr;

use super::environments::{bare_scope, labels, text_of};
use super::properties::{find, properties};
use super::resources::references;
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{DeclaredId, Kind, Level, Scope, ScopeId};
use crate::syntax::ast::{Declaration, Reference, Thing};

/// A management group that is not yet in the model.
type Waiting<'t> = (&'t Thing, DeclaredId);

impl Resolver<'_> {
    /// Reads management groups, parents before children whatever the order of the text.
    pub(super) fn management_groups(&mut self, placed: &[Placed<'_>]) {
        let mut waiting: Vec<Waiting<'_>> = placed.iter().filter_map(management_group).collect();
        for (thing, _) in &waiting {
            self.check_free(thing);
        }
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|(thing, declared)| !self.management_group(thing, *declared));
            if waiting.len() == before {
                self.cut_circle(&mut waiting);
            }
        }
    }

    /// Reports one circle of management groups, and cuts it where it is reported.
    fn cut_circle(&mut self, waiting: &mut Vec<Waiting<'_>>) {
        let mut path: Vec<usize> = vec![0];
        while let Some((thing, _)) = path.last().and_then(|last| waiting.get(*last)) {
            let above = above(thing).map(|reference| &reference.path);
            let next = waiting
                .iter()
                .position(|(other, _)| Some(&other.name.text) == above);
            let Some(next) = next else { break };
            if let Some(start) = path.iter().position(|seen| *seen == next) {
                path.drain(..start);
                break;
            }
            path.push(next);
        }
        let mut steps: Vec<_> = path
            .iter()
            .filter_map(|at| waiting.get(*at))
            .map(|(thing, _)| format!("`{}`", thing.name.text))
            .collect();
        steps.extend(steps.first().cloned());
        let (thing, declared) = waiting.remove(path.first().copied().unwrap_or(0));
        let message = format!("management group `{}` lies within itself", thing.name.text);
        let span = above(thing).map_or(thing.name.span, |one| one.span);
        let found = Diagnostic::new(codes::CYCLE, Severity::Error, span, message);
        let found = found.note(steps.join(" -> "));
        self.report(found.help("let each `within` name the group above"));
        self.add_management_group(thing, declared, None);
    }

    /// Adds a management group as soon as the one above it is there.
    fn management_group(&mut self, thing: &Thing, declared: DeclaredId) -> bool {
        let Some(above) = above(thing) else {
            self.add_management_group(thing, declared, None);
            return true;
        };
        let known = self.names.declared.get(&above.path);
        let known = known.and_then(|id| self.model.declaration(*id));
        let is_group = known.is_some_and(|one| one.keyword == "management-group");
        if is_group && !self.names.scopes.contains_key(&above.path) {
            return false;
        }
        let parent = self.management_group_above(above);
        self.add_management_group(thing, declared, parent);
        true
    }

    /// Finds the management group that a `within` names.
    pub(super) fn management_group_above(&mut self, reference: &Reference) -> Option<ScopeId> {
        let instances = self.names.scopes.get(&reference.path);
        let found = instances.and_then(|all| all.first()).map(|(_, id)| *id);
        let kind = |id: ScopeId| self.model.scope(id).map(|one| one.kind);
        if found.and_then(kind) != Some(Kind::ManagementGroup) {
            self.unknown(&reference.path, reference.span, "management-group");
            return None;
        }
        self.scope_instance(reference, None)
    }

    fn add_management_group(
        &mut self,
        thing: &Thing,
        declared: DeclaredId,
        parent: Option<ScopeId>,
    ) {
        let written = properties(thing.body.as_ref(), "");
        let id = find(&written, "id").and_then(text_of);
        let id = id.map(|text| self.single_name(text, None));
        let id = id.unwrap_or_else(|| thing.name.text.clone());
        let id = format_smolstr!("/providers/Microsoft.Management/managementGroups/{id}");
        self.add_scope(Scope {
            kind: Kind::ManagementGroup,
            level: Level::ManagementGroup,
            labels: labels(&written),
            declared: Some(declared),
            ..bare_scope(thing.name.text.clone(), id, parent, thing.name.span)
        });
    }
}

fn management_group<'p>(placed: &'p Placed<'_>) -> Option<Waiting<'p>> {
    match (&placed.item.declaration, placed.declared) {
        (Declaration::Resource(thing), Some(declared)) => {
            (thing.kind.text == "management-group").then_some((thing, declared))
        }
        _ => None,
    }
}

/// Returns what the `within` of a management group names.
fn above(thing: &Thing) -> Option<&Reference> {
    let written = properties(thing.body.as_ref(), "");
    find(&written, "within").and_then(|within| references(within).next())
}
