//! The resources that a policy declares: how they are set, whom they run as, and whether they are there.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt as _};
use serde_json::Value;
use smol_str::{SmolStr, StrExt};

use super::collected::Collected;
use super::tops::{Top, group, subscription};
use super::{Failure, Sources, absent, convert, unless_fatal};
use crate::azure::{Error, FederatedCredential, Identity, Manager, Resource, version_of};
use crate::observed::{Aspect, PartyKind, Principal, Scope, Setting, is_guid};
use crate::support::hash::HashSet;

/// So many resources are read at once.
const AT_ONCE: usize = 8;

/// The settings that bear on access. Others change without anybody's doing.
const SETTINGS: &[&str] = &[
    "adminUserEnabled",
    "allowBlobPublicAccess",
    "allowSharedKeyAccess",
    "anonymousPullEnabled",
    "applicationInsights",
    "authMode",
    "computeType",
    "containerRegistry",
    "defaultToOAuthAuthentication",
    "disableLocalAuth",
    "enablePurgeProtection",
    "enableRbacAuthorization",
    "enableSoftDelete",
    "hbiWorkspace",
    "keyVault",
    "minimumTlsVersion",
    "publicNetworkAccess",
    "storageAccount",
    "systemDatastoresAuthMode",
    "v1LegacyMode",
];

/// No setting is longer: the longest are ids of resources.
const LONGEST: usize = 1024;

/// What was read of each.
pub(super) type Resources = Vec<(SmolStr, Result<Read, Error>)>;

/// What was read of one.
pub(super) enum Read {
    Resource(Box<Resource>),
    Identity(Identity, Result<Vec<FederatedCredential>, Error>),
    Nothing,
}

/// Reads every resource whose type is known, and each resource group of which nothing else tells whether
/// it is there.
pub(super) async fn read(sources: Sources<'_>, scopes: &[SmolStr], tops: &[Top]) -> Resources {
    let asked = asked(scopes, tops).into_iter();
    let reads = asked.map(|(id, version)| async move {
        let read = one(sources.manager, &id, version).await;
        (id, read)
    });
    stream::iter(reads).buffered(AT_ONCE).collect().await
}

/// Lists what is asked for, each with the version to ask of it.
pub(super) fn asked(scopes: &[SmolStr], tops: &[Top]) -> Vec<(SmolStr, &'static str)> {
    let known = scopes.iter().filter_map(|id| Some((id, version_of(id)?)));
    let known = known.filter(|(id, _)| subscription(id).is_some());
    let (groups, mut asked): (Vec<_>, Vec<_>) = known
        .map(|(id, version)| (id.clone(), version))
        .partition(|(id, _)| group(id) == Some(id));
    let mut told: HashSet<_> = tops
        .iter()
        .map(|top| top.id.to_lowercase_smolstr())
        .collect();
    let of_resources = asked.iter().filter_map(|(id, _)| group(id));
    told.extend(of_resources.map(StrExt::to_lowercase_smolstr));
    asked.extend(
        groups
            .into_iter()
            .filter(|(id, _)| told.insert(id.to_lowercase_smolstr())),
    );
    asked
}

/// Takes over what was read.
pub(super) fn take(resources: Resources, collected: &mut Collected) -> Result<(), Failure> {
    for (id, read) in resources {
        match read {
            Ok(Read::Resource(resource)) => take_resource(&id, &resource, collected),
            Ok(Read::Identity(identity, trusted)) => {
                take_identity(&id, identity, trusted, collected)?;
            }
            // It is to be made, or its making is somebody else's: nothing is set yet.
            Ok(Read::Nothing) => {}
            Err(error) if error.status == Some(404) => {
                if let Some(scope) = absent::of(&id, &error) {
                    collected.absent(scope);
                }
            }
            Err(error) => {
                let reason = unless_fatal(error)?;
                collected.missing(Aspect::Settings, &id, false, reason);
            }
        }
    }
    Ok(())
}

async fn one(manager: &Manager, id: &str, version: &str) -> Result<Read, Error> {
    if !is_identity(id) {
        let found = manager.resource(id, version).await?;
        return Ok(found.map_or(Read::Nothing, |one| Read::Resource(one.into())));
    }
    let (identity, trusted) =
        futures_util::join!(manager.identity(id), manager.federated_credentials(id));
    Ok(identity?.map_or(Read::Nothing, |one| Read::Identity(one, trusted)))
}

fn is_identity(id: &str) -> bool {
    let folded = id.to_ascii_lowercase();
    let kind = "/providers/microsoft.managedidentity/userassignedidentities/";
    folded
        .rsplit_once(kind)
        .is_some_and(|(_, name)| !name.contains('/'))
}

fn take_resource(id: &SmolStr, resource: &Resource, collected: &mut Collected) {
    let settings = SETTINGS.iter().filter_map(|name| {
        let value = setting(resource.properties.get(name)?)?;
        Some(((*name).to_owned(), value))
    });
    let identities = resource.identities();
    collected.scope(Scope {
        id: id.clone(),
        parent: None,
        kind: resource.r#type.clone(),
        name: None,
        settings: settings.collect(),
        identities: identities.into_iter().filter(|id| is_guid(id)).collect(),
    });
    collected.full(Aspect::Settings, id, false);
}

fn setting(value: &Value) -> Option<Setting> {
    match value {
        Value::Bool(flag) => Some(Setting::Flag(*flag)),
        Value::Number(number) => number.as_i64().map(Setting::Number),
        Value::String(text) if text.len() <= LONGEST => Some(Setting::Text(text.clone())),
        _ => None,
    }
}

fn take_identity(
    id: &SmolStr,
    identity: Identity,
    trusted: Result<Vec<FederatedCredential>, Error>,
    collected: &mut Collected,
) -> Result<(), Error> {
    let Some(principal) = Some(identity.principal_id).filter(|id| is_guid(id)) else {
        let reason = "its object id is not written as Azure writes it".to_owned();
        collected.missing(Aspect::Settings, id, false, reason);
        return Ok(());
    };
    collected.scope(Scope {
        id: id.clone(),
        parent: None,
        kind: "Microsoft.ManagedIdentity/userAssignedIdentities".into(),
        name: None,
        settings: BTreeMap::new(),
        identities: vec![principal.clone()],
    });
    collected.principal(Principal {
        id: principal,
        kind: PartyKind::ManagedIdentity,
        name: Some(identity.name),
        upn: None,
        app_id: Some(identity.client_id).filter(|id| is_guid(id)),
        members: None,
    });
    collected.full(Aspect::Settings, id, false);
    match trusted {
        Ok(trusted) => {
            let trusted = trusted.into_iter();
            let trusted = trusted.map(|one| convert::federated_credential(id, one));
            collected.federated_credentials(trusted.collect());
            collected.full(Aspect::FederatedCredentials, id, false);
        }
        Err(error) => {
            let reason = unless_fatal(error)?;
            collected.missing(Aspect::FederatedCredentials, id, false, reason);
        }
    }
    Ok(())
}
