//! Stages, and what each has with everything it inherits.

use smol_str::SmolStr;

use super::circles::{circles, drawn};
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::access::{Clause, EffectiveClause, Except, Excepted, Part, Stage as ModelStage};
use crate::model::{CapabilityId, DeclaredId, Kind, StageId};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration, Name, StageMember, What};

/// How many clauses a stage may have with all that it inherits, counted once for each way by which
/// it has them; and how many ways there may be.
const MOST_CLAUSES: usize = 10_000;

/// How many steps all the ways of one stage may have together, and those of all stages.
const MOST_STEPS: (usize, usize) = (1_000_000, 50_000_000);

impl Resolver<'_> {
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
                written.push((one, id, stage));
            }
        }
        for (one, id, stage) in &written {
            self.step(one, |this| this.stage(*id, stage));
        }
        self.stage_cycles();
        let mut overfull = Vec::new();
        let mut room = MOST_STEPS.1;
        for (_, id, stage) in &written {
            let (effective, steps) = self.effective(*id, room.min(MOST_STEPS.0));
            match steps {
                Some(steps) => room -= steps,
                None if room > MOST_STEPS.0 => {
                    room -= MOST_STEPS.0;
                    overfull.push(*id);
                }
                None => {
                    if overfull.is_empty() {
                        self.inherit_too_much(stage.name.span);
                    }
                    break;
                }
            }
            if let Some(stage) = self.model.stages.get_mut(id.index()) {
                stage.effective = effective;
            }
        }
        for (_, id, stage) in written {
            if overfull.contains(&id) {
                self.inherits_too_much(id, stage.name.span, &overfull);
            }
        }
    }

    fn stage(&mut self, id: StageId, written: &ast::Stage) {
        let extends = self.stage_names(&written.extends);
        let separate_from = self.stage_names(&written.separate_from);
        for (_, span) in separate_from.iter().filter(|(other, _)| *other == id) {
            let message = format!(
                "stage `{}` cannot be separate from itself",
                written.name.text
            );
            let found = Diagnostic::new(codes::CYCLE, Severity::Error, *span, message);
            self.report(found.help("name the stage that nobody may hold beside it"));
        }
        for names in [&written.extends, &written.separate_from, &written.formerly] {
            self.repeated_names(names);
        }
        let mut clauses = Vec::new();
        let mut excepts = Vec::new();
        for member in &written.members {
            match member {
                StageMember::Clause(clause) => {
                    self.repeated_names(&clause.slots);
                    self.repeated_names(&clause.can);
                    clauses.extend(self.clause(clause));
                }
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

    /// Reports names that stand twice in a list.
    pub(super) fn repeated_names(&mut self, names: &[Name]) {
        if names.len() < 2 {
            return;
        }
        let listed: Vec<_> = names
            .iter()
            .map(|one| (one.text.clone(), one.span))
            .collect();
        self.repeated(&listed);
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

    /// Reports and cuts the edges by which stages extend themselves.
    fn stage_cycles(&mut self) {
        let stages = self.model.stages.iter();
        let parents = stages.map(|stage| stage.extends.iter().map(|(id, _)| id.index()).collect());
        let edges: Vec<Vec<usize>> = parents.collect();
        let mut cut = Vec::new();
        for circle in circles(&edges) {
            let stages = || {
                let path = circle.path.iter();
                path.filter_map(|one| self.model.stages.get(*one))
            };
            let (Some(first), Some(last)) = (stages().next(), stages().next_back()) else {
                continue;
            };
            let Some((_, span)) = last.extends.get(circle.edge) else {
                continue;
            };
            let message = format!("stage `{}` extends itself", first.name);
            let found = Diagnostic::new(codes::CYCLE, Severity::Error, *span, message)
                .note(drawn(stages().map(|stage| stage.name.as_str())))
                .help(format!(
                    "remove `{}` from what `{}` extends",
                    first.name, last.name
                ));
            cut.push(*span);
            self.diagnostics.push(found);
        }
        for stage in &mut self.model.stages {
            stage.extends.retain(|(_, span)| !cut.contains(span));
        }
    }

    /// Lists a stage's own and inherited clauses, one entry for each path by which it has them, and
    /// counts the steps of these paths; none if they are more than `most`.
    fn effective(&self, id: StageId, most: usize) -> (Vec<EffectiveClause>, Option<usize>) {
        let mut found = Vec::new();
        let mut paths = vec![vec![id]];
        let (mut ways, mut steps) = (0, 0);
        while let Some(path) = paths.pop() {
            let Some(stage) = path.last().and_then(|last| self.model.stage(*last)) else {
                continue;
            };
            ways += 1;
            steps += path.len() * (1 + stage.clauses.len());
            if ways.max(found.len() + stage.clauses.len()) > MOST_CLAUSES || steps > most {
                return (found, None);
            }
            let cuts = self.cuts(&path);
            for clause in 0..stage.clauses.len() {
                found.push(EffectiveClause {
                    path: path.clone(),
                    clause,
                    cuts: cuts.clone(),
                });
            }
            for (parent, _) in stage.extends.iter().rev() {
                let mut longer = path.clone();
                longer.push(*parent);
                paths.push(longer);
            }
        }
        (found, Some(steps))
    }

    /// Lists what every stage of a path excepts.
    fn cuts(&self, path: &[StageId]) -> Vec<(StageId, usize)> {
        let of_stage = |id: &StageId| {
            let (id, stage) = (*id, self.model.stage(*id));
            let count = stage.map_or(0, |stage| stage.excepts.len());
            (0..count).map(move |index| (id, index))
        };
        path.iter().flat_map(of_stage).collect()
    }

    /// Reports that the stages inherit too much together, where nothing more is worked out.
    fn inherit_too_much(&mut self, name: Span) {
        let message = "the stages of this policy set inherit too many clauses together";
        let found = Diagnostic::new(codes::STAGE_LIMIT, Severity::Error, name, message)
            .note("what this stage and those after it inherit is left out")
            .help("let stages extend fewer others");
        self.report(found);
    }

    /// Reports a stage that inherits too much, unless one that it extends does already.
    fn inherits_too_much(&mut self, id: StageId, name: Span, overfull: &[StageId]) {
        let Some(stage) = self.model.stage(id) else {
            return;
        };
        let mut parents = stage.extends.iter().map(|(parent, _)| parent);
        if parents.any(|parent| overfull.contains(parent)) {
            return;
        }
        let message = format!(
            "stage `{}` inherits more than {MOST_CLAUSES} clauses, or by ways of more than {} steps",
            stage.name, MOST_STEPS.0
        );
        let found = Diagnostic::new(codes::STAGE_LIMIT, Severity::Error, name, message)
            .note("a stage that it extends by several ways counts once for each of them")
            .help("let it extend fewer stages, or name the capabilities that it needs itself");
        self.report(found);
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
