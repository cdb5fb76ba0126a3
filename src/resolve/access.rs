//! Capabilities and stages, and what a stage has with everything it inherits.

use smol_str::SmolStr;

use super::names::nearest;
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::access::{
    Clause, EffectiveClause, Except, Excepted, Part, Stage as ModelStage, Written,
};
use crate::model::permission::Plane;
use crate::model::{Capability, CapabilityId, DeclaredId, Kind, StageId};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration, ListKind, Name, StageMember, What};

/// How many clauses a stage may have with all that it inherits.
const MOST_CLAUSES: usize = 10_000;

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
                written.push((id, capability));
            }
        }
        for (id, capability) in written {
            let parts: Vec<_> = capability
                .parts
                .iter()
                .filter_map(|part| self.part(part))
                .collect();
            if let Some(found) = self.model.capabilities.get_mut(id.index()) {
                found.parts = parts;
            }
        }
        self.need_cycles();
    }

    fn part(&mut self, part: &ast::CapabilityPart) -> Option<Part> {
        let kind = self.kind(&part.kind)?;
        let mut patterns = Vec::new();
        for list in &part.lists {
            patterns.extend(self.written(list));
        }
        let mut needs = Vec::new();
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
        let mut found = Vec::new();
        for (index, capability) in self.model.capabilities.iter().enumerate() {
            let id = CapabilityId::new(index);
            for (need, span) in capability.parts.iter().flat_map(|part| &part.needs) {
                if *need == id || (self.needs(*need).contains(&id) && need.0 >= id.0) {
                    let message = format!("capability `{}` needs itself", capability.name);
                    let other = self.model.capability(*need).map(|one| one.name.clone());
                    let other = other.unwrap_or_default();
                    found.push(
                        Diagnostic::new(codes::CYCLE, Severity::Error, *span, message)
                            .note(format!(
                                "`{}` -> `{other}` -> … -> `{}`",
                                capability.name, capability.name
                            ))
                            .help(format!("remove `{other}` from what it needs")),
                    );
                }
            }
        }
        self.diagnostics.extend(found);
    }

    /// Lists everything that a capability needs, directly or not, itself left out unless it is
    /// part of a cycle.
    fn needs(&self, id: CapabilityId) -> Vec<CapabilityId> {
        let mut found: Vec<CapabilityId> = Vec::new();
        let mut waiting = vec![id];
        while let Some(current) = waiting.pop() {
            let parts = self
                .model
                .capability(current)
                .map_or(&[][..], |one| &one.parts);
            for (need, _) in parts.iter().flat_map(|part| &part.needs) {
                if !found.contains(need) {
                    found.push(*need);
                    waiting.push(*need);
                }
            }
        }
        found
    }

    /// Reads the stages and works out what each inherits.
    pub(super) fn stages(&mut self, placed: &[Placed<'_>]) {
        let mut written = Vec::new();
        for one in placed {
            if let (Declaration::Stage(stage), Some(declared)) =
                (&one.item.declaration, one.declared)
            {
                let id = StageId::new(self.model.stages.len());
                self.names.stages.insert(stage.name.text.clone(), id);
                self.model
                    .stages
                    .push(bare_stage(stage.name.text.clone(), declared));
                written.push((id, stage));
            }
        }
        for (id, stage) in &written {
            self.stage(*id, stage);
        }
        for (id, _) in &written {
            self.stage_cycle(*id);
        }
        for (id, _) in written {
            let effective = self.effective(id);
            if let Some(stage) = self.model.stages.get_mut(id.index()) {
                stage.effective = effective;
            }
        }
    }

    fn stage(&mut self, id: StageId, written: &ast::Stage) {
        let extends = self.stage_names(&written.extends);
        let separate_from = self.stage_names(&written.separate_from);
        let mut clauses = Vec::new();
        let mut excepts = Vec::new();
        for member in &written.members {
            match member {
                StageMember::Clause(clause) => clauses.extend(self.clause(clause)),
                StageMember::Except(whats, line) => {
                    excepts.extend(whats.iter().filter_map(|what| self.except(what, *line)));
                }
            }
        }
        if let Some(stage) = self.model.stages.get_mut(id.index()) {
            stage.extends = extends;
            stage.separate_from = separate_from;
            stage.formerly = written
                .formerly
                .iter()
                .map(|name| name.text.clone())
                .collect();
            stage.clauses = clauses;
            stage.excepts = excepts;
        }
    }

    fn stage_names(&mut self, names: &[Name]) -> Vec<(StageId, crate::source::Span)> {
        let mut found = Vec::new();
        for name in names {
            found.extend(self.find_stage(name).map(|id| (id, name.span)));
        }
        found
    }

    fn clause(&mut self, clause: &ast::Clause) -> Option<Clause> {
        let kind = self.kind(&clause.kind)?;
        let mut can = Vec::new();
        for name in &clause.can {
            if let Some(id) = self.find_capability(name) {
                self.check_kind(id, kind, name);
                can.push((id, name.span));
            }
        }
        let slots = clause
            .slots
            .iter()
            .map(|name| (name.text.clone(), name.span))
            .collect();
        Some(Clause {
            kind,
            slots,
            if_linked: clause.if_linked,
            can,
            span: clause.span,
        })
    }

    /// Reports a capability that says nothing about a kind or what lies below it.
    fn check_kind(&mut self, id: CapabilityId, kind: Kind, name: &Name) {
        let Some(capability) = self.model.capability(id) else {
            return;
        };
        let parts = &capability.parts;
        let fits = |part: &Part| part.kind == kind || kind.holds(part.kind);
        if parts.is_empty() || parts.iter().any(fits) {
            return;
        }
        let kinds: Vec<_> = parts.iter().map(|part| part.kind.keyword()).collect();
        let declared = self
            .model
            .declaration(capability.declared)
            .map(|one| one.name_span);
        let message = format!(
            "capability `{}` is for {}, and not for {}",
            name.text,
            kinds.join(" and "),
            kind.keyword()
        );
        let mut found =
            Diagnostic::new(codes::CAPABILITY_KIND, Severity::Error, name.span, message);
        if let Some(span) = declared {
            found = found.related(span, "the capability is declared here");
        }
        let first = kinds.first().copied().unwrap_or_default();
        self.report(found.help(format!(
            "move it to a clause `on {first} … can {}`",
            name.text
        )));
    }

    fn except(&mut self, what: &What, line: Span) -> Option<Except> {
        let excepted = match what {
            What::Named(name) => Excepted::Capability(self.find_capability(name)?),
            What::Quoted(text) => Excepted::Operation(self.pattern(text)?),
        };
        Some(Except {
            what: excepted,
            span: what.span(),
            line,
        })
    }

    /// Reports and cuts the edge by which a stage extends itself.
    fn stage_cycle(&mut self, id: StageId) {
        let parents = self
            .model
            .stage(id)
            .map(|stage| stage.extends.clone())
            .unwrap_or_default();
        for (parent, span) in parents {
            let mut seen = vec![parent];
            let mut next = 0;
            while let Some(current) = seen.get(next).copied() {
                for (above, _) in self
                    .model
                    .stage(current)
                    .map_or(&[][..], |one| &one.extends)
                {
                    if !seen.contains(above) {
                        seen.push(*above);
                    }
                }
                next += 1;
            }
            if seen.contains(&id) {
                let name = self
                    .model
                    .stage(id)
                    .map(|one| one.name.clone())
                    .unwrap_or_default();
                let other = self
                    .model
                    .stage(parent)
                    .map(|one| one.name.clone())
                    .unwrap_or_default();
                let message = format!("stage `{name}` extends itself");
                let found = Diagnostic::new(codes::CYCLE, Severity::Error, span, message)
                    .note(format!("`{name}` -> `{other}` -> … -> `{name}`"))
                    .help(format!("remove `{other}` from what `{name}` extends"));
                self.report(found);
                if let Some(stage) = self.model.stages.get_mut(id.index()) {
                    stage.extends.retain(|(one, _)| *one != parent);
                }
            }
        }
    }

    /// Lists a stage's own and inherited clauses, one entry for each path by which it has them.
    fn effective(&self, id: StageId) -> Vec<EffectiveClause> {
        let mut found = Vec::new();
        let mut paths = vec![vec![id]];
        while let Some(path) = paths.pop() {
            let Some(stage) = path.last().and_then(|last| self.model.stage(*last)) else {
                continue;
            };
            let cuts: Vec<_> = path
                .iter()
                .flat_map(|one| {
                    let count = self
                        .model
                        .stage(*one)
                        .map_or(0, |stage| stage.excepts.len());
                    (0..count).map(move |index| (*one, index))
                })
                .collect();
            for clause in 0..stage.clauses.len() {
                found.push(EffectiveClause {
                    path: path.clone(),
                    clause,
                    cuts: cuts.clone(),
                });
            }
            if found.len() > MOST_CLAUSES {
                break;
            }
            for (parent, _) in stage.extends.iter().rev() {
                let mut longer = path.clone();
                longer.push(*parent);
                paths.push(longer);
            }
        }
        found
    }
}

fn bare_stage(name: SmolStr, declared: DeclaredId) -> ModelStage {
    ModelStage {
        declared,
        name,
        extends: Vec::new(),
        separate_from: Vec::new(),
        formerly: Vec::new(),
        clauses: Vec::new(),
        excepts: Vec::new(),
        effective: Vec::new(),
    }
}
