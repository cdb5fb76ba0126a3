//! Findings that are accepted now and were not, or for longer.

use smol_str::{SmolStr, format_smolstr};

use super::{Loosened, Sides, Where};
use crate::algebra::PermissionSet;
use crate::model::date::Day;
use crate::model::{Allow, Model, PrincipalId, ScopeId, StatementId};
use crate::verdict::defining;

/// One rule that an annotation accepts.
struct Accepted<'m> {
    rule: &'m SmolStr,
    /// The declaration that it stands at, by keyword and name; none at a grant, for example.
    at: Option<[SmolStr; 2]>,
    /// The grants that it covers, by who and where.
    grants: Vec<SmolStr>,
    /// What the invariants and tests that it covers say.
    says: Vec<(SmolStr, PermissionSet)>,
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
        let is_said = |(key, what): &(SmolStr, PermissionSet)| {
            let mut said = was.says.iter();
            said.any(|(own, its)| own == key && what.equals(its).is_sure())
        };
        lasts
            && self.rule == was.rule
            && keyword(self) == keyword(was)
            && (self.allow.member == was.allow.member
                || was.allow.member.is_none() && self.at.is_some())
            && self.grants.is_empty() == was.grants.is_empty()
            && self.grants.iter().all(|one| was.grants.contains(one))
            && self.says.is_empty() == was.says.is_empty()
            && self.says.iter().all(is_said)
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
        let (grants, says) = (grants(model, allow), says(model, allow));
        allow.rules.iter().map(move |(rule, _)| Accepted {
            rule,
            at: at.clone(),
            grants: grants.clone(),
            says: says.clone(),
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
        let who = identity(model, one.principal);
        let on = model.scope(one.on)?.id.to_lowercase();
        Some(format_smolstr!("{who} {on}"))
    });
    let mut keys: Vec<_> = keys.collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Names an identity by its object id, or else as the policy does.
fn identity(model: &Model, id: PrincipalId) -> SmolStr {
    let known = model.principal(id).and_then(|one| one.object_id.clone());
    known.unwrap_or_else(|| model.principal_name(id).into())
}

/// Lists what the covered invariants and tests say: of whom and where, and what.
fn says(model: &Model, allow: &Allow) -> Vec<(SmolStr, PermissionSet)> {
    let who = |named: Option<&[PrincipalId]>| {
        named.map(|all| sorted(all.iter().map(|one| identity(model, *one))))
    };
    let on = |named: &[ScopeId]| {
        let scopes = named.iter().filter_map(|one| model.scope(*one));
        sorted(scopes.map(|one| one.id.to_lowercase().into()))
    };
    let nevers = model
        .nevers
        .iter()
        .filter(|one| allow.covers.contains(one.span));
    let nevers = nevers.map(|one| {
        let (to, on) = (who(one.to.as_deref()), one.on.as_deref().map(on));
        let except = who(Some(&one.except));
        let key = format_smolstr!("{:?} {to:?} {on:?} {except:?}", one.modality);
        (key, defining(model, &one.what))
    });
    let tests = model
        .tests
        .iter()
        .filter(|one| allow.covers.contains(one.span));
    let lines = tests.flat_map(|one| &one.expectations).map(|one| {
        let (who, on) = (who(one.who.as_deref()), on(&one.on));
        let key = format_smolstr!("{} {} {} {who:?} {on:?}", one.only, one.can, one.reach);
        (key, defining(model, &one.what))
    });
    nevers.chain(lines).collect()
}

fn sorted(names: impl Iterator<Item = SmolStr>) -> Vec<SmolStr> {
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}
