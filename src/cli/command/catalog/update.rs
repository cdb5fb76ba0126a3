//! `rolewright catalog update`: what Azure publishes today and the catalogue does not say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;
use smol_str::SmolStr;

use crate::azure::{Error as AzureError, Manager, ProviderOperation, RoleFilter};
use crate::catalog::Catalog;
use crate::cli::analysis::{self, Library};
use crate::cli::live::{self, Ask, Trouble};
use crate::cli::session::Session;
use crate::cli::{Context, Error, Exit};
use crate::compile::Compiled;
use crate::gather::role_definition;
use crate::model::permission::Plane;
use crate::observed::RoleDefinition;
use crate::plan::differences;
use crate::report::{counted, safe};

use super::super::{aside, deliver};
use super::plane_word;
use crate::diagnostic::Severity;

/// The providers that Azure Machine Learning works with.
const PROVIDERS: [&str; 8] = [
    "Microsoft.Authorization",
    "Microsoft.ContainerRegistry",
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    "Microsoft.MachineLearningServices",
    "Microsoft.ManagedIdentity",
    "Microsoft.OperationalInsights",
    "Microsoft.Storage",
];

/// Compares the catalogue with what Azure publishes today.
///
/// Built-in roles that were added, taken away, renamed or changed are listed, those that the policies
/// use first, and operations that are new or gone. Nothing is written. Exits with 3 where anything
/// differs, and with 2 where something could not be read.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders with `.rw` files; the first scope that they declare is asked [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compare the operations of this provider; may be given several times [default: those that Azure
    /// Machine Learning works with]
    #[arg(long, value_name = "NAMESPACE")]
    provider: Vec<String>,
    #[command(flatten)]
    ask: Ask,
}

/// What Azure publishes.
#[derive(Default)]
struct Published {
    roles: Vec<RoleDefinition>,
    operations: BTreeMap<String, Vec<ProviderOperation>>,
    unread: Vec<String>,
}

/// What differs.
#[derive(Debug, Default, Serialize)]
struct News {
    schema: u32,
    catalogue: String,
    differs: bool,
    roles: Vec<RoleNews>,
    operations: Vec<OperationNews>,
    unread: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RoleNews {
    kind: &'static str,
    name: SmolStr,
    id: SmolStr,
    /// A policy grants it.
    used: bool,
    differences: Vec<Differs>,
}

#[derive(Debug, Serialize)]
struct Differs {
    property: &'static str,
    old: Vec<String>,
    new: Vec<String>,
}

#[derive(Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct OperationNews {
    kind: &'static str,
    name: String,
    plane: &'static str,
}

/// Reads and compares.
pub(super) fn run(args: &Args, context: &mut Context<'_, '_>) -> Result<Exit, Error> {
    args.ask.only_reads()?;
    let mut session = Session::open(context, &args.paths)?;
    let understood = analysis::understand(&mut session, context.today.into(), Library::IfNamed);
    let analysis = understood.unjudged(&session.sources);
    if analysis.findings.reach(Severity::Error) {
        let so = "nothing is compared for a policy that cannot be understood";
        aside(analysis.findings.open().to_vec(), &session, context, so)?;
        return Ok(Exit::Findings);
    }
    let scopes = analysis.model.scopes.iter().map(|one| one.id.clone());
    let mut scopes: Vec<_> = scopes.filter(|id| id.len() > 1).collect();
    scopes.sort_unstable_by_key(SmolStr::len);
    let Some(scope) = scopes.into_iter().next() else {
        return Err(Error::Usage {
            message: "the policies declare no scope of Azure that could be asked".to_owned(),
            help: "declare an `environment` with its `subscription`".to_owned(),
        });
    };
    let own = args.provider.iter().map(String::as_str);
    let mut providers: Vec<&str> = own.collect();
    if providers.is_empty() {
        providers = PROVIDERS.to_vec();
    }
    let mut connection = live::connect(context, &analysis.model, &args.ask)?;
    let read =
        async |manager: &Manager, _: Option<&_>| published(manager, &scope, &providers).await;
    let read = connection.wait(read, context)?;
    let published = read.map_err(|error| Trouble::from(crate::gather::Failure::from(error)))?;
    let news = news(published, &analysis.compiled);
    deliver(context, &news, |_| table(&news))?;
    Ok(match (news.differs, news.unread.is_empty()) {
        (true, _) => Exit::Changes,
        (false, false) => Exit::Trouble,
        (false, true) => Exit::Clean,
    })
}

async fn published(
    manager: &Manager,
    scope: &str,
    providers: &[&str],
) -> Result<Published, AzureError> {
    let mut found = Published::default();
    let roles = manager.role_definitions(scope, RoleFilter::BuiltIn).await?;
    found
        .roles
        .extend(roles.into_iter().filter_map(role_definition));
    for provider in providers {
        match manager.provider_operations(provider).await {
            Ok(operations) => {
                found.operations.insert((*provider).to_owned(), operations);
            }
            Err(error) => found
                .unread
                .push(format!("the operations of {provider}: {error}")),
        }
    }
    Ok(found)
}

