//! `rolewright report`

use std::path::PathBuf;

use serde::Serialize;

use super::against::Against;
use super::table::Table;
use super::{deliver, minimize};
use crate::access::{Access, World};
use crate::cli::analysis::{Analysis, analyse};
use crate::cli::args::OutputTarget;
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::reach::Reach;
use crate::score::{Input, Row, Used, Weight, is_meant, score};

/// Score how much each identity holds beyond what was meant and beyond what was used.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright report policies                           score a policy set
  rolewright report --json policies                    the same for programs
  rolewright report --activity log.json policies       count what was not used as well

docs/score.md explains each number.")]
pub struct Args {
    /// Folders with `.rw` files, or `.rw` and `.json` files [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Count what an export of the activity log does not show as unused; may be given several times
    #[arg(long, value_name = "LOG")]
    activity: Vec<PathBuf>,
    /// Write JSON: the same as `--output json`
    #[arg(long, conflicts_with = "output")]
    json: bool,
    #[command(flatten)]
    against: Against,
}

/// The score of a policy set.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Score {
    schema: u32,
    policy: String,
    date: String,
    identities: Vec<Scored>,
    totals: Totals,
}

/// The score of one identity in one environment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Scored {
    identity: String,
    kind: &'static str,
    environment: Option<String>,
    index: u8,
    held: Part,
    beyond_intent: Part,
    beyond_use: Option<Part>,
    by_reach: Option<Part>,
}

/// All rows together.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Totals {
    index: u8,
    held: Part,
    excess_weight: u64,
}

/// How much some operations are.
#[derive(Debug, Clone, Copy, Serialize)]
struct Part {
    operations: usize,
    weight: u64,
}

impl From<Weight> for Part {
    fn from(one: Weight) -> Self {
        Self {
            operations: one.operations,
            weight: one.weight,
        }
    }
}

/// Rises when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let mut session = Session::open(context, &args.paths)?;
    let analysis = analyse(&mut session, context.today.into());
    if analysis.model.partial {
        let message = "the policy has errors, and what they hide would be missing in the score";
        return Err(Error::Usage {
            message: message.to_owned(),
            help: "run `rolewright lint` and mend what it finds".to_owned(),
        });
    }
    let used = minimize::used(&args.activity, &analysis, context)?;
    let world = args
        .against
        .world(context, (&analysis.model, &analysis.compiled))?;
    let answer = scored(&analysis, &world, used.as_ref(), context);
    if args.json {
        context.common.output.push(OutputTarget {
            kind: OutputKind::Json,
            path: None,
        });
    }
    deliver(context, &answer, |_| drawn(&answer))
}

fn scored(
    analysis: &Analysis,
    world: &World,
    used: Option<&Used>,
    context: &Context<'_, '_>,
) -> Score {
    let catalog = analysis.compiled.catalog;
    let (meant, gained) = (world.only(is_meant), world.clone().with_gains());
    let held = Access::new(world, catalog);
    let meant = Access::new(&meant, catalog);
    let gained = Access::new(&gained, catalog);
    let reach = Reach::of(&gained);
    let mut rows = score(&Input {
        held: &held,
        meant: &meant,
        reach: Some(&reach),
        used,
    });
    rows.sort_by(|left, right| {
        (right.index, right.held.weight).cmp(&(left.index, left.held.weight))
    });
    Score {
        schema: SCHEMA,
        policy: analysis.model.policy.name.to_string(),
        date: context.today.to_string(),
        totals: totals(&rows),
        identities: rows.iter().filter_map(|row| shown(world, row)).collect(),
    }
}

fn shown(world: &World, row: &Row) -> Option<Scored> {
    let party = world.parties.get(row.who.index())?;
    Some(Scored {
        identity: party.name.to_string(),
        kind: party.kind.keyword(),
        environment: row.environment.as_ref().map(ToString::to_string),
        index: row.index,
        held: row.held.into(),
        beyond_intent: row.beyond_intent.into(),
        beyond_use: row.beyond_use.map(Into::into),
        by_reach: row.by_reach.map(Into::into),
    })
}

/// Weighs all rows together: an identity counts in each environment.
fn totals(rows: &[Row]) -> Totals {
    let held = rows.iter().fold(Weight::default(), |all, row| Weight {
        operations: all.operations + row.held.operations,
        weight: all.weight + row.held.weight,
    });
    let excess: u64 = rows.iter().map(|row| row.excess.weight).sum();
    let whole = Weight {
        operations: 0,
        weight: excess,
    };
    Totals {
        index: whole.share_of(held),
        held: held.into(),
        excess_weight: excess,
    }
}

fn drawn(score: &Score) -> String {
    let mut table = Table::new([
        "INDEX",
        "IDENTITY",
        "IN",
        "HELD",
        "BEYOND INTENT",
        "UNUSED",
        "BY STEPS",
    ]);
    let weight =
        |part: Option<Part>| part.map_or_else(|| "-".to_owned(), |one| one.weight.to_string());
    for one in &score.identities {
        table.row([
            one.index.to_string(),
            one.identity.clone(),
            one.environment.clone().unwrap_or_else(|| "-".to_owned()),
            one.held.weight.to_string(),
            one.beyond_intent.weight.to_string(),
            weight(one.beyond_use),
            weight(one.by_reach),
        ]);
    }
    format!(
        "{}\nindex {} over all; the other numbers are weights by risk, see docs/score.md\n",
        table.draw(""),
        score.totals.index
    )
}
