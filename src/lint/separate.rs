//! Stages that are to be kept apart and come together in one principal.

use std::collections::BTreeMap;

use super::inherit::ancestors;
use super::mend::without;
use super::view::View;
use crate::diagnostic::Edit;
use crate::model::{DeclaredId, Granted, PrincipalId, ScopeId, StageId, Tier};
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};

/// How two stages come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Way {
    /// Both are granted to the same principal on the same instance.
    Together,
    /// Membership joins two principals on the same instance.
    Membership,
    /// They are held on different instances of one declaration.
    Instances,
}

/// One of the two.
pub(super) struct Held {
    /// The stage that is to be kept apart.
    pub(super) stage: StageId,
    /// The instance.
    pub(super) scope: ScopeId,
    /// Where it is granted.
    pub(super) span: Span,
    /// How the principal comes to it, in words.
    pub(super) path: String,
    /// What takes it away.
    pub(super) gone: Vec<Edit>,
}

/// Two stages that one principal holds and should not.
pub(super) struct Broken {
    /// Who.
    pub(super) by: PrincipalId,
    /// The first.
    pub(super) one: Held,
    /// The second.
    pub(super) other: Held,
    /// Where the stages are declared separate.
    pub(super) declared: Span,
    /// How they come together.
    pub(super) way: Way,
}

/// A pair of stages that are to be kept apart.
struct Apart {
    stages: [StageId; 2],
    span: Span,
}

/// A grant of a stage that some other stage is separate from, on one instance.
#[derive(Debug, Clone, Copy)]
struct Site {
    grant: usize,
    stage: StageId,
    scope: ScopeId,
}

/// Lists every broken separation, each pair of statements once.
pub(super) fn broken(view: &View<'_>) -> Vec<Broken> {
    let apart = separations(view);
    if apart.is_empty() {
        return Vec::new();
    }
    let sites = sites(view, &apart);
    let mut seen = HashSet::default();
    let mut found: Vec<(Way, Broken)> = Vec::new();
    for joint in view.holdings().joints() {
        let lists = sites.get(&joint.one).zip(sites.get(&joint.other));
        let Some((ones, others)) = lists else {
            continue;
        };
        for (declared, ones) in ones {
            let others = others.get(declared).map_or(&[][..], Vec::as_slice);
            for (one, other) in ones
                .iter()
                .flat_map(|one| others.iter().map(move |other| (one, other)))
            {
                let direct = joint.one == joint.other;
                let Some((way, apart)) = breaks(view, &apart, (one, other), direct) else {
                    continue;
                };
                let statements = [one, other].map(|site| {
                    view.model
                        .grants
                        .get(site.grant)
                        .map(|grant| grant.statement)
                });
                if seen.insert((statements, way, apart.span)) {
                    found.push((way, made(view, joint.by, (one, other), (way, apart))));
                }
            }
        }
    }
    narrowed(found)
}

/// Leaves out pairs across instances where the same two grants meet on one instance already.
fn narrowed(mut found: Vec<(Way, Broken)>) -> Vec<Broken> {
    found.sort_by_key(|(way, _)| *way);
    let mut told = HashSet::default();
    let mut left = Vec::new();
    for (_, broken) in found {
        if told.insert((broken.one.span, broken.other.span)) {
            left.push(broken);
        }
    }
    left
}

fn separations(view: &View<'_>) -> Vec<Apart> {
    let mut found = Vec::new();
    for (index, stage) in view.model.stages.iter().enumerate() {
        for (other, span) in &stage.separate_from {
            let stages = [StageId::new(index), *other];
            found.push(Apart {
                stages,
                span: *span,
            });
        }
    }
    found
}

type Sites = HashMap<PrincipalId, BTreeMap<DeclaredId, Vec<Site>>>;

