//! Whether somebody can still grant something after the plan, and whoever carries it out among them.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::Work;
use super::change::Plan;
use super::refusal::{Guard, Refusal};
use super::write::{Phase, Write};
use crate::access::{Access, Asked};
use crate::compile::names::scope_in_name;
use crate::compile::place::Place;
use crate::model::PrincipalId;
use crate::model::permission::Plane;
use crate::source::Span;

/// What whoever grants has to hold.
const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";

/// Lists the subscriptions and management groups at which nobody surely holds it any more.
pub(super) fn check(
    work: &Work<'_>,
    plan: &Plan,
    before: &Access<'_>,
    after: &Access<'_>,
) -> Vec<Refusal> {
    let touched = touched(work, plan);
    let high = touched.iter().filter(|scope| is_high(scope));
    let locked = high.filter(|scope| holds(before, scope) && !holds(after, scope));
    let locked = locked.map(|scope| {
        Refusal::new(
            Guard::Lockout,
            places(plan),
            format!("after this plan nobody surely holds `{WRITE}` at `{scope}`, and nobody could undo it"),
            "grant `User Access Administrator` or `Owner` there to somebody who stays, and plan again",
        )
    });
    locked
        .chain(callers(work, plan, (before, after), &touched))
        .collect()
}

/// Refuses to take from whoever is signed in what it needs to go on, and to undo it.
fn callers(
    work: &Work<'_>,
    plan: &Plan,
    (before, after): (&Access<'_>, &Access<'_>),
    touched: &BTreeSet<SmolStr>,
) -> Option<Refusal> {
    let id = work.input.caller?;
    let bounds = |access: &Access<'_>, scope: &str| {
        // Where the last assignment goes, what is held above is left; above a subscription the ids do not
        // say what that is.
        let at = access.place(scope);
        let at = at.filter(|at| at.exact || !is_high(scope))?;
        let asked: Asked = access.asked(Plane::Control, WRITE);
        Some(access.decide(access.party(id)?, at, &asked))
    };
    // What stands under a condition is held as well: it is what `rolewright rights` asks for.
    let loses = |scope: &&SmolStr| {
        let Some(was) = bounds(before, scope) else {
            return false;
        };
        let is = bounds(after, scope);
        let (lower, upper) = is.map_or((false, false), |is| (is.lower, is.upper));
        was.lower && !lower || was.upper && !upper
    };
    let scope = touched.iter().find(loses)?;
    Some(Refusal::new(
        Guard::Lockout,
        places(plan),
        format!(
            "the plan takes `{WRITE}` at `{scope}` from `{id}`, and that is whoever is signed in"
        ),
        "have somebody else carry it out, or keep it: in the policy, and at an authoritative scope with `plan.except-principals`",
    ))
}

fn is_high(scope: &str) -> bool {
    matches!(
        Place::of(scope),
        Some(Place::Subscription { .. } | Place::ManagementGroup { .. })
    )
}

/// Lists the scopes at which something is taken away, and those above.
fn touched(work: &Work<'_>, plan: &Plan) -> BTreeSet<SmolStr> {
    let mut scopes: Vec<SmolStr> = Vec::new();
    for (_, write) in plan.changes.iter().flat_map(|one| &one.writes) {
        match write {
            Write::DeleteAssignment { scope, .. } => scopes.push(scope.clone()),
            Write::PutRole(role) => {
                let all = work.found.assignments();
                let held = all.filter(|(_, one)| one.role == role.id);
                scopes.extend(held.map(|(_, one)| one.scope.clone()));
            }
            _ => {}
        }
    }
    let all = scopes
        .iter()
        .flat_map(|scope| work.index.above(scope).scopes);
    all.map(|id| scope_in_name(&id).into()).collect()
}

/// Tells whether anybody surely may grant at a scope.
fn holds(access: &Access<'_>, scope: &str) -> bool {
    let Some(at) = access.place(scope).filter(|at| at.exact) else {
        return false;
    };
    let asked: Asked = access.asked(Plane::Control, WRITE);
    let parties = 0..access.world().parties.len();
    let mut who = parties.map(PrincipalId::new);
    who.any(|who| access.decide(who, at, &asked).lower)
}

/// Lists where the policy asks for the roles that change.
fn places(plan: &Plan) -> Vec<Span> {
    let narrowed = plan.changes.iter().filter(|one| {
        let mut phases = one.writes.iter().map(|(phase, _)| *phase);
        phases.any(|phase| phase == Phase::Narrow)
    });
    narrowed.flat_map(|one| one.places.clone()).collect()
}
