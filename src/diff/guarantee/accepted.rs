//! Findings that are accepted now and were not, or for longer.

use smol_str::{SmolStr, format_smolstr};

use super::{Loosened, Sides, Where};
use crate::model::date::Day;
use crate::model::{Allow, Model, StatementId};

/// One rule that an annotation accepts.
struct Accepted<'m> {
    rule: &'m SmolStr,
    /// The declaration that it stands at, by keyword and name; none at a grant, for example.
    at: Option<[SmolStr; 2]>,
    /// The grants that it covers, by who and where.
    grants: Vec<SmolStr>,
    until: Option<Day>,
    allow: &'m Allow,
}

pub(super) fn compare(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    let (before, after) = (sides.old.model, sides.new.model);
    let mut old = accepted(before);
    for now in accepted(after) {
        let same = old
            .iter()
            .position(|was| now.is_as(was) && was.at == now.at);
        // A declaration that was renamed takes what it accepts along.
        let renamed = |was: &Accepted<'_>| {
            now.is_as(was) && was.is_gone_from(after) && now.is_gone_from(before)
        };
        match same.or_else(|| old.iter().position(renamed)) {
            Some(at) => {
                old.remove(at);
            }
            None => found.push(Loosened {
                what: format!(
                    "findings of `{}` are accepted here, which they were not, or not for as long",
                    now.rule
                ),
                at: Some(Where::New(now.allow.span)),
            }),
        }
    }
}

impl Accepted<'_> {
    /// Tells whether another one accepts the same for at least as long.
    fn is_as(&self, was: &Self) -> bool {
        let lasts = match (was.until, self.until) {
            (None, _) => true,
            (Some(was), Some(now)) => now <= was,
            (Some(_), None) => false,
        };
        let keyword = |one: &Self| one.at.as_ref().map(|[keyword, _]| keyword.clone());
        lasts && self.rule == was.rule && self.grants == was.grants && keyword(self) == keyword(was)
    }

    /// Tells whether a policy set lacks the declaration that it stands at.
    fn is_gone_from(&self, model: &Model) -> bool {
        let Some([keyword, name]) = &self.at else {
            return false;
        };
        let mut declared = model.declared.iter();
        !declared.any(|one| one.keyword == *keyword && one.name == *name)
    }
}

fn accepted(model: &Model) -> Vec<Accepted<'_>> {
    let all = model.allows.iter().flat_map(|allow| {
        let at = declaration(model, allow);
        let grants = grants(model, allow);
        allow.rules.iter().map(move |(rule, _)| Accepted {
            rule,
            at: at.clone(),
            grants: grants.clone(),
            until: allow.until,
            allow,
        })
    });
    all.collect()
}

/// Finds the declaration that an annotation stands at, or in.
fn declaration(model: &Model, allow: &Allow) -> Option<[SmolStr; 2]> {
    let mut declared = model.declared.iter().filter(|one| !one.standard);
    let one =
        declared.find(|one| allow.covers.contains(one.span) || one.span.contains(allow.covers))?;
    Some([one.keyword.clone(), one.name.clone()])
}

/// Lists the grants that an annotation covers, by who and where, whatever they grant.
fn grants(model: &Model, allow: &Allow) -> Vec<SmolStr> {
    let statements = model.statements.iter().enumerate();
    let covered = statements.filter(|(_, one)| allow.covers.contains(one.span));
    let covered: Vec<_> = covered.map(|(index, _)| StatementId::new(index)).collect();
    if covered.is_empty() {
        return Vec::new();
    }
    let grants = model
        .grants
        .iter()
        .filter(|one| covered.contains(&one.statement));
    let keys = grants.filter_map(|one| {
        let who = model.principal(one.principal)?;
        let who = who
            .object_id
            .clone()
            .unwrap_or_else(|| model.principal_name(one.principal).into());
        Some(format_smolstr!(
            "{who} {}",
            model.scope(one.on)?.id.to_lowercase()
        ))
    });
    let mut keys: Vec<_> = keys.collect();
    keys.sort();
    keys.dedup();
    keys
}
