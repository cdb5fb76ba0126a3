//! Who the principals are, and whom groups hold.

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt as _};
use smol_str::SmolStr;

use super::collected::Collected;
use super::{Failure, Sources, unless_fatal};
use crate::azure::{Collection, Error, Field, Graph, Meaning, Object};
use crate::model::Guid;
use crate::observed::{PartyKind, Principal, is_guid};
use crate::support::hash::HashSet;

/// So many groups are read at once.
const AT_ONCE: usize = 8;

/// The members of no more groups are read; a policy that speaks of more is better asked in parts.
const GROUPS: usize = 5000;

/// Somebody whom a policy declares, by what the policy says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// By the object id.
    Id(SmolStr),
    /// A service principal by its application id.
    Application(SmolStr),
    /// A person by the user principal name.
    User(SmolStr),
    /// A group by its display name.
    Group(SmolStr),
    /// A service principal by its display name.
    ServicePrincipal(SmolStr),
}

/// Signs in to the directory ahead of the first question, which says what was wrong with that.
pub(super) async fn sign_in(sources: Sources<'_>) {
    if let Some(graph) = sources.graph {
        graph.sign_in().await;
    }
}

/// Reads the directory as far as the policy and what was read speak of it.
pub(super) async fn read(
    sources: Sources<'_>,
    declared: &[Who],
    collected: &mut Collected,
) -> Result<(), Failure> {
    let Some(graph) = sources.graph else {
        without(collected, "the directory was not asked");
        return Ok(());
    };
    let found = principals(graph, declared, collected).await;
    // Only that nobody may ask the directory is a matter of course.
    if let Err(error) = found {
        let reason = refused(error)?;
        without(collected, &reason);
    }
    Ok(())
}

async fn principals(
    graph: &Graph,
    declared: &[Who],
    collected: &mut Collected,
) -> Result<(), Error> {
    looked_up(graph, declared, collected).await?;
    by_id(graph, ids(declared, collected), collected).await?;
    members(graph, collected).await
}

/// Returns why the directory cannot be asked.
fn refused(error: Error) -> Result<String, Error> {
    match error.meaning {
        // A sign-in can be good for Resource Manager and for nothing else.
        Meaning::SignIn | Meaning::Token => Ok(super::reason(&error)),
        _ => unless_fatal(error),
    }
}

/// Finds those whom the policy does not name by their object ids.
async fn looked_up(
    graph: &Graph,
    declared: &[Who],
    collected: &mut Collected,
) -> Result<(), Error> {
    let searches = declared.iter().filter_map(|who| match who {
        Who::Id(_) => None,
        Who::Application(id) => Some((Collection::ServicePrincipals, Field::AppId, id)),
        Who::User(upn) => Some((Collection::Users, Field::UserPrincipalName, upn)),
        Who::Group(name) => Some((Collection::Groups, Field::DisplayName, name)),
        Who::ServicePrincipal(name) => {
            Some((Collection::ServicePrincipals, Field::DisplayName, name))
        }
    });
    let searches = searches.map(|(collection, field, value)| async move {
        (collection, graph.find(collection, field, value).await)
    });
    let mut searches = stream::iter(searches).buffered(AT_ONCE);
    while let Some((collection, found)) = searches.next().await {
        for object in found? {
            let kind = match collection {
                Collection::Users => PartyKind::User,
                Collection::Groups => PartyKind::Group,
                Collection::ServicePrincipals | Collection::Applications if object.managed => {
                    PartyKind::ManagedIdentity
                }
                Collection::ServicePrincipals | Collection::Applications => {
                    PartyKind::ServicePrincipal
                }
            };
            add(object, kind, collected);
        }
    }
    Ok(())
}

