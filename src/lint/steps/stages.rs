//! Findings about what stages keep apart and steps bring together: separate stages, exceptions.

use std::collections::BTreeMap;

use super::told::{Telling, beginnings};
use super::{Journey, Prize};
use crate::access::Origin;
use crate::algebra::{Bound, OperationSet, covered};
use crate::compile::Assignment;
use crate::diagnostic::Diagnostic;
use crate::lint::inherit::ancestors;
use crate::lint::mend::without;
use crate::lint::rule::Rule;
use crate::lint::view::View;
use crate::model::access::Excepted;
use crate::model::permission::Plane;
use crate::model::{Granted, ScopeId, StageId, StatementId, Tier};
use crate::source::Span;

/// Something that a stage of the principal forbids and a journey gives.
struct Broken<'b> {
    journey: &'b Journey,
    prize: &'b Prize,
    /// The grant of the stage that forbids it.
    held: Span,
    /// Where the stage forbids it.
    declared: Span,
    message: String,
}

/// Tells of stages that are to be kept apart, one of which is held and the other come to by steps.
pub(in crate::lint) fn tell_separate(view: &View<'_>, rule: &Rule) -> Vec<Diagnostic> {
    let any = view
        .model
        .stages
        .iter()
        .any(|stage| !stage.separate_from.is_empty());
    if !any {
        return Vec::new();
    }
    tell(
        view,
        rule,
        "stages are kept apart so that one person or machine cannot do both",
        separate,
    )
}

/// Tells of exceptions of stages that are undone by steps.
pub(in crate::lint) fn tell_undone(view: &View<'_>, rule: &Rule) -> Vec<Diagnostic> {
    if view
        .model
        .stages
        .iter()
        .all(|stage| stage.excepts.is_empty())
    {
        return Vec::new();
    }
    tell(
        view,
        rule,
        "an exception says what its holders are not to do, by whatever way",
        undone,
    )
}

type Finds = for<'b> fn(&View<'_>, &Telling<'_, '_>, &'b Journey, &'b Prize) -> Option<Broken<'b>>;

fn tell(view: &View<'_>, rule: &Rule, why: &str, finds: Finds) -> Vec<Diagnostic> {
    let all = view.journeys();
    let telling = Telling { view, all };
    let mut begun: BTreeMap<(StatementId, Span), (Broken<'_>, Vec<usize>)> = BTreeMap::new();
    for journey in &all.sure {
        let mut prizes = journey.prizes.iter();
        let Some(broken) = prizes.find_map(|prize| finds(view, &telling, journey, prize)) else {
            continue;
        };
        for (statement, grants) in beginnings(view, journey) {
            let key = (statement, broken.declared);
            let again = Broken {
                message: broken.message.clone(),
                ..broken
            };
            let known = begun.entry(key).or_insert((again, Vec::new()));
            known.1.extend(grants);
        }
    }
    let findings = begun.into_iter();
    let findings = findings.filter_map(|((statement, _), (broken, mut gone))| {
        gone.sort_unstable();
        gone.dedup();
        let span = view.model.statement(statement)?.what_span;
        let mut finding = rule.at(span, broken.message);
        finding = finding.label(telling.beginning(broken.journey)?);
        if broken.held != span {
            finding = finding.related(broken.held, "granted here");
        }
        let advice = "take away the grant with which the path begins";
        Some(
            finding
                .related(broken.declared, "said here")
                .note(telling.path_to(broken.journey, broken.prize))
                .note(why)
                .suggest(advice, without(view, statement, &gone)),
        )
    });
    findings.collect()
}

fn separate<'b>(
    view: &View<'_>,
    telling: &Telling<'_, '_>,
    journey: &'b Journey,
    prize: &'b Prize,
) -> Option<Broken<'b>> {
    let gained = with_ancestors(view, stage_of(view, written(telling, prize)?)?);
    for (own, stage) in stages_of(view, journey) {
        let held = with_ancestors(view, stage);
        let declared = held.iter().chain(&gained).find_map(|id| {
            let other = if held.contains(id) { &gained } else { &held };
            let mut apart = view.model.stage(*id)?.separate_from.iter();
            apart
                .find(|(from, _)| other.contains(from))
                .map(|(from, span)| (*id, *from, *span))
        });
        let Some((one, other, declared)) = declared else {
            continue;
        };
        let near =
            view.model.covers(own.scope, prize.scope) || shares(view, own.scope, prize.scope);
        let counts = view.model.tier(prize.scope) == Some(Tier::Production);
        if near && counts {
            let [one, other] = [one, other].map(|id| view.stage_name(id));
            return Some(Broken {
                journey,
                prize,
                held: view.place(own),
                declared,
                message: format!(
                    "`{}` holds one of `{one}` and `{other}` and comes to the other on `{}` by steps",
                    telling.party_name(journey.who),
                    view.scope_name(prize.scope)
                ),
            });
        }
    }
    None
}

