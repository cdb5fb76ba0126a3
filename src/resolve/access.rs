//! Capabilities: one task, its operations, and what it needs.

use super::circles::{circles, drawn};
use super::nearest::nearest;
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::access::{Part, Written};
use crate::model::permission::Plane;
use crate::model::{Capability, CapabilityId, Kind};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration, ListKind, Name};

impl Resolver<'_> {
    /// Reads the capabilities of the policy set and of the standard library.
    pub(super) fn capabilities(&mut self, library: &[Placed<'_>], placed: &[Placed<'_>]) {
        let mut written = Vec::new();
        for one in placed.iter().chain(library) {
            if let (Declaration::Capability(capability), Some(declared)) =
                (&one.item.declaration, one.declared)
            {
                let id = CapabilityId::new(self.model.capabilities.len());
                let name = capability.name.text.clone();
                self.names.capabilities.insert(name.clone(), id);
                self.model.capabilities.push(Capability {
                    declared,
                    name,
                    parts: Vec::new(),
                });
                written.push((one, id, capability));
            }
        }
        for (one, id, capability) in written {
            self.step(one, |this| {
                let parts = capability.parts.iter();
                let parts = parts.filter_map(|part| this.part(part)).collect();
                if let Some(found) = this.model.capabilities.get_mut(id.index()) {
                    found.parts = parts;
                }
            });
        }
        self.need_cycles();
    }

    fn part(&mut self, part: &ast::CapabilityPart) -> Option<Part> {
        let kind = self.kind(&part.kind)?;
        let mut patterns = Vec::new();
        for list in &part.lists {
            if matches!(list.list, ListKind::Actions | ListKind::DataActions) {
                patterns.extend(self.written(list));
            } else {
                self.no_exception(list);
            }
        }
        let mut needs = Vec::new();
        self.repeated_names(&part.needs);
        for name in &part.needs {
            needs.extend(self.find_capability(name).map(|id| (id, name.span)));
        }
        Some(Part {
            kind,
            patterns,
            needs,
            span: part.span,
        })
    }

    /// Reports an exception in a capability, which lists what defines a task and cuts nothing.
    fn no_exception(&mut self, list: &ast::PermissionList) {
        let message = "a capability excepts nothing";
        let found = Diagnostic::new(codes::MISPLACED, Severity::Error, list.span, message)
            .note("it lists the operations that define one task");
        self.report(found.suggest(
            "remove it, and let a stage cut with `except`",
            vec![Edit::delete(list.span)],
        ));
    }

    /// Reads a permission list.
    pub(super) fn written(&mut self, list: &ast::PermissionList) -> Vec<Written> {
        let (plane, cut) = match list.list {
            ListKind::Actions => (Plane::Control, false),
            ListKind::ExceptActions => (Plane::Control, true),
            ListKind::DataActions => (Plane::Data, false),
            ListKind::ExceptDataActions => (Plane::Data, true),
        };
        let patterns = list.patterns.iter().filter_map(|text| {
            let pattern = self.pattern(text)?;
            Some(Written {
                plane: Some(plane),
                cut,
                pattern,
                span: text.span,
            })
        });
        patterns.collect()
    }

    /// Finds the kind of a word.
    pub(super) fn kind(&mut self, name: &Name) -> Option<Kind> {
        let kind = Kind::of(&name.text);
        if kind.is_none() {
            let words = Kind::ALL.map(Kind::keyword);
            let message = format!("`{}` is not a kind of scope", name.text);
            let found = Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, name.span, message);
            self.report(match nearest(&name.text, words) {
                Some(near) => found.suggest(
                    format!("did you mean `{near}`?"),
                    vec![Edit::replace(name.span, near)],
                ),
                None => found.help(format!("write one of {}", words.join(", "))),
            });
        }
        kind
    }

    /// Reports capabilities that need themselves.
    fn need_cycles(&mut self) {
        let needs = |capability: &Capability| {
            let needs = capability.parts.iter().flat_map(|part| &part.needs);
            needs.copied().collect::<Vec<_>>()
        };
        let all: Vec<_> = self.model.capabilities.iter().map(needs).collect();
        let index = |(id, _): &(CapabilityId, Span)| id.index();
        let edges: Vec<Vec<usize>> = all
            .iter()
            .map(|needs| needs.iter().map(index).collect())
            .collect();
        for circle in circles(&edges) {
            let names: Vec<_> = circle
                .path
                .iter()
                .filter_map(|one| self.model.capabilities.get(*one))
                .map(|one| one.name.as_str())
                .collect();
            let last = circle.path.last().and_then(|last| all.get(*last));
            let Some((_, span)) = last.and_then(|needs| needs.get(circle.edge)) else {
                continue;
            };
            let first = names.first().copied().unwrap_or_default();
            let message = format!("capability `{first}` needs itself");
            let found = Diagnostic::new(codes::CYCLE, Severity::Error, *span, message)
                .note(drawn(names.iter().copied()))
                .help(format!("remove `{first}` from what is needed here"));
            self.report(found);
        }
    }
}
