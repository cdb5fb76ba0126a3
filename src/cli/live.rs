//! Azure as it is now: signing in, reading, and telling what is waited for.
//!
//! [`connect`] is the one door to the network: it makes the runtime and the clients, from flags and
//! the environment alone, and commands that do not ask for Azure never come here.

mod error;
mod unread;
mod waits;

use std::path::PathBuf;
use std::sync::Arc;

use smol_str::SmolStr;
use tokio::runtime::{Builder, LocalOptions, LocalRuntime};

use super::{Context, Error};
use crate::apply::Way;
use crate::azure::{Budget, Graph, Manager};
use crate::credential::{Clock, Endpoints, Kind, Overrides, Service, Source, Surroundings};
use crate::gather::{self, Own, Sources, Via, Wanted, Who};
use crate::model::{Model, PrincipalKind};
use crate::net::{Client, Origin, Reach, Settings, Watch};
use crate::observed::Snapshot;

pub use error::Trouble;
pub(super) use unread::tell_unread;
pub(super) use waits::Waits;

/// The flags of commands that ask Azure.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Azure")]
pub struct Ask {
    /// Sign in this way: secret, github, azure-pipelines, workload-identity, azure-ml, managed-identity,
    /// az or azd [default: the first of them whose variables are set, else az]
    #[arg(long, value_name = "KIND", value_parser = kind)]
    credential: Option<Kind>,
    /// Trust the certificate authorities in this PEM file as well [default: `ROLEWRIGHT_CA_FILE`]
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Read long lists of many subscriptions through resource-manager or resource-graph; after a
    /// comma, or alone, `stack` writes as a deployment stack
    #[arg(long, value_name = "WAY", default_value = "resource-manager", value_parser = via)]
    via: Ways,
    /// Do not ask the directory who principals are and whom groups hold
    #[arg(long)]
    no_graph: bool,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::of(text).ok_or_else(|| {
        let words = Kind::ALL.map(Kind::word);
        format!("the ways to sign in are {}", words.join(", "))
    })
}

/// The ways to read and to write.
#[derive(Debug, Clone, Copy)]
struct Ways {
    reads: Via,
    writes: Way,
}

fn via(text: &str) -> Result<Ways, &'static str> {
    let mut ways = Ways {
        reads: Via::ResourceManager,
        writes: Way::Direct,
    };
    for word in text.split(',') {
        match word {
            "resource-manager" => ways.reads = Via::ResourceManager,
            "resource-graph" => ways.reads = Via::ResourceGraph,
            "stack" => ways.writes = Way::Stack,
            _ => return Err("the ways are resource-manager, resource-graph and stack"),
        }
    }
    Ok(ways)
}

impl Ask {
    /// Returns the way that a plan is carried out.
    pub(super) fn way(&self) -> Way {
        self.via.writes
    }

    /// Refuses a way to write where nothing is written.
    pub(super) fn only_reads(&self) -> Result<(), Error> {
        if self.way().is_direct() {
            return Ok(());
        }
        Err(Error::Usage {
            message: "`--via stack` is a way to write, and nothing is written here".to_owned(),
            help: "take it out; `rolewright plan --out` and `apply` understand it".to_owned(),
        })
    }
}

/// A connection to Azure, or to the sandbox.
pub struct Connection {
    /// What waits for answers.
    pub runtime: LocalRuntime,
    /// Resource Manager.
    pub manager: Manager,
    /// The directory, if it is to be asked.
    pub graph: Option<Graph>,
    /// Where they are.
    pub endpoints: Endpoints,
    /// Tokens for Resource Manager.
    pub tokens: Arc<Service>,
    pub(super) via: Via,
    budget: Budget,
    waits: Waits,
}

/// Connects to Azure for a policy.
pub fn connect(context: &Context<'_, '_>, model: &Model, ask: &Ask) -> Result<Connection, Error> {
    let variable = |name: &str| context.console.variable(name).map(str::to_owned);
    let said = |name| variable(name).filter(|value| !value.is_empty());
    let [manager, graph, authority] = [
        "ROLEWRIGHT_ENDPOINT",
        "ROLEWRIGHT_GRAPH",
        "AZURE_AUTHORITY_HOST",
    ]
    .map(said);
    let overrides = Overrides {
        manager: manager.as_deref(),
        graph: graph.as_deref(),
        authority: authority.as_deref(),
    };
    let endpoints = Endpoints::of(model.policy.cloud, overrides).map_err(Trouble::SignIn)?;
    let reach = if endpoints.is_sandbox() {
        Reach::Loopback
    } else {
        Reach::Anywhere
    };
    let mut settings = Settings::new(reach);
    let file = ask
        .ca_file
        .clone()
        .or_else(|| said("ROLEWRIGHT_CA_FILE").map(Into::into));
    settings.authorities = file.map(|path| context.world.bytes(&path)).transpose()?;
    let client = Client::new(&settings).map_err(Trouble::Client)?;
    let source = Source::choose(
        ask.credential,
        &Surroundings {
            variable: &variable,
            tenant: model.policy.tenant.as_deref(),
            endpoints: &endpoints,
            client: &client,
        },
    );
    let source = source.map_err(Trouble::SignIn)?;
    Ok(Connection::of((client, endpoints), &source, ask)?)
}

