//! `rolewright rights`

use std::path::PathBuf;

use serde::Serialize;

use super::{aside, plan};
use crate::cli::analysis::analyse;
use crate::cli::pins::Lock;
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::report;
use crate::rights::{self, Held, Limit, Rights, Role};

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

docs/rights.md explains how the two identities are set up. Object ids that the policy does not say
are taken from rolewright.lock; where one is not known either, the kind of principal counts.")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shape<'r> {
    schema: u32,
    policy: &'r str,
    plan: RoleShape<'r>,
    apply: Option<RoleShape<'r>>,
    notes: &'r [&'static str],
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

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let analysis = analyse(&mut session, context.today.into());
    if let Some(wrong) = plan::failing(&session, &analysis) {
        let so = "no rights are told for a policy with findings that fail it";
        aside(wrong, &session, context, so)?;
        return Ok(Exit::Findings);
    }
    let lock = Lock::open(context, &session, &args.paths)?;
    let rights = rights::of(&analysis.model, &analysis.compiled, &lock.pins);
    for target in context.targets() {
        let text = match target.kind {
            OutputKind::Json => report::json_text(&shape(&rights))?,
            _ => rights::source(&rights),
        };
        context.deliver(&target, &text)?;
    }
    Ok(Exit::Clean)
}

fn shape(rights: &Rights) -> Shape<'_> {
    Shape {
        schema: 1,
        policy: &rights.policy,
        plan: role(&rights.plan),
        apply: rights.apply.as_ref().map(role),
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
