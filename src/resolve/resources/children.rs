//! Things inside a resource: in its braces, or `in` a workspace.

use smol_str::{SmolStr, format_smolstr};

use super::instances::nowhere;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{DeclaredId, EnvironmentId, Kind, Scope, ScopeId};
use crate::resolve::environments::{bare_scope, labels, word_of};
use crate::resolve::names::{a, path};
use crate::resolve::properties::{find, properties};
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{MemberKind, Thing};

impl Resolver<'_> {
    pub(super) fn children(&mut self, parent: &Thing, scope: ScopeId, environment: EnvironmentId) {
        for member in parent.body.iter().flat_map(|body| &body.members) {
            let MemberKind::Child(child) = &member.kind else {
                continue;
            };
            let Some(kind) = Kind::of(&child.kind.text).filter(|kind| kind.parent().is_some())
            else {
                continue;
            };
            let full = format_smolstr!("{}.{}", parent.name.text, child.name.text);
            let declared = self.names.declared.get(&full).copied();
            self.child(child, kind, (declared, scope, environment), full);
        }
    }

    fn child(
        &mut self,
        child: &Thing,
        kind: Kind,
        (declared, parent, environment): (Option<DeclaredId>, ScopeId, EnvironmentId),
        full: SmolStr,
    ) {
        let environment_name = self.environment_name(environment);
        let written = properties(child.body.as_ref(), &environment_name);
        let name = self.azure_name(child, &written, environment);
        let above = self
            .model
            .scope(parent)
            .map_or("", |scope| scope.id.as_str());
        let batch = find(&written, "kind")
            .and_then(word_of)
            .is_some_and(|word| word == "batch");
        let azure_type = if batch {
            "batchEndpoints"
        } else {
            kind.azure_type().unwrap_or("")
        };
        let id = format_smolstr!("{above}/{azure_type}/{name}");
        let settings = self.settings(&written, environment);
        self.add_scope(Scope {
            kind,
            declared,
            environment: Some(environment),
            labels: labels(&written),
            properties: settings,
            ..bare_scope(full, id, Some(parent), child.name.span)
        });
    }

    pub(super) fn workspace_child(&mut self, thing: &Thing, kind: Kind, declared: DeclaredId) {
        self.check_body(&thing.kind.text, thing.body.as_ref());
        let Some(parent) = thing.within.first() else {
            return self.in_no_workspace(thing);
        };
        self.bare_place(parent);
        if let Some(second) = thing.within.get(1) {
            let message = format!("{} is in one workspace", a(&thing.kind.text));
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, second.span, message);
            self.report(found.help("declare one more for each other workspace"));
        }
        self.refer(&parent.path);
        let instances = self
            .names
            .scopes
            .get(&parent.path)
            .cloned()
            .unwrap_or_default();
        let of_workspace = |id: &ScopeId| {
            self.model
                .scope(*id)
                .is_some_and(|scope| scope.kind == Kind::Workspace)
        };
        if !instances.iter().any(|(_, id)| of_workspace(id)) {
            return self.unknown(&parent.path, parent.span, "workspace");
        }
        let here: Vec<_> = instances
            .iter()
            .filter_map(|(environment, _)| *environment)
            .map(|id| self.environment_name(id))
            .collect();
        self.overrides_elsewhere(&thing.name, &here, thing.body.as_ref());
        for (environment, scope) in instances {
            let Some(environment) = environment else {
                continue;
            };
            let full = path(thing);
            self.child(thing, kind, (Some(declared), scope, environment), full);
        }
    }

    /// Reports a thing that belongs into a workspace and does not say into which.
    fn in_no_workspace(&mut self, thing: &Thing) {
        let found = nowhere(thing, "workspace");
        self.report(found.help("say where it is: `in WORKSPACE`"));
    }
}