/// Sorts the grants of the stages in question by principal and declaration.
fn sites(view: &View<'_>, apart: &[Apart]) -> Sites {
    let mut counts: HashMap<StageId, Vec<StageId>> = HashMap::default();
    let mut inside: HashMap<ScopeId, Vec<ScopeId>> = HashMap::default();
    let mut found: Sites = HashMap::default();
    for (index, grant) in view.model.grants.iter().enumerate() {
        let what = view
            .model
            .statement(grant.statement)
            .map(|statement| &statement.what);
        let Some(Granted::Stage(stage)) = what else {
            continue;
        };
        let as_stages = counts
            .entry(*stage)
            .or_insert_with(|| counted(view, *stage, apart));
        if as_stages.is_empty() || view.holdings().of_grant(index).is_empty() {
            continue;
        }
        let instances = inside
            .entry(grant.on)
            .or_insert_with(|| instances(view, grant.on));
        let by_declaration = found.entry(grant.principal).or_default();
        for scope in instances.iter() {
            let Some(declared) = view.model.scope(*scope).and_then(|one| one.declared) else {
                continue;
            };
            let list = by_declaration.entry(declared).or_default();
            list.extend(as_stages.iter().map(|stage| Site {
                grant: index,
                stage: *stage,
                scope: *scope,
            }));
        }
    }
    found
}

/// Lists the stages in question that a stage counts as: itself and those that it extends.
fn counted(view: &View<'_>, stage: StageId, apart: &[Apart]) -> Vec<StageId> {
    let mut all = ancestors(view, stage);
    all.push(stage);
    let mut asked: Vec<StageId> = apart.iter().flat_map(|apart| apart.stages).collect();
    asked.sort_unstable();
    asked.dedup();
    asked.retain(|one| all.contains(one));
    asked
}

/// Lists a scope, and what is declared below it where it is no instance of a resource itself.
fn instances(view: &View<'_>, on: ScopeId) -> Vec<ScopeId> {
    use crate::model::Level;
    let wide = view
        .model
        .scope(on)
        .is_some_and(|scope| scope.level != Level::Resource);
    if !wide {
        return vec![on];
    }
    let all = (0..view.model.scopes.len()).map(ScopeId::new);
    let below = all.filter(|id| {
        let resource = view
            .model
            .scope(*id)
            .is_some_and(|scope| scope.level == Level::Resource);
        resource && view.model.covers(on, *id)
    });
    std::iter::once(on).chain(below).collect()
}

/// Tells how two grants break a separation, if they do; of two in either order only one counts.
fn breaks<'a>(
    view: &View<'_>,
    apart: &'a [Apart],
    (one, other): (&Site, &Site),
    direct: bool,
) -> Option<(Way, &'a Apart)> {
    let production = |site: &Site| view.model.tier(site.scope) == Some(Tier::Production);
    if !production(one) && !production(other) {
        return None;
    }
    let apart = apart
        .iter()
        .find(|apart| apart.stages == [one.stage, other.stage])?;
    let way = match (one.scope == other.scope, direct) {
        (true, true) => Way::Together,
        (true, false) => Way::Membership,
        (false, _) => Way::Instances,
    };
    Some((way, apart))
}

fn made(
    view: &View<'_>,
    by: PrincipalId,
    (one, other): (&Site, &Site),
    (way, apart): (Way, &Apart),
) -> Broken {
    // What is made comes before what lets it into production.
    let production = |site: &Site| view.model.tier(site.scope) == Some(Tier::Production);
    let turned = production(one) && !production(other);
    let (one, other) = if turned { (other, one) } else { (one, other) };
    Broken {
        by,
        one: held(view, by, one),
        other: held(view, by, other),
        declared: apart.span,
        way,
    }
}

fn held(view: &View<'_>, by: PrincipalId, site: &Site) -> Held {
    let grant = view.model.grants.get(site.grant);
    let statement = grant.and_then(|grant| view.model.statement(grant.statement));
    let mut steps = grant.map_or_else(Vec::new, |grant| view.membership_path(by, grant.principal));
    let what = statement
        .map(|statement| view.granted_name(&statement.what))
        .unwrap_or_default();
    let on = grant
        .map(|grant| view.scope_name(grant.on))
        .unwrap_or_default();
    steps.push(format!("{what} on {on}"));
    Held {
        stage: site.stage,
        scope: site.scope,
        span: statement.map_or(Span::default(), |statement| statement.what_span),
        path: steps.join(" -> "),
        gone: grant.map_or_else(Vec::new, |grant| {
            without(view, grant.statement, &[site.grant])
        }),
    }
}
