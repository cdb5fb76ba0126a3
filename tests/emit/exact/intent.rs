//! What policy text asks for, from the patterns that its capabilities write.

use std::collections::{BTreeMap, BTreeSet};

use rolewright::catalog::Catalog;
use rolewright::model::access::{Clause, Excepted};
use rolewright::model::permission::{Pattern, Plane};
use rolewright::model::{CapabilityId, Grant, Granted, Kind, Model, StageId};

use super::covered::{Covered, Given, join};
use super::{Table, inherited};

/// What every grant of a model is meant to give, by principal and scope.
pub(super) fn intended(model: &Model, covered: &mut Covered) -> Table {
    let (mut table, mut known) = (Table::new(), BTreeMap::new());
    for grant in &model.grants {
        let what = &model.statement(grant.statement).unwrap().what;
        for (index, binding) in grant.bindings.iter().enumerate() {
            let scope = model.scope(binding.scope).unwrap().id.to_lowercase();
            let given = known.entry((what.clone(), binding.clause, binding.kind));
            let given = given.or_insert_with(|| intent(model, grant, index, covered));
            join(
                table.entry((named(model, grant), scope)).or_default(),
                given,
            );
        }
    }
    // A clause that its exceptions leave nothing of is no assignment.
    table.retain(|_, given| given.iter().any(|(_, possibly)| *possibly));
    inherited(&table)
}

/// The name that a principal has in a template.
pub(super) fn named(model: &Model, grant: &Grant) -> String {
    let principal = model.principal(grant.principal).unwrap();
    let known = principal.object_id.as_ref().map(ToString::to_string);
    known.unwrap_or_else(|| rolewright::compile::names::parameter_name(model, principal))
}

/// The patterns of the capabilities on a kind, those of what they need included.
fn written(model: &Model, clause: &Clause, kind: Kind, found: &mut Vec<(Plane, Pattern)>) {
    let mut waiting: Vec<CapabilityId> = clause.can.iter().map(|(id, _)| *id).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            for part in &model.capability(id).unwrap().parts {
                waiting.extend(part.needs.iter().map(|(id, _)| *id));
                let here = part.kind == kind || (kind == clause.kind && kind.holds(part.kind));
                let patterns = part.patterns.iter().filter(|_| here);
                found.extend(patterns.map(|one| (one.plane.unwrap(), one.pattern.clone())));
            }
        }
    }
}

fn excepted(model: &Model, stage: StageId, clause: usize) -> Vec<(Option<Plane>, Pattern)> {
    let effective = &model.stage(stage).unwrap().effective[clause];
    let mut found = Vec::new();
    for (owner, index) in &effective.cuts {
        match &model.stage(*owner).unwrap().excepts[*index].what {
            Excepted::Operation(pattern) => found.push((None, pattern.clone())),
            Excepted::Capability(id) => {
                let parts = model.capability(*id).unwrap().parts.iter();
                let patterns = parts.flat_map(|part| &part.patterns);
                found.extend(patterns.map(|one| (one.plane, one.pattern.clone())));
            }
        }
    }
    found
}

/// What one binding is meant to give.
fn intent(model: &Model, grant: &Grant, binding: usize, covered: &mut Covered) -> Given {
    let statement = model.statement(grant.statement).unwrap();
    let binding = &grant.bindings[binding];
    let stage = match &statement.what {
        Granted::Stage(stage) => *stage,
        Granted::Role(role) => return covered.blocks(&model.role(*role).unwrap().blocks),
        Granted::BuiltIn(guid) => {
            let role = Catalog::embedded().builtin_by_id(guid).unwrap();
            return covered.blocks(&role.blocks());
        }
    };
    let effective = &model.stage(stage).unwrap().effective[binding.clause];
    let clause = &model.stage(effective.writer().unwrap()).unwrap().clauses[effective.clause];
    let mut granted = Vec::new();
    written(model, clause, binding.kind, &mut granted);
    let cut = excepted(model, stage, binding.clause);
    let mut all = vec![(false, false); covered.operations.len()];
    let granted = granted.into_iter().map(|(of, one)| (Some(of), one, true));
    let cut = cut.into_iter().map(|(of, one)| (of, one, false));
    for (plane, pattern, given) in granted.chain(cut) {
        // In policy text a wildcard between two slashes covers what has nothing between them.
        let places: Vec<_> = covered.by(&pattern).iter().map(|(at, _)| *at).collect();
        for place in places {
            if plane.is_none_or(|of| of == covered.operations[place].0) {
                all[place] = (given, given);
            }
        }
    }
    all
}
