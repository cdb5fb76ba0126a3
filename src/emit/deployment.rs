//! Cuts a compiled policy into deployments: one per management group, subscription or resource
//! group that somebody has to deploy to.
//!
//! Deployed in their order each role stands before everything that assigns it: a role is written
//! where its first assignable scope is deployed, and wider scopes come before narrower ones.

mod budget;
mod stem;

use std::collections::{BTreeMap, BTreeSet};

use super::input::Input;
use crate::compile::place::Place;
use crate::compile::{Assignment, CompiledRole, CompiledRoleId};
use crate::model::Level;

pub(super) use stem::short;

/// What one deployment writes.
#[derive(Debug, Clone)]
pub(super) struct Deployment {
    pub(super) target: Target,
    /// The name of its file without the ending.
    pub(super) stem: String,
    pub(super) roles: Vec<CompiledRoleId>,
    /// Positions of the assignments that the deployment writes itself.
    pub(super) direct: Vec<usize>,
    /// What it hands on to resource groups.
    pub(super) modules: Vec<Module>,
}

/// The part of a deployment that goes to one resource group.
#[derive(Debug, Clone)]
pub(super) struct Module {
    /// The resource group's name.
    pub(super) group: String,
    /// A short name, its own within the deployment.
    pub(super) name: String,
    /// Positions of the assignments.
    pub(super) entries: Vec<usize>,
}

/// A scope that is deployed to; wider ones first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A management group by its name.
    ManagementGroup(Folded),
    /// A subscription by its GUID.
    Subscription(Folded),
    /// A resource group by the subscription's GUID and its name.
    ResourceGroup(Folded, Folded),
}

/// A text that compares ignoring letter case.
#[derive(Debug, Clone)]
pub(super) struct Folded {
    pub(super) text: String,
    key: String,
}

impl Folded {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            key: text.to_lowercase(),
        }
    }
}

impl PartialEq for Folded {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Folded {}

impl PartialOrd for Folded {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Folded {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl Deployment {
    /// Lists the positions of all its assignments.
    pub(super) fn assignments(&self) -> Vec<usize> {
        let inner = self.modules.iter().flat_map(|module| &module.entries);
        self.direct.iter().chain(inner).copied().collect()
    }
}

impl Target {
    /// Makes the target of a resource group.
    pub(super) fn resource_group(subscription: &str, group: &str) -> Self {
        Target::ResourceGroup(Folded::new(subscription), Folded::new(group))
    }

    /// Returns the resource id.
    pub(super) fn id(&self) -> String {
        match self {
            Target::ManagementGroup(name) => {
                format!(
                    "/providers/Microsoft.Management/managementGroups/{}",
                    name.text
                )
            }
            Target::Subscription(subscription) => format!("/subscriptions/{}", subscription.text),
            Target::ResourceGroup(subscription, group) => format!(
                "/subscriptions/{}/resourceGroups/{}",
                subscription.text, group.text
            ),
        }
    }

    /// Returns the word of Bicep's `targetScope`.
    pub(super) fn bicep_scope(&self) -> &'static str {
        match self {
            Target::ManagementGroup(_) => "managementGroup",
            Target::Subscription(_) => "subscription",
            Target::ResourceGroup(..) => "resourceGroup",
        }
    }

    /// Returns the GUID of the subscription; none above subscriptions.
    pub(super) fn subscription(&self) -> Option<&str> {
        match self {
            Target::ManagementGroup(_) => None,
            Target::Subscription(subscription) | Target::ResourceGroup(subscription, _) => {
                Some(&subscription.text)
            }
        }
    }
}

/// Says which resource groups are deployed to by themselves, and not through their subscription.
struct Groups(BTreeSet<(Folded, Folded)>);

impl Groups {
    /// A resource group stands alone if it is an environment, or if nothing else in its
    /// subscription is asked for: then nobody needs rights on the subscription.
    fn of(input: &Input<'_>) -> Self {
        let mut alone = BTreeSet::new();
        let environments = input.model.environments.iter();
        let scopes = environments.flat_map(|environment| &environment.scopes);
        for scope in scopes.filter_map(|id| input.model.scope(*id)) {
            if scope.level == Level::ResourceGroup {
                alone.extend(Place::of(&scope.id).as_ref().and_then(in_group));
            }
        }
        let mut used: BTreeMap<Folded, BTreeSet<Option<Folded>>> = BTreeMap::new();
        for place in asked_scopes(input) {
            if let Some(subscription) = place.subscription() {
                let groups = used.entry(Folded::new(subscription)).or_default();
                groups.insert(place.group().map(Folded::new));
            }
        }
        for (subscription, groups) in used {
            if let (1, Some(Some(group))) = (groups.len(), groups.into_iter().next()) {
                alone.insert((subscription, group));
            }
        }
        Self(alone)
    }