/// Lists everybody of whom no more than the object id is known.
fn ids(declared: &[Who], collected: &Collected) -> Vec<SmolStr> {
    let said = declared.iter().filter_map(|who| match who {
        Who::Id(id) => Guid::read(id),
        _ => None,
    });
    let held = collected.assignments().map(|one| &one.principal);
    let denied = collected.denials().iter();
    let denied = denied.flat_map(|one| one.principals.iter().chain(&one.except));
    let parties = held.chain(denied);
    let parties = parties.filter(|one| one.kind != PartyKind::Everyone);
    let all: HashSet<_> = said.chain(parties.map(|one| one.id)).collect();
    let unknown = all.into_iter().filter(|id| !collected.knows(&id.text()));
    let mut unknown: Vec<_> = unknown.collect();
    unknown.sort_unstable();
    unknown.into_iter().map(SmolStr::from).collect()
}

/// Looks ids up; whoever the directory does not know is noted as unknown.
async fn by_id(graph: &Graph, ids: Vec<SmolStr>, collected: &mut Collected) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    for object in graph.by_ids(&ids).await? {
        let kind = kind(&object);
        add(object, kind, collected);
    }
    for id in ids {
        if !collected.knows(&id) {
            collected.principal(Principal {
                id,
                kind: PartyKind::Unknown,
                name: None,
                upn: None,
                app_id: None,
                members: None,
            });
        }
    }
    Ok(())
}

fn kind(object: &Object) -> PartyKind {
    match object.kind.as_str() {
        "user" => PartyKind::User,
        "group" => PartyKind::Group,
        "servicePrincipal" if object.managed => PartyKind::ManagedIdentity,
        "servicePrincipal" => PartyKind::ServicePrincipal,
        "device" => PartyKind::Device,
        _ => PartyKind::Unknown,
    }
}

fn add(object: Object, kind: PartyKind, collected: &mut Collected) {
    if is_guid(&object.id) {
        collected.principal(Principal {
            id: object.id,
            kind,
            name: object.name,
            upn: object.upn,
            app_id: object.app_id.filter(|id| is_guid(id)),
            members: None,
        });
    }
}

/// Reads whom groups hold, and whom the groups hold that they hold.
async fn members(graph: &Graph, collected: &mut Collected) -> Result<(), Error> {
    let mut read = BTreeSet::new();
    loop {
        let groups = collected
            .principals()
            .filter(|one| one.kind == PartyKind::Group);
        let groups = groups.map(|one| &one.id).filter(|id| !read.contains(*id));
        let groups: BTreeSet<SmolStr> = groups.cloned().collect();
        if groups.is_empty() {
            return Ok(());
        }
        if read.len() + groups.len() > GROUPS {
            for group in groups {
                collected.open_group(group, "there are too many groups".to_owned());
            }
            return Ok(());
        }
        let reads = groups
            .iter()
            .map(|id| async move { (id, graph.members(id).await) });
        let mut reads = stream::iter(reads).buffered(AT_ONCE);
        while let Some((group, found)) = reads.next().await {
            match found {
                Ok(found) => hold(group, found, collected),
                Err(error) => {
                    let reason = unless_fatal(error)?;
                    collected.open_group(group.clone(), reason);
                }
            }
        }
        drop(reads);
        read.extend(groups);
    }
}

fn hold(group: &SmolStr, found: Vec<Object>, collected: &mut Collected) {
    let ids = found
        .iter()
        .map(|one| one.id.clone())
        .filter(|id| is_guid(id));
    let mut ids: Vec<SmolStr> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    if let Some(group) = collected.principal_mut(group) {
        group.members = Some(ids);
    }
    for object in found {
        let kind = kind(&object);
        add(object, kind, collected);
    }
}

/// Notes that nobody looked into the groups.
fn without(collected: &mut Collected, reason: &str) {
    let held = collected.assignments().map(|one| &one.principal);
    let groups = held.filter(|one| matches!(one.kind, PartyKind::Group | PartyKind::ForeignGroup));
    let groups: BTreeSet<SmolStr> = groups.map(|one| one.id.into()).collect();
    for group in groups {
        collected.open_group(group, reason.to_owned());
    }
}