/// Tells whether two scopes are of one environment.
fn shares(view: &View<'_>, one: ScopeId, other: ScopeId) -> bool {
    let environment = |id| view.model.scope(id).and_then(|scope| scope.environment);
    environment(one).is_some() && environment(one) == environment(other)
}

fn undone<'b>(
    view: &View<'_>,
    telling: &Telling<'_, '_>,
    journey: &'b Journey,
    prize: &'b Prize,
) -> Option<Broken<'b>> {
    let gained = written(telling, prize)?;
    let reach = &view.reach(gained.role)?.upper;
    for (own, stage) in stages_of(view, journey) {
        let near =
            view.model.covers(own.scope, prize.scope) || view.model.covers(prize.scope, own.scope);
        if !near {
            continue;
        }
        for except in &view.model.stage(stage)?.excepts {
            let new = cut(view, &except.what).intersection(reach);
            let mut left = new;
            for held in view.over(journey.who, prize.scope) {
                if let Some(reach) = view.reach(held.role) {
                    left = left.difference(&reach.lower);
                }
            }
            if let Some(id) = left.first() {
                return Some(Broken {
                    journey,
                    prize,
                    held: view.place(own),
                    declared: except.span,
                    message: format!(
                        "`{}` can come to `{}`, which stage `{}` excepts",
                        telling.party_name(journey.who),
                        view.catalog.name(id),
                        view.stage_name(stage)
                    ),
                });
            }
        }
    }
    None
}

/// Lists the operations that an exception cuts.
fn cut(view: &View<'_>, what: &Excepted) -> OperationSet {
    let of = |plane, pattern| covered(view.catalog, plane, pattern, Bound::Lower);
    let mut found = OperationSet::empty();
    match what {
        Excepted::Operation(pattern) => {
            for plane in Plane::BOTH {
                found.union_with(&of(plane, pattern));
            }
        }
        Excepted::Capability(id) => {
            let parts = view.model.capability(*id).map_or(&[][..], |one| &one.parts);
            let written = parts.iter().flat_map(|part| &part.patterns);
            for (plane, pattern) in written.filter_map(|one| Some((one.plane?, &one.pattern))) {
                found.union_with(&of(plane, pattern));
            }
        }
    }
    found
}

/// Returns the assignment of the policy that a prize is.
fn written<'t>(telling: &Telling<'t, '_>, prize: &Prize) -> Option<&'t Assignment> {
    let Origin::Policy(at) = telling.all.world.grants.get(prize.grant)?.origin else {
        return None;
    };
    telling.view.compiled.assignments.get(at)
}

fn stage_of(view: &View<'_>, assignment: &Assignment) -> Option<StageId> {
    let sources = assignment.sources.iter();
    let mut sources = sources.filter_map(|at| view.compiled.sources.get(*at));
    let grant = sources.find_map(|source| view.model.grants.get(source.grant))?;
    match view.model.statement(grant.statement)?.what {
        Granted::Stage(id) => Some(id),
        _ => None,
    }
}

/// Lists the assignments of stages that the principal of a journey holds, groups included.
fn stages_of<'v>(view: &View<'v>, journey: &Journey) -> Vec<(&'v Assignment, StageId)> {
    let held = view.held(journey.who).into_iter();
    let stages = held.filter_map(|(_, one)| Some((one, stage_of(view, one)?)));
    stages.collect()
}

fn with_ancestors(view: &View<'_>, stage: StageId) -> Vec<StageId> {
    let mut all = ancestors(view, stage);
    all.push(stage);
    all
}
