//! Stages that inherit an exception and what it excepts.

use super::grade::witnesses;
use super::mend::without_except;
use super::view::View;
use crate::algebra::{Bound, OperationSet, PermissionSet, Reach};
use crate::diagnostic::Edit;
use crate::model::access::{EffectiveClause, Excepted};
use crate::model::permission::{Block, Pattern, Plane};
use crate::model::{Stage, StageId};
use crate::source::Span;

/// Something that one stage excepts and another one, that is inherited with it, grants.
pub(super) struct Regrant {
    /// The stage that has both.
    pub(super) stage: StageId,
    /// The stage that excepts.
    pub(super) excepter: StageId,
    /// The exception.
    pub(super) excepts: Span,
    /// The clause that grants.
    pub(super) grants: Span,
    /// What both speak of, in words.
    pub(super) operations: String,
    /// By which paths both are inherited, in words.
    pub(super) path: String,
    /// Where the stage names the parent by which the clause comes in.
    pub(super) extends: Option<Span>,
    /// What takes that parent away.
    pub(super) parent_gone: Vec<Edit>,
    /// What takes the exception away.
    pub(super) exception_gone: Vec<Edit>,
}

/// An exception of a stage, ready to be compared.
struct Exception {
    stage: StageId,
    index: usize,
    span: Span,
    known: OperationSet,
    set: PermissionSet,
    wild: bool,
}

/// Lists where stages grant in own clauses what stages that they extend except.
pub(super) fn own_regrants(view: &View<'_>) -> Vec<Regrant> {
    let mut found = Vec::new();
    let exceptions = exceptions(view);
    for (id, stage) in stages(view).filter(|_| !exceptions.is_empty()) {
        let above = ancestors(view, id);
        let own = stage
            .effective
            .iter()
            .filter(|clause| clause.path.len() == 1);
        for (effective, clause) in own.filter_map(|one| Some((one, stage.clauses.get(one.clause)?)))
        {
            let inherited = exceptions.iter().filter(|one| above.contains(&one.stage));
            let clashes = inherited.filter_map(|one| Some((one, clash(view, effective, one)?)));
            found.extend(clashes.map(|(exception, operations)| Regrant {
                stage: id,
                excepter: exception.stage,
                excepts: exception.span,
                grants: clause.span,
                operations,
                path: path(view, id, exception.stage),
                extends: None,
                parent_gone: Vec::new(),
                exception_gone: without_except(view, exception.stage, exception.index),
            }));
        }
    }
    found
}

/// Lists where one parent of a stage excepts what another one grants.
pub(super) fn disagreements(view: &View<'_>) -> Vec<Regrant> {
    let mut found = Vec::new();
    let exceptions = exceptions(view);
    for (id, stage) in stages(view).filter(|(_, stage)| stage.extends.len() > 1) {
        for (parent, _) in &stage.extends {
            let mut above = ancestors(view, *parent);
            above.push(*parent);
            for exception in exceptions.iter().filter(|one| above.contains(&one.stage)) {
                found.extend(disagreement(view, (id, stage), *parent, exception));
            }
        }
    }
    found
}

/// Finds what another parent grants of what one parent brings an exception for.
fn disagreement(
    view: &View<'_>,
    (id, stage): (StageId, &Stage),
    parent: StageId,
    exception: &Exception,
) -> Option<Regrant> {
    let mut others = stage.effective.iter().filter(|clause| {
        let by = clause.path.get(1);
        by.is_some_and(|by| *by != parent) && !clause.path.contains(&exception.stage)
    });
    let (effective, operations) =
        others.find_map(|one| Some((one, clash(view, one, exception)?)))?;
    let writer = effective.writer()?;
    let by = effective.path.get(1)?;
    let mut parents = stage.extends.iter();
    let (_, extends) = parents.find(|(one, _)| one == by).copied()?;
    let spans: Vec<Span> = stage.extends.iter().map(|(_, span)| *span).collect();
    let granting = effective.path.iter().map(|one| view.stage_name(*one));
    let granting = granting.collect::<Vec<_>>().join(" -> ");
    let clauses = &view.model.stage(writer)?.clauses;
    Some(Regrant {
        stage: id,
        excepter: exception.stage,
        excepts: exception.span,
        grants: clauses.get(effective.clause)?.span,
        operations,
        path: format!(
            "{} excepts, {granting} grants",
            path(view, id, exception.stage)
        ),
        extends: Some(extends),
        parent_gone: Edit::delete_elements(&spans, &[extends]),
        exception_gone: without_except(view, exception.stage, exception.index),
    })
}

fn stages<'v>(view: &View<'v>) -> impl Iterator<Item = (StageId, &'v Stage)> {
    let stages = view.model.stages.iter().enumerate();
    stages.map(|(index, stage)| (StageId::new(index), stage))
}

