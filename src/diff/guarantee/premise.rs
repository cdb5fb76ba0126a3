//! What a comparison and every rule rest on: the tenant, what kind of principal somebody is, and
//! which grants are left alone.

use std::collections::BTreeSet;

use super::{Loosened, Sides, Where};
use crate::model::{Grant, PrincipalId};
use crate::support::hash::HashSet;

pub(super) fn compare(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    tenant(sides, found);
    kinds(sides, found);
    kept(sides, found);
}

fn tenant(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    let (was, now) = (&sides.old.model.policy, &sides.new.model.policy);
    let other = was.tenant.is_some() && was.tenant != now.tenant;
    if other || was.cloud != now.cloud {
        found.push(Loosened {
            what: "this is for another tenant or cloud, so that nothing is known of who is who"
                .to_owned(),
            at: now.span.map(Where::New).or(was.span.map(Where::Old)),
        });
    }
}

/// Finds principals of another kind: who is behind a group is not seen of a user.
fn kinds(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    for (index, now) in sides.new.model.principals.iter().enumerate() {
        let was = sides.forth.party(PrincipalId::new(index));
        let Some(was) = was.and_then(|was| sides.old.model.principal(was)) else {
            continue;
        };
        if was.kind != now.kind {
            found.push(Loosened {
                what: format!(
                    "`{}` was a {} and is a {}, so that rules judge it in another way",
                    now.name,
                    was.kind.keyword(),
                    now.kind.keyword()
                ),
                at: Some(Where::New(now.span)),
            });
        }
    }
}

/// Finds grants that are said to be break-glass and were not: rules leave them alone.
fn kept(sides: &Sides<'_, '_>, found: &mut Vec<Loosened>) {
    let (old, new) = (sides.old.model, sides.new.model);
    let is_kept = |one: &&Grant| old.statement(one.statement).is_some_and(|one| one.keep);
    let kept = old.grants.iter().filter(is_kept);
    let kept: HashSet<_> = kept.map(|one| (one.principal, one.on)).collect();
    let is_new = |one: &&Grant| {
        let was = sides
            .forth
            .party(one.principal)
            .zip(sides.forth.same(one.on));
        let keeps = new.statement(one.statement).is_some_and(|one| one.keep);
        keeps && was.is_none_or(|was| !kept.contains(&was))
    };
    let fresh: BTreeSet<_> = new
        .grants
        .iter()
        .filter(is_new)
        .map(|one| one.statement)
        .collect();
    found.extend(fresh.into_iter().map(|id| Loosened {
        what:
            "this grant is break-glass (`keep`), which it was not: rules leave it alone".to_owned(),
        at: new.statement(id).map(|one| Where::New(one.span)),
    }));
}