impl Connection {
    fn of(
        (client, endpoints): (Client, Endpoints),
        source: &Source,
        ask: &Ask,
    ) -> Result<Self, Trouble> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build_local(LocalOptions::default())
            .map_err(Trouble::Runtime)?;
        let waits = Waits::new();
        let watch: Arc<dyn Watch> = waits.watch();
        let tokens = |origin: &Origin| {
            let service = Service::new(source.clone(), origin, CLOCK);
            Arc::new(service.with_watch(Arc::clone(&watch)))
        };
        let manager = tokens(&endpoints.manager);
        let budget = Budget::default();
        let place = (client.clone(), endpoints.manager.clone());
        let graph = endpoints.graph.clone().filter(|_| !ask.no_graph);
        Ok(Self {
            runtime,
            manager: Manager::new(place, manager.clone(), Arc::clone(&watch)).with_budget(&budget),
            graph: graph.map(|origin| {
                let own = tokens(&origin);
                Graph::new((client, origin), own, Arc::clone(&watch)).with_budget(&budget)
            }),
            budget,
            endpoints,
            tokens: manager,
            via: ask.via.reads,
            waits,
        })
    }

    /// Waits for something, and tells what is waited for.
    pub fn wait<T>(
        &mut self,
        work: impl AsyncFnOnce(&Manager, Option<&Graph>) -> T,
        context: &mut Context<'_, '_>,
    ) -> Result<T, Error> {
        let work = work(&self.manager, self.graph.as_ref());
        let err = context.console.err();
        Ok(self.runtime.block_on(self.waits.told(work, err))?)
    }

    /// Returns what waits, Resource Manager, and what tells of each wait, for work of its own kind.
    pub(super) fn parts(&mut self) -> (&LocalRuntime, &Manager, &mut Waits) {
        (&self.runtime, &self.manager, &mut self.waits)
    }

    /// Returns the object id of whoever is signed in, if the token tells it.
    pub fn signed_in(&self) -> Option<SmolStr> {
        let id = self.runtime.block_on(self.tokens.object_id());
        id.ok().flatten().map(SmolStr::from)
    }

    /// Asks what whoever is signed in may do at some scopes.
    pub fn own_rights(
        &mut self,
        scopes: &[SmolStr],
        context: &mut Context<'_, '_>,
    ) -> Result<Own, Error> {
        let ask = async |manager: &Manager, _: Option<&Graph>| gather::own(manager, scopes).await;
        Ok(self.wait(ask, context)?.map_err(Trouble::from)?)
    }

    /// Reads what a policy speaks of.
    pub fn read(
        &mut self,
        model: &Model,
        context: &mut Context<'_, '_>,
    ) -> Result<Snapshot, Error> {
        self.gather(&wanted(model, context), context)
    }

    /// Reads what is wanted.
    pub(super) fn gather(
        &mut self,
        wanted: &Wanted,
        context: &mut Context<'_, '_>,
    ) -> Result<Snapshot, Error> {
        let via = self.via;
        let budget = self.budget.clone();
        let _kept = budget.gathering();
        let read = async |manager: &Manager, graph: Option<&Graph>| {
            let sources = Sources {
                manager,
                graph,
                via,
            };
            gather::gather(sources, wanted).await
        };
        let read = self.wait(read, context)?;
        Ok(read.map_err(Trouble::from)?)
    }
}

/// Reads the clock, for the end of tokens alone.
const CLOCK: Clock = || jiff::Timestamp::now().as_second();

/// Returns what a policy speaks of.
fn wanted(model: &Model, context: &Context<'_, '_>) -> Wanted {
    let mut scopes: Vec<_> = model.scopes.iter().map(|one| one.id.clone()).collect();
    scopes.retain(|id| id.len() > 1);
    scopes.sort_unstable();
    scopes.dedup();
    let mut principals: Vec<_> = model.principals.iter().filter_map(who).collect();
    principals.sort_unstable();
    principals.dedup();
    Wanted {
        tenant: model.policy.tenant.clone(),
        cloud: model.policy.cloud,
        scopes,
        principals,
        taken: context.console.time().into(),
    }
}

/// Returns what the directory is asked for to find a principal. Identities of resources are found
/// by their resources.
fn who(principal: &crate::model::Principal) -> Option<Who> {
    if let Some(id) = &principal.object_id {
        return Some(Who::Id(id.clone()));
    }
    if let Some(id) = &principal.app_id {
        return Some(Who::Application(id.clone()));
    }
    let name = || principal.azure_name.clone();
    match principal.kind {
        PrincipalKind::User => principal.upn.clone().map(Who::User),
        PrincipalKind::Group => name().map(Who::Group),
        PrincipalKind::ServicePrincipal | PrincipalKind::Agent => name().map(Who::ServicePrincipal),
        PrincipalKind::ManagedIdentity => None,
    }
}