fn news(published: Published, compiled: &Compiled) -> News {
    let used: BTreeSet<_> = compiled.roles.iter().map(|one| one.guid.clone()).collect();
    let mut roles = role_news(&published.roles, &used);
    roles.sort_by(|one, other| {
        (!one.used, one.kind, &one.name).cmp(&(!other.used, other.kind, &other.name))
    });
    let mut operations = Vec::new();
    for (provider, list) in &published.operations {
        operations.extend(operation_news(provider, list));
    }
    News {
        schema: 1,
        catalogue: Catalog::digest(),
        differs: !roles.is_empty() || !operations.is_empty(),
        roles,
        operations,
        unread: published.unread,
    }
}

fn role_news(published: &[RoleDefinition], used: &BTreeSet<SmolStr>) -> Vec<RoleNews> {
    let catalog = Catalog::embedded();
    let news = |kind, one: &RoleDefinition, differences| RoleNews {
        kind,
        name: one.name.clone(),
        id: one.id.clone(),
        used: used.contains(&one.id),
        differences,
    };
    let mut found = Vec::new();
    for one in published {
        let Some(known) = catalog.builtin_by_id(&one.id) else {
            found.push(news("added", one, Vec::new()));
            continue;
        };
        // What it is described as and where it may be assigned is not in the catalogue.
        let known = RoleDefinition {
            name: known.name().into(),
            permissions: known.blocks(),
            ..one.clone()
        };
        let differs = differences(&known, one).into_iter().map(|one| Differs {
            property: one.what,
            old: one.old,
            new: one.new,
        });
        let differs: Vec<_> = differs.collect();
        if !differs.is_empty() {
            found.push(news("changed", one, differs));
        }
    }
    let there: BTreeSet<_> = published.iter().map(|one| one.id.as_str()).collect();
    let gone = catalog
        .builtin_roles()
        .filter(|one| !there.contains(one.id()));
    found.extend(gone.map(|one| RoleNews {
        kind: "removed",
        name: one.name().into(),
        id: one.id().into(),
        used: used.contains(one.id()),
        differences: Vec::new(),
    }));
    found
}

fn operation_news(provider: &str, published: &[ProviderOperation]) -> Vec<OperationNews> {
    let catalog = Catalog::embedded();
    let plane = |one: &ProviderOperation| {
        if one.is_data_action {
            Plane::Data
        } else {
            Plane::Control
        }
    };
    let there: BTreeSet<_> = published
        .iter()
        .map(|one| (plane_word(plane(one)), one.name.to_lowercase()))
        .collect();
    let added = published
        .iter()
        .filter(|one| catalog.find(plane(one), &one.name).is_none());
    let added = added.map(|one| OperationNews {
        kind: "added",
        name: one.name.to_string(),
        plane: plane_word(plane(one)),
    });
    let start = format!("{provider}/").to_lowercase();
    let own = catalog.operations().map(|(_, one)| one);
    let own = own.filter(|one| one.name.to_lowercase().starts_with(&start));
    let gone = own.filter(|one| !there.contains(&(plane_word(one.plane), one.name.to_lowercase())));
    let gone = gone.map(|one| OperationNews {
        kind: "gone",
        name: one.name.to_owned(),
        plane: plane_word(one.plane),
    });
    let all: BTreeSet<_> = added.chain(gone).collect();
    all.into_iter().collect()
}

fn table(news: &News) -> String {
    let mut lines = Vec::new();
    for one in &news.roles {
        let used = if one.used {
            ", which the policy uses"
        } else {
            ""
        };
        lines.push(format!(
            "{} built-in role `{}` ({}){used}",
            one.kind, one.name, one.id
        ));
        for differs in &one.differences {
            let with = differs
                .new
                .iter()
                .map(|one| format!("    {}: with `{one}`", differs.property));
            let without = differs
                .old
                .iter()
                .map(|one| format!("    {}: without `{one}`", differs.property));
            lines.extend(with.chain(without));
        }
    }
    let operations = news.operations.iter();
    lines.extend(
        operations.map(|one| format!("{} operation {} ({})", one.kind, one.name, one.plane)),
    );
    lines.extend(news.unread.iter().map(|one| format!("not read: {one}")));
    lines.push(match (news.roles.len(), news.operations.len()) {
        (0, 0) => "the catalogue says what Azure publishes".to_owned(),
        (roles, operations) => format!(
            "{} and {} differ from the catalogue",
            counted(roles, "built-in role"),
            counted(operations, "operation")
        ),
    });
    let lines = lines.iter().map(|line| format!("{}\n", safe(line)));
    lines.collect()
}
