//! What of a snapshot bears on what a plan does to access.
//!
//! A tenant has many times more assignments than a plan touches. What is held at a scope comes from
//! that scope and those above it, so that assignments elsewhere change no answer.

use smol_str::{SmolStr, StrExt as _};

use crate::model::Guid;
use crate::observed::Snapshot;
use crate::plan::Work;
use crate::plan::change::{Change, Kind, Plan, Subject};
use crate::support::hash::HashSet;

/// Returns the snapshot with those assignments alone that bear on a plan.
pub(super) fn on(work: &Work<'_>, plan: &Plan) -> Snapshot {
    let all = work.input.snapshot;
    let (scopes, roles) = touched(work, plan);
    let bears = |scope: &SmolStr, role: &Guid| {
        roles.contains(role) || scopes.contains(&scope.to_ascii_lowercase_smolstr())
    };
    let held = all.role_assignments.iter();
    let held: Vec<_> = held
        .filter(|one| bears(&one.scope, &one.role))
        .cloned()
        .collect();
    let mut roles: HashSet<SmolStr> = held.iter().map(|one| one.role.into()).collect();
    roles.extend(work.input.compiled.roles.iter().map(|one| one.guid.clone()));
    // Azure's own, of which there are many, count where somebody holds them.
    let defined = all.role_definitions.iter();
    let defined = defined.filter(|one| one.custom || roles.contains(&one.id));
    Snapshot {
        role_assignments: held,
        role_definitions: defined.cloned().collect(),
        deny_assignments: all.deny_assignments.clone(),
        principals: all.principals.clone(),
        completeness: all.completeness.clone(),
        absent: all.absent.clone(),
        scopes: all.scopes.clone(),
        tenant: all.tenant.clone(),
        tree: all.tree.clone(),
        // Neither says what somebody may do.
        locks: Vec::new(),
        federated_credentials: Vec::new(),
        ..*all
    }
}

/// Lists the scopes at which somebody may gain or lose something, with all above them, and the roles
/// that change.
fn touched(work: &Work<'_>, plan: &Plan) -> (HashSet<SmolStr>, HashSet<Guid>) {
    let changes = |one: &&Change| !one.writes.is_empty() || one.kind == Kind::BuiltInChanged;
    let (mut scopes, mut roles) = (HashSet::default(), HashSet::default());
    for change in plan.changes.iter().filter(changes) {
        match &change.subject {
            Subject::Role { id, .. } => {
                roles.extend(Guid::read(id));
            }
            Subject::Assignment { scope, .. } => {
                scopes.insert(scope.clone());
            }
        }
    }
    let holders = work.found.assignments();
    let holders = holders.filter(|(_, one)| roles.contains(&one.role));
    scopes.extend(holders.map(|(_, one)| one.scope.clone()));
    let above = scopes.iter();
    let above = above.flat_map(|scope| work.index.above(scope).scopes);
    (above.collect(), roles)
}
