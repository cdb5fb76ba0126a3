//! `rolewright rights`

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::plan::{self, Made, Wanted, Where};
use super::{aside, stack::NoStack};
use crate::cli::analysis::{Analysis, analyse};
use crate::cli::config::Deny;
use crate::cli::pins::Lock;
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::observed::Age;
use crate::plan::{Aim, Kind, Subject, Write};
use crate::report;
use crate::rights::{self, Held, Limit, Rights, Role, There};
use crate::support::hash::HashMap;

/// Prints the least rights that planning and applying a policy set needs.
///
/// Two custom roles as policy text: one reads and is held by whoever plans and whoever applies, one
/// writes and is held by whoever applies. Beside them stands where each is held, and the condition
/// that limits which roles may be handed out, and to whom.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright rights policies                    the roles as policy text
  rolewright rights --output json policies      with the conditions, for programs
  rolewright rights policies --via stack        for a deployment stack, as rolewright.toml has it
  rolewright rights policies --against snapshot.json  to take away what left the policy as well

docs/rights.md explains how the two identities are set up. Object ids that the policy does not say
are taken from rolewright.lock; where one is not known either, the kind of principal counts.")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Whoever applies deploys a stack; write by write is the usual way
    #[arg(long, value_name = "WAY", value_parser = ["stack"])]
    via: Option<String>,
    /// Let what this snapshot of Azure holds and the policy does not ask for any more be taken away, and
    /// roles that are there under other ids be handed out
    #[arg(long, value_name = "SNAPSHOT")]
    against: Option<PathBuf>,
    /// Refuse a snapshot older than AGE, such as 24h or 7d
    #[arg(long, value_name = "AGE", requires = "against")]
    max_age: Option<Age>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shape<'r> {
    schema: u32,
    policy: &'r str,
    plan: RoleShape<'r>,
    apply: Option<RoleShape<'r>>,
    stack: Option<StackShape<'r>>,
    notes: &'r [&'static str],
}

#[derive(Serialize)]
struct StackShape<'r> {
    plan: RoleShape<'r>,
    apply: RoleShape<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoleShape<'r> {
    name: &'r str,
    actions: &'r [smol_str::SmolStr],
    assignable_scopes: &'r [smol_str::SmolStr],
    held: Vec<HeldShape<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HeldShape<'r> {
    scope: &'r str,
    condition: Option<&'r str>,
    condition_version: Option<&'static str>,
}

/// What rights are worked out from.
struct Known {
    session: Session,
    analysis: Analysis,
    lock: Lock,
    there: There,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let known = match &args.against {
        None => alone(args, context)?,
        Some(snapshot) => beside(args, snapshot, context)?,
    };
    let Some(known) = known else {
        return Ok(Exit::Findings);
    };
    let settings = known.session.config.stack.as_ref();
    let settings = match &args.via {
        None => None,
        Some(_) => Some(settings.ok_or(NoStack::Unset)?),
    };
    let stack = settings.map(|stack| rights::Stack {
        scope: &stack.scope,
        denies: stack.deny != Deny::Nothing,
    });
    let policy = (&known.analysis.model, &known.analysis.compiled);
    let rights = rights::of(policy, &known.lock.pins, &known.there, stack);
    for target in context.targets() {
        let text = match target.kind {
            OutputKind::Json => report::json_text(&shape(&rights))?,
            _ => rights::source(&rights),
        };
        context.deliver(&target, &text)?;
    }
    Ok(Exit::Clean)
}

/// Reads the policy set alone; none where it has findings that fail it.
fn alone(args: &Args, context: &mut Context<'_, '_>) -> Result<Option<Known>, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let analysis = analyse(&mut session, context.today.into());
    if let Some(wrong) = plan::failing(&session, &analysis) {
        let so = "no rights are told for a policy with findings that fail it";
        aside(wrong, &session, context, so)?;
        return Ok(None);
    }
    Ok(Some(Known {
        lock: Lock::open(context, &session, &args.paths)?,
        session,
        analysis,
        there: There::default(),
    }))
}

/// Plans against a snapshot, and keeps what the plan takes away and which ids roles have.
fn beside(
    args: &Args,
    snapshot: &Path,
    context: &mut Context<'_, '_>,
) -> Result<Option<Known>, Error> {
    let wanted = Wanted {
        paths: &args.paths,
        from: Where::Snapshot(snapshot, args.max_age),
        aim: Aim::Hold,
        max_deletes: Some(u32::MAX),
        delete_unexplained: false,
        applies: None,
        undone: "worked out",
        accepted: &[],
    };
    let Some(made) = plan::make(&wanted, context)? else {
        return Ok(None);
    };
    Ok(Some(Known {
        there: there(&made),
        session: made.session,
        analysis: made.analysis,
        lock: made.lock,
    }))
}

fn there(made: &Made) -> There {
    let mut there = There::default();
    let custom = made.analysis.compiled.roles.iter();
    let custom = custom.filter(|one| one.is_custom());
    let given: HashMap<_, _> = custom.map(|one| (&one.display_name, &one.guid)).collect();
    for change in &made.plan.changes {
        for (_, write) in &change.writes {
            if let Write::PutRole(role) = write {
                there.define.extend(role.assignable_scopes.iter().cloned());
            }
        }
        let goes = change.kind == Kind::Delete;
        match &change.subject {
            Subject::Assignment { scope, role_id, .. } if goes => {
                there.unassign.push((scope.clone(), role_id.clone()));
            }
            Subject::Role { id, .. } if goes => {
                let mut roles = made.reading.snapshot.role_definitions.iter();
                let role = roles.find(|one| one.id == *id);
                let scopes = role
                    .into_iter()
                    .flat_map(|one| one.assignable_scopes.clone());
                there.undefine.extend(scopes);
            }
            Subject::Role { name, id } if is_there(change.kind) => {
                if let Some(ours) = given.get(name).filter(|ours| **ours != id) {
                    there.adopted.insert((*ours).clone(), id.clone());
                }
            }
            _ => {}
        }
    }
    there
}

fn is_there(kind: Kind) -> bool {
    matches!(kind, Kind::Adopt | Kind::Update | Kind::Same)
}

fn shape(rights: &Rights) -> Shape<'_> {
    Shape {
        schema: 1,
        policy: &rights.policy,
        plan: role(&rights.plan),
        apply: rights.apply.as_ref().map(role),
        stack: rights.stack.as_ref().map(|one| StackShape {
            plan: role(&one.plan),
            apply: role(&one.apply),
        }),
        notes: &rights.notes,
    }
}

fn role(role: &Role) -> RoleShape<'_> {
    RoleShape {
        name: &role.name,
        actions: &role.actions,
        assignable_scopes: &role.assignable_scopes,
        held: role.held.iter().map(held).collect(),
    }
}

fn held(held: &Held) -> HeldShape<'_> {
    let condition = match &held.condition {
        Limit::Condition(text) => Some(text.as_str()),
        Limit::Free | Limit::TooLong => None,
    };
    HeldShape {
        scope: &held.scope,
        condition,
        condition_version: condition.map(|_| "2.0"),
    }
}
