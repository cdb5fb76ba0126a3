//! Whether whoever is signed in may write what a plan writes.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::change::Plan;
use super::refusal::{Guard, Refusal};
use super::write::Write;
use crate::algebra::{Answer, PermissionSet};
use crate::catalog::Catalog;
use crate::model::permission::{Block, Plane};
use crate::observed::{RoleAssignment, Snapshot};
use crate::source::Span;

/// So many scopes are named for one operation.
const NAMED: usize = 3;

/// A right that a write asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The operation.
    pub operation: &'static str,
    /// Where.
    pub scope: SmolStr,
}

/// Whoever is signed in.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The object id, if the token tells it.
    pub id: Option<SmolStr>,
    /// What it may do at scopes, by their ids in lower case and conditions aside, or why that is
    /// not known.
    pub holds: BTreeMap<SmolStr, Result<Vec<Block>, String>>,
    /// It is about to apply the plan; who only plans may lack all of it.
    pub applies: bool,
}

/// Lists what the writes of a plan ask for.
pub fn needs(plan: &Plan, snapshot: &Snapshot) -> BTreeSet<Need> {
    let writes = plan.changes.iter().flat_map(|one| &one.writes);
    let needs = writes.flat_map(|(_, write)| {
        let (operation, scopes) = match write {
            Write::PutRole(role) => (
                "Microsoft.Authorization/roleDefinitions/write",
                role.assignable_scopes.clone(),
            ),
            Write::DeleteRole { id } => (
                "Microsoft.Authorization/roleDefinitions/delete",
                assignable(snapshot, id),
            ),
            Write::PutAssignment(one) => (
                "Microsoft.Authorization/roleAssignments/write",
                vec![one.scope.clone()],
            ),
            Write::DeleteAssignment { scope, .. } => (
                "Microsoft.Authorization/roleAssignments/delete",
                vec![scope.clone()],
            ),
        };
        let scopes = scopes.into_iter();
        scopes.map(move |scope| Need { operation, scope })
    });
    needs.collect()
}

fn assignable(snapshot: &Snapshot, role: &str) -> Vec<SmolStr> {
    let mut roles = snapshot.role_definitions.iter();
    let found = roles.find(|one| one.id == role);
    found.map_or_else(Vec::new, |one| one.assignable_scopes.clone())
}

impl Caller {
    /// Tells whether a right is held, as far as is known. What is held above is held here as well.
    pub fn has(&self, need: &Need) -> Option<bool> {
        let here = need.scope.to_lowercase();
        let above = std::iter::successors(Some(here.as_str()), |id| {
            let (above, _) = id.rsplit_once('/')?;
            (!above.is_empty()).then_some(above)
        });
        let mut answer = None;
        for id in above {
            let Some(Ok(blocks)) = self.holds.get(id) else {
                continue;
            };
            match gives(blocks, need.operation) {
                Answer::Yes => return Some(true),
                Answer::No if id == here => answer = Some(false),
                _ => {}
            }
        }
        answer
    }
}

fn gives(blocks: &[Block], operation: &str) -> Answer {
    PermissionSet::of(blocks).grants(Plane::Control, operation)
}

/// Refuses a plan whose writes ask for what the caller lacks, and notes what is not known of that.
pub fn judge(
    plan: &mut Plan,
    needs: &BTreeSet<Need>,
    caller: &Caller,
    (snapshot, places): (&Snapshot, Vec<Span>),
) {
    let mut lacking: BTreeMap<&str, Vec<&SmolStr>> = BTreeMap::new();
    let mut unknown: BTreeMap<&str, Vec<&SmolStr>> = BTreeMap::new();
    for need in needs {
        match caller.has(need) {
            Some(true) => {}
            Some(false) => lacking.entry(need.operation).or_default().push(&need.scope),
            None => unknown.entry(need.operation).or_default().push(&need.scope),
        }
    }
    let lacks = lacking.values().map(Vec::len).sum::<usize>();
    if !caller.applies && lacks > 0 && lacks == needs.len() {
        let note =
            "whoever is signed in may write none of this, so that somebody else has to apply it";
        plan.notes.push(note.to_owned());
    } else {
        let refused = lacking.iter();
        let refused = refused.map(|(operation, scopes)| refusal(operation, scopes, &places));
        plan.refusals.extend(refused);
    }
    for (operation, scopes) in &unknown {
        let reason = scopes.iter().find_map(|scope| {
            let told = caller.holds.get(scope.to_lowercase().as_str())?;
            told.as_ref().err().cloned()
        });
        let reason = reason.map(|reason| format!(": {reason}"));
        plan.notes.push(format!(
            "whether whoever is signed in may `{operation}` at {} is not known{}",
            named(scopes),
            reason.unwrap_or_default()
        ));
    }
    let found = conditional(plan.catalog, needs, caller, snapshot);
    plan.notes.extend(found);
}

fn refusal(operation: &str, scopes: &[&SmolStr], places: &[Span]) -> Refusal {
    Refusal::new(
        Guard::MissingRights,
        places.to_vec(),
        format!(
            "whoever is signed in may not `{operation}` at {}, and Azure would say `AuthorizationFailed`",
            named(scopes)
        ),
        "have it granted there, as `rolewright rights` says, or sign in as somebody who may",
    )
}

fn named(scopes: &[&SmolStr]) -> String {
    let shown = scopes.iter().take(NAMED);
    let shown: Vec<_> = shown.map(|scope| format!("`{scope}`")).collect();
    match scopes.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Lists what the caller itself holds under conditions alone, which the answers of Azure do not show.
fn conditional(
    catalog: &Catalog,
    needs: &BTreeSet<Need>,
    caller: &Caller,
    snapshot: &Snapshot,
) -> Vec<String> {
    let Some(id) = &caller.id else {
        return Vec::new();
    };
    let own = snapshot.role_assignments.iter();
    let own = own.filter(|one| one.principal.id == *id && !one.is_eligible());
    let own: Vec<_> = own
        .map(|one| (one, blocks(catalog, snapshot, &one.role.text())))
        .collect();
    if own.iter().all(|(one, _)| one.condition.is_none()) {
        return Vec::new();
    }
    let index = snapshot.index();
    let mut found: BTreeMap<&str, Vec<&SmolStr>> = BTreeMap::new();
    for need in needs {
        let above = index.above(&need.scope).scopes;
        let is_above = |one: &RoleAssignment| {
            let mut above = above.iter();
            above.any(|id| id.eq_ignore_ascii_case(&one.scope))
        };
        let giving = own.iter();
        let giving = giving
            .filter(|(one, blocks)| is_above(one) && gives(blocks, need.operation) != Answer::No);
        let giving: Vec<_> = giving.collect();
        if !giving.is_empty() && giving.iter().all(|(one, _)| one.condition.is_some()) {
            found.entry(need.operation).or_default().push(&need.scope);
        }
    }
    let notes = found.iter().map(|(operation, scopes)| {
        format!(
            "whoever is signed in holds `{operation}` at {} under a condition, which is not judged here: what does not fit it Azure refuses",
            named(scopes)
        )
    });
    notes.collect()
}

fn blocks(catalog: &Catalog, snapshot: &Snapshot, role: &str) -> Vec<Block> {
    let mut roles = snapshot.role_definitions.iter();
    let read = roles.find(|one| one.id == role);
    let built_in = || Some(catalog.builtin_by_id(role)?.blocks());
    let read = read.map(|one| one.permissions.clone());
    read.or_else(built_in).unwrap_or_default()
}
