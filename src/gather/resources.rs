//! The resources that a policy declares: how they are set, and whom they run as.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt as _};
use serde_json::Value;
use smol_str::SmolStr;

use super::collected::Collected;
use super::tops::subscription;
use super::{Failure, Sources, convert, unless_fatal};
use crate::azure::{Error, FederatedCredential, Identity, Manager, Resource, version_of};
use crate::observed::{Aspect, PartyKind, Principal, Scope, Setting, is_guid};

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

/// What was read of one.
enum Read {
    Resource(Box<Resource>),
    Identity(Identity, Result<Vec<FederatedCredential>, Error>),
    Nothing,
}

/// Reads every resource whose type is known.
pub(super) async fn read(
    sources: Sources<'_>,
    scopes: &[SmolStr],
    collected: &mut Collected,
) -> Result<(), Failure> {
    let known = scopes.iter().filter_map(|id| Some((id, version_of(id)?)));
    let known = known.filter(|(id, _)| subscription(id).is_some());
    let reads =
        known.map(|(id, version)| async move { (id, one(sources.manager, id, version).await) });
    let mut reads = stream::iter(reads).buffered(AT_ONCE);
    while let Some((id, read)) = reads.next().await {
        match read {
            Ok(Read::Resource(resource)) => take(id, &resource, collected),
            Ok(Read::Identity(identity, trusted)) => {
                take_identity(id, identity, trusted, collected)?;
            }
            // It is to be made, or its making is somebody else's: nothing is set yet.
            Ok(Read::Nothing) => {}
            Err(error) => {
                let reason = unless_fatal(error)?;
                collected.missing(Aspect::Settings, id, false, reason);
            }
        }
    }
    Ok(())
}

async fn one(manager: &Manager, id: &str, version: &str) -> Result<Read, Error> {
    if !is_identity(id) {
        let found = manager.resource(id, version).await;
        return absent(found)
            .map(|one| one.map_or(Read::Nothing, |one| Read::Resource(one.into())));
    }
    let (identity, trusted) =
        futures_util::join!(manager.identity(id), manager.federated_credentials(id));
    let identity = absent(identity)?;
    Ok(identity.map_or(Read::Nothing, |one| Read::Identity(one, trusted)))
}

/// Takes a resource whose group or subscription is missing for one that is missing.
fn absent<T>(found: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
    match found {
        Err(error) if error.status == Some(404) => Ok(None),
        found => found,
    }
}

fn is_identity(id: &str) -> bool {
    let folded = id.to_ascii_lowercase();
    let kind = "/providers/microsoft.managedidentity/userassignedidentities/";
    folded
        .rsplit_once(kind)
        .is_some_and(|(_, name)| !name.contains('/'))
}

fn take(id: &SmolStr, resource: &Resource, collected: &mut Collected) {
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