    fn target(&self, place: &Place<'_>) -> Option<Target> {
        if let Place::ManagementGroup { name } = place {
            return Some(Target::ManagementGroup(Folded::new(name)));
        }
        let subscription = Folded::new(place.subscription()?);
        Some(match in_group(place) {
            Some(pair) if self.0.contains(&pair) => Target::ResourceGroup(pair.0, pair.1),
            _ => Target::Subscription(subscription),
        })
    }
}

fn in_group(place: &Place<'_>) -> Option<(Folded, Folded)> {
    let (subscription, group) = (place.subscription()?, place.group()?);
    Some((Folded::new(subscription), Folded::new(group)))
}

/// Lists where the policy's own roles are assignable, and every scope at which something is
/// assigned.
fn asked_scopes<'input>(input: &'input Input<'_>) -> impl Iterator<Item = Place<'input>> {
    let custom = input.compiled.roles.iter().filter(|role| role.is_custom());
    let assignable: BTreeSet<&str> = custom
        .flat_map(|role| role.assignable_scopes.iter().map(AsRef::as_ref))
        .collect();
    let assigned = runs(input).filter_map(|(_, run)| input.spot(run.first()?.scope)?.place.clone());
    assignable.into_iter().filter_map(Place::of).chain(assigned)
}

/// Lists the assignments by scope, in the order in which they are, with the position of the first.
fn runs<'input>(input: &'input Input<'_>) -> impl Iterator<Item = (usize, &'input [Assignment])> {
    let runs = input
        .compiled
        .assignments
        .chunk_by(|left, right| left.scope == right.scope);
    runs.scan(0, |next, run| {
        let first = *next;
        *next += run.len();
        Some((first, run))
    })
}

/// Lists the deployments in the order in which they are to be deployed.
pub(super) fn plan(input: &Input<'_>) -> Vec<Deployment> {
    let groups = Groups::of(input);
    let mut found: BTreeMap<Target, Deployment> = BTreeMap::new();
    for (index, role) in input.compiled.roles.iter().enumerate() {
        if let Some(target) = home(&groups, role) {
            open(&mut found, target)
                .roles
                .push(CompiledRoleId::new(index));
        }
    }
    for (first, run) in runs(input) {
        place(input, &groups, &mut found, first, run);
    }
    let mut deployments: Vec<_> = found.into_values().collect();
    stem::name(input, &mut deployments);
    let split = deployments.into_iter();
    split.flat_map(|one| budget::split(input, one)).collect()
}

/// Finds where a role is written: the widest and first of its assignable scopes.
fn home(groups: &Groups, role: &CompiledRole) -> Option<Target> {
    let scopes = role.assignable_scopes.iter().filter(|_| role.is_custom());
    let places = scopes.filter_map(|scope| Place::of(scope));
    places.filter_map(|place| groups.target(&place)).min()
}

fn open(found: &mut BTreeMap<Target, Deployment>, target: Target) -> &mut Deployment {
    let slot = found.entry(target);
    let target = slot.key().clone();
    slot.or_insert_with(|| Deployment {
        target,
        stem: String::new(),
        roles: Vec::new(),
        direct: Vec::new(),
        modules: Vec::new(),
    })
}

/// Places the assignments of one scope.
fn place(
    input: &Input<'_>,
    groups: &Groups,
    found: &mut BTreeMap<Target, Deployment>,
    first: usize,
    run: &[Assignment],
) {
    let positions = first..first + run.len();
    let spot = run.first().and_then(|one| input.spot(one.scope));
    let Some(place) = spot.and_then(|spot| spot.place.as_ref()) else {
        return;
    };
    let Some(target) = groups.target(place) else {
        return;
    };
    let by_itself = !matches!(target, Target::Subscription(_));
    let deployment = open(found, target);
    let Some(group) = place.group().filter(|_| !by_itself) else {
        deployment.direct.extend(positions);
        return;
    };
    let mut modules = deployment.modules.iter_mut();
    let same = |module: &&mut Module| {
        module.group == group || module.group.to_lowercase() == group.to_lowercase()
    };
    match modules.find(same) {
        Some(module) => module.entries.extend(positions),
        None => deployment.modules.push(Module {
            group: group.to_owned(),
            name: String::new(),
            entries: positions.collect(),
        }),
    }
}
