//! What was added, as policy text for a pull request.

use std::path::Path;

use smol_str::SmolStr;

use crate::access::ObjectIds;
use crate::cli::command::import::{adoptable, policy};
use crate::cli::command::plan::Made;
use crate::cli::command::plan::words::subject;
use crate::cli::{Context, Error, Shown};
use crate::compile::Provenance;
use crate::drift::{Drift, Item, Kind, Place};
use crate::import::{Document, Known};
use crate::model::{Model, PrincipalId, ScopeId};
use crate::observed::{self, Completeness, Snapshot};
use crate::plan::{Subject, policy_of};
use crate::report::safe;
use crate::source::Origin;

/// Refuses to write over a file.
pub(super) fn refuse(out: &Path, context: &Context<'_, '_>) -> Result<(), Error> {
    if is_stream(out) || context.world.bytes_if_any(out)?.is_none() {
        return Ok(());
    }
    Err(Error::Usage {
        message: format!(
            "`{}` is there already, and what is adopted goes to a new file",
            Shown::from(out)
        ),
        help: "name another one; what was adopted before is part of the policy".to_owned(),
    })
}

/// Tells whether policy text goes to standard output.
pub(super) fn is_stream(path: &Path) -> bool {
    path == Path::new("-")
}

/// Writes what was added.
pub(super) fn adopt(
    made: &mut Made,
    drift: &Drift,
    out: &Path,
    context: &mut Context<'_, '_>,
) -> Result<(), Error> {
    let added = drift.items.iter().filter(|one| one.kind == Kind::Added);
    let (composed, added): (Vec<_>, Vec<_>) = added.partition(|one| is_composed(made, one));
    for one in composed {
        let what = safe(&subject(&one.change)).into_owned();
        let why = "is not adopted: the policy makes this role for a stage; grant the stage";
        writeln!(context.console.err(), "{what} {why}")?;
    }
    let added: Vec<&Place> = added.iter().filter_map(|one| one.place.as_ref()).collect();
    let text = as_policy(made, &added, context);
    if is_stream(out) {
        context.console.out().write_all(text.as_bytes())?;
        return Ok(());
    }
    context.world.write(out, text.as_bytes())?;
    if !context.common.quiet {
        writeln!(context.console.err(), "wrote `{}`", Shown::from(out))?;
    }
    Ok(())
}

/// Writes what was added in the words of the policy.
fn as_policy(made: &mut Made, added: &[&Place], context: &Context<'_, '_>) -> String {
    let there = only(&made.reading.snapshot, added);
    let known = Names::of(&made.analysis.model, &made.reading.snapshot, made);
    let text = observed::write(&there);
    let name = format!("what Azure had at {}", there.taken);
    let file = made
        .session
        .sources
        .add(name, text.as_str(), Origin::Policy);
    let document = Document { file, text: &text };
    let trees = &made.session.trees;
    let imported = adoptable(
        &[document],
        Known {
            scopes: &known.scopes,
            principals: &known.principals,
            roles: &known.roles,
            above: true,
            ..Known::default()
        },
        (trees.files(), trees.standard()),
        (trees.catalog(), context.today.into()),
    );
    policy(&made.session.sources, &[file], &imported)
}

/// Tells whether an assignment is of a role that the policy composes, which has no name to grant.
fn is_composed(made: &Made, item: &Item) -> bool {
    let Subject::Assignment { role_id, .. } = &item.change.subject else {
        return false;
    };
    let marked = made.reading.snapshot.role_definitions.iter().any(|one| {
        let owner = one.description.as_deref().and_then(policy_of);
        one.id == *role_id && owner == Some(&made.analysis.model.policy.name)
    });
    let mut roles = made.analysis.compiled.roles.iter();
    let written =
        roles.any(|one| one.guid == *role_id && matches!(one.provenance, Provenance::Written(_)));
    marked && !written
}

/// Leaves of a snapshot what was added, and the roles of that.
fn only(snapshot: &Snapshot, added: &[&Place]) -> Snapshot {
    let is_added = |scope: &str, name: &str| {
        added
            .iter()
            .any(|one| one.name == name && one.scope.eq_ignore_ascii_case(scope))
    };
    let mut there = snapshot.clone();
    there
        .role_assignments
        .retain(|one| is_added(&one.scope, &one.name.text()));
    let held = &there.role_assignments;
    there
        .role_definitions
        .retain(|role| held.iter().any(|one| one.role == role.id));
    there.completeness = Completeness::default();
    there.deny_assignments.clear();
    there.locks.clear();
    there.federated_credentials.clear();
    there
}

/// What the policy calls what it declares, by its ids in Azure.
struct Names {
    scopes: Vec<(SmolStr, String)>,
    principals: Vec<(SmolStr, String)>,
    roles: Vec<(SmolStr, String)>,
}

impl Names {
    fn of(model: &Model, snapshot: &Snapshot, made: &Made) -> Self {
        let ids = ObjectIds::of(model, snapshot, &snapshot.index());
        let scopes = model.scopes.iter().enumerate();
        let scopes = scopes.filter(|(_, one)| one.declared.is_some());
        let scopes = scopes.map(|(at, one)| (one.id.clone(), model.scope_name(ScopeId::new(at))));
        let people = (0..model.principals.len()).map(PrincipalId::new);
        let people = people.filter_map(|id| {
            let known = ids.known(id)?.clone();
            Some((known, model.principal_name(id)))
        });
        let roles = made.analysis.compiled.roles.iter().filter_map(|role| {
            let (Provenance::Written(id) | Provenance::Existing(id)) = role.provenance else {
                return None;
            };
            Some((role.guid.clone(), model.role(id)?.name.to_string()))
        });
        Self {
            scopes: scopes.collect(),
            principals: people.collect(),
            roles: roles.collect(),
        }
    }
}