/// Lists every stage that a stage extends, directly or not.
pub(super) fn ancestors(view: &View<'_>, stage: StageId) -> Vec<StageId> {
    let mut found: Vec<StageId> = Vec::new();
    let mut waiting = vec![stage];
    while let Some(current) = waiting.pop() {
        for (parent, _) in view
            .model
            .stage(current)
            .map_or(&[][..], |one| &one.extends)
        {
            if !found.contains(parent) {
                found.push(*parent);
                waiting.push(*parent);
            }
        }
    }
    found
}

/// Writes the shortest way from a stage up to one that it extends.
fn path(view: &View<'_>, from: StageId, to: StageId) -> String {
    let mut paths = vec![vec![from]];
    let mut next = 0;
    let mut seen = vec![from];
    while let Some(path) = paths.get(next).cloned() {
        next += 1;
        let Some(last) = path.last().copied() else {
            break;
        };
        if last == to {
            let names: Vec<_> = path.iter().map(|one| view.stage_name(*one)).collect();
            return names.join(" -> ");
        }
        for (parent, _) in view.model.stage(last).map_or(&[][..], |one| &one.extends) {
            if !seen.contains(parent) {
                seen.push(*parent);
                paths.push([path.as_slice(), &[*parent]].concat());
            }
        }
    }
    String::new()
}

/// Lists the exceptions of all stages, each as far as its stage would grant it otherwise.
fn exceptions(view: &View<'_>) -> Vec<Exception> {
    let mut found = Vec::new();
    for (id, stage) in stages(view).filter(|(_, stage)| !stage.excepts.is_empty()) {
        let gross: Vec<Block> = stage
            .effective
            .iter()
            .map(|clause| block(view, clause, false))
            .collect();
        let reached = Reach::of_blocks(view.catalog, &gross).upper;
        for (index, except) in stage.excepts.iter().enumerate() {
            let mut cut = Block::default();
            add_excepted(
                view,
                &mut [&mut cut.actions, &mut cut.data_actions],
                &except.what,
            );
            let cut = [cut];
            let taken = Reach::of_blocks(view.catalog, &cut).upper;
            found.push(Exception {
                stage: id,
                index,
                span: except.span,
                known: reached.intersection(&taken),
                set: PermissionSet::of(&gross).intersection(&PermissionSet::of(&cut)),
                wild: cut.iter().any(is_wild),
            });
        }
    }
    found
}

/// Names what a clause grants of what an exception excepts.
fn clash(view: &View<'_>, clause: &EffectiveClause, exception: &Exception) -> Option<String> {
    let net = [block(view, clause, true)];
    let shared = Reach::of_blocks(view.catalog, &net)
        .upper
        .intersection(&exception.known);
    if !shared.is_empty() {
        return Some(witnesses(view.catalog, &shared));
    }
    if !exception.wild || !net.iter().any(is_wild) {
        return None;
    }
    let found = exception
        .set
        .shared(Bound::Lower, &PermissionSet::of(&net), Bound::Lower);
    let name = &found.witness()?.name;
    Some(format!("operations such as `{name}`, which Azure may add"))
}

fn is_wild(block: &Block) -> bool {
    let mut patterns = block.actions.iter().chain(&block.data_actions);
    patterns.any(Pattern::is_wild)
}

/// Puts a clause together as a block, with what is cut from it if it is asked for.
fn block(view: &View<'_>, effective: &EffectiveClause, cut: bool) -> Block {
    let mut block = Block::default();
    let writer = effective
        .writer()
        .and_then(|writer| view.model.stage(writer));
    let Some(clause) = writer.and_then(|writer| writer.clauses.get(effective.clause)) else {
        return block;
    };
    let parts = view.model.parts_of(&clause.can).into_iter();
    for written in parts
        .filter_map(|part| view.model.part(part))
        .flat_map(|part| &part.patterns)
    {
        match written.plane {
            Some(Plane::Data) => block.data_actions.push(written.pattern.clone()),
            _ => block.actions.push(written.pattern.clone()),
        }
    }
    for (stage, index) in effective.cuts.iter().filter(|_| cut) {
        let except = view
            .model
            .stage(*stage)
            .and_then(|stage| stage.excepts.get(*index));
        if let Some(except) = except {
            add_excepted(
                view,
                &mut [&mut block.not_actions, &mut block.not_data_actions],
                &except.what,
            );
        }
    }
    block
}

/// Adds what is excepted to the lists of the control and the data plane.
fn add_excepted(view: &View<'_>, [control, data]: &mut [&mut Vec<Pattern>; 2], what: &Excepted) {
    match what {
        Excepted::Operation(pattern) => {
            control.push(pattern.clone());
            data.push(pattern.clone());
        }
        Excepted::Capability(id) => {
            let parts = view.model.capability(*id).map_or(&[][..], |one| &one.parts);
            for written in parts.iter().flat_map(|part| &part.patterns) {
                match written.plane {
                    Some(Plane::Data) => data.push(written.pattern.clone()),
                    _ => control.push(written.pattern.clone()),
                }
            }
        }
    }
}
