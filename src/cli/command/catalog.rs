//! `rolewright catalog`: looks things up in the catalogue, and builds it.

mod build;
mod expand;
mod nothing;
mod role;
mod search;
mod show;
mod update;

use clap::Subcommand;
use serde::Serialize;

use super::deliver;
use crate::catalog::{Catalog, Operation, OperationId};
use crate::cli::{Context, Error, Exit, catalogue};
use crate::model::permission::Plane;

/// Look up operations and built-in roles.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright catalog search workspaces listkeys         find names
  rolewright catalog expand 'Microsoft.Storage/*/read'  expand a pattern
  rolewright catalog role \"AzureML Data Scientist\"      show a built-in role
  rolewright catalog role AcrPull --output json         for programs")]
pub struct Args {
    /// What to look up
    #[command(subcommand)]
    question: Question,
}

/// What to look up.
#[derive(Debug, Subcommand)]
enum Question {
    /// Find operations, retired operations and built-in roles by words in their names.
    Search(search::Args),
    /// Show what is known of one operation, and which built-in roles grant it.
    Show(show::Args),
    /// List the operations that a pattern covers, surely or possibly.
    Expand(expand::Args),
    /// Show a built-in role: its blocks and what they really reach.
    Role(role::Args),
    /// Compare the catalogue with what Azure publishes today.
    Update(update::Args),
    /// Build the bytes of a catalogue from its source tables.
    #[command(hide = true)]
    Build(build::Args),
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let catalog = || catalogue::at_hand(context);
    match &args.question {
        Question::Search(args) => {
            let found = search::find(catalog()?, args);
            deliver(context, &found, |_| search::table(&found))
        }
        Question::Show(args) => {
            let shown = show::look_up(catalog()?, args)?;
            deliver(context, &shown, |width| show::table(&shown, width))
        }
        Question::Expand(args) => {
            let catalog = catalog()?;
            let expansion = expand::expand(catalog, args);
            deliver(context, &expansion, |width| {
                expand::table(catalog, &expansion, width)
            })
        }
        Question::Role(args) => {
            let role = role::look_up(catalog()?, args)?;
            deliver(context, &role, |width| role::table(&role, width))
        }
        Question::Update(args) => update::run(args, context),
        Question::Build(args) => build::run(args, context),
    }
}

/// An operation as it is listed.
#[derive(Debug, Serialize)]
struct Listed {
    name: &'static str,
    plane: &'static str,
    access: &'static str,
    risk: &'static str,
}

impl Listed {
    fn of(catalog: &Catalog, id: OperationId) -> Self {
        let Operation {
            name,
            plane,
            access,
            risk,
            ..
        } = catalog.operation(id);
        Self {
            name,
            plane: plane_word(plane),
            access: access.word(),
            risk: risk.word(),
        }
    }

    fn cells(&self) -> [String; 4] {
        [self.name, self.plane, self.access, self.risk].map(str::to_owned)
    }
}

pub(super) fn plane_word(plane: Plane) -> &'static str {
    match plane {
        Plane::Control => "control",
        Plane::Data => "data",
    }
}

/// Reads what [`plane_word`] writes.
fn plane_of(word: &str) -> Option<Plane> {
    Plane::BOTH
        .into_iter()
        .find(|plane| plane_word(*plane) == word)
}
