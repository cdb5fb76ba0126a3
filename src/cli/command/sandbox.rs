//! `rolewright sandbox`

mod certificate;
mod connection;
mod demo;
mod environment;
mod folder;
mod random;
mod serve;
mod storage;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::Timestamp;

use crate::cli::{Context, Error, Exit};
use crate::sandbox::{Orders, Seed, Tenant};
use folder::Folder;
use storage::Storage;

/// Run a local Azure: Resource Manager, Microsoft Graph and the authority, on this machine alone.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rolewright sandbox demo                      see a policy planned and applied
  rolewright sandbox run --port 18500          serve until it is stopped
  eval \"$(rolewright sandbox env)\"             point az, the SDKs and rolewright at it
  rolewright sandbox seed world.json           put a world into it while it is stopped")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    what: What,
}

/// What to do with the sandbox.
#[derive(Debug, Subcommand)]
enum What {
    /// Serve until it is stopped; prints its address when it is ready.
    Run(Run),
    /// Print what clients need to reach it, as commands for a shell.
    Env(Env),
    /// Put a world into it while it is stopped.
    Seed(Plant),
    /// Plan and apply a small policy in a sandbox of its own; each command is printed and run.
    Demo(demo::Demo),
}

/// Where the sandbox keeps what it holds.
#[derive(Debug, clap::Args)]
struct Place {
    /// Keep everything in DIR [default: rolewright/sandbox in the state folder of the user]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Take this id for the tenant when it is made anew [default: a random one]
    #[arg(long, value_name = "GUID")]
    tenant: Option<String>,
}

/// The arguments of `sandbox run`.
#[derive(Debug, clap::Args)]
struct Run {
    #[command(flatten)]
    place: Place,
    /// Listen on this port of 127.0.0.1 [default: the one of last time, else a free one]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Put the world of FILE into it first; docs/sandbox.md describes the form
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Read limits, delays and faults from FILE; docs/sandbox.md describes the form
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

/// The arguments of `sandbox env`.
#[derive(Debug, clap::Args)]
struct Env {
    #[command(flatten)]
    place: Place,
}

/// The arguments of `sandbox seed`.
#[derive(Debug, clap::Args)]
struct Plant {
    #[command(flatten)]
    place: Place,
    /// The world
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs the command.
pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    match &args.what {
        What::Run(args) => serve(args, context),
        What::Env(args) => {
            let folder = folder_of(&args.place, context)?;
            let text = environment::exports(&folder)?;
            write!(context.console.out(), "{text}")?;
            Ok(Exit::Clean)
        }
        What::Demo(args) => demo::run(args, context),
        What::Seed(args) => {
            let folder = folder_of(&args.place, context)?;
            let (mut tenant, storage) = open(&folder, &args.place, Orders::default())?;
            plant(&args.file, &mut tenant, context)?;
            storage.settle(&mut tenant)?;
            Ok(Exit::Clean)
        }
    }
}

fn serve(args: &Run, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    let folder = folder_of(&args.place, context)?;
    let orders = match &args.faults {
        Some(path) => json(path, context)?,
        None => Orders::default(),
    };
    let (mut tenant, storage) = open(&folder, &args.place, orders)?;
    if let Some(path) = &args.seed {
        plant(path, &mut tenant, context)?;
    }
    let files = storage.settle(&mut tenant)?;
    let tls = certificate::load(&folder, Timestamp::now())?;
    serve::run(&folder, args.port, tls, tenant, files, context)
}

/// Opens the tenant that a folder keeps, or begins a new one there.
fn open<'folder>(
    folder: &'folder Folder,
    place: &Place,
    orders: Orders,
) -> Result<(Tenant, Storage<'folder>), Error> {
    let storage = Storage::open(folder)?;
    let identity = folder.identity(place.tenant.as_deref())?;
    let tenant = Tenant::new(identity, orders, &storage.kept()?, Timestamp::now());
    Ok((tenant, storage))
}

fn plant(path: &Path, tenant: &mut Tenant, context: &mut Context<'_, '_>) -> Result<(), Error> {
    let seed: Seed = json(path, context)?;
    tenant.plant(seed).map_err(|why| Error::Usage {
        message: format!(
            "`{}` cannot be planted: {}",
            shown(path),
            crate::report::safe(&why)
        ),
        help: "docs/sandbox.md describes what a seed holds".to_owned(),
    })
}

fn folder_of(place: &Place, context: &Context<'_, '_>) -> Result<Folder, Error> {
    let path = match &place.dir {
        Some(path) => context.world.place(path),
        None => folder::of_user(context.console)?,
    };
    Ok(Folder::new(path))
}

fn json<T: serde::de::DeserializeOwned>(
    path: &Path,
    context: &Context<'_, '_>,
) -> Result<T, Error> {
    let text = context.world.text(path)?;
    serde_json::from_str(&text).map_err(|error| Error::Usage {
        message: format!(
            "`{}` cannot be used: {}",
            shown(path),
            crate::report::safe(&error.to_string())
        ),
        help: "docs/sandbox.md describes the form".to_owned(),
    })
}

fn shown(path: &Path) -> String {
    crate::report::safe(&path.display().to_string()).into_owned()
}
