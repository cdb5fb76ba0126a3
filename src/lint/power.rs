//! What roles let their holders do on Azure Machine Learning and around it, as named powers.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::grade::Class;
use super::idle::inherited;
use super::mend::without;
use super::view::View;
use super::words::listed;
use crate::algebra::OperationSet;
use crate::catalog::{Catalog, OperationId};
use crate::compile::{Assignment, CompiledRoleId};
use crate::diagnostic::Edit;
use crate::model::permission::Plane;
use crate::model::{PrincipalId, PrincipalKind, ScopeId, StatementId};
use crate::source::Span;

/// Something that a role may let its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Power {
    /// Run code on a workspace's computes.
    Submit,
    /// Change what a workspace's endpoints run.
    Deploy,
    /// Read or renew what opens an endpoint.
    EndpointKeys,
    /// Read the keys of a workspace and of its storage.
    WorkspaceKeys,
    /// Read the credentials that a workspace keeps for its data and its connections.
    StoredSecrets,
    /// Publish assets in a registry.
    PublishAssets,
    /// Push images.
    PushImages,
    /// Write blobs.
    WriteBlobs,
    /// Attach a managed identity to something that runs code.
    AttachIdentity,
    /// Create something that runs code and can have an identity.
    CreateHost,
    /// Leave code behind that runs by itself.
    Schedule,
    /// Read, renew or sign with the account keys of storage.
    AccountKeys,
    /// Change the owners and permissions of files, or skip them.
    OwnFiles,
    /// Receive a token, or sign links, that open no more than one's own rights do.
    OwnTokens,
}

const POWERS: [Power; 14] = [
    Power::Submit,
    Power::Deploy,
    Power::EndpointKeys,
    Power::WorkspaceKeys,
    Power::StoredSecrets,
    Power::PublishAssets,
    Power::PushImages,
    Power::WriteBlobs,
    Power::AttachIdentity,
    Power::CreateHost,
    Power::Schedule,
    Power::AccountKeys,
    Power::OwnFiles,
    Power::OwnTokens,
];

/// The operations each of which gives the power.
#[expect(clippy::too_many_lines, reason = "a table of operations")]
fn operations(power: Power) -> &'static [(Plane, &'static str)] {
    use Plane::{Control, Data};
    match power {
        Power::Submit => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/jobs/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/experiments/runs/submit/action",
            ),
        ],
        Power::Deploy => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments/write",
            ),
        ],
        Power::EndpointKeys => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/listkeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/token/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/regeneratekeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/batchEndpoints/listKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/endpoints/listkeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/listKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/regenerateKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/services/aci/listkeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/services/aks/listkeys/action",
            ),
        ],
        Power::WorkspaceKeys => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/listKeys/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/listStorageAccountKeys/action",
            ),
        ],
        Power::StoredSecrets => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/datastores/listsecrets/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/metadata/listsecrets/action",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/environments/readSecrets/action",
            ),
        ],
        Power::PublishAssets => &[
            (
                Control,
                "Microsoft.MachineLearningServices/registries/assets/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/registries/assets/stage/write",
            ),
        ],
        Power::PushImages => &[
            (Control, "Microsoft.ContainerRegistry/registries/push/write"),
            (
                Data,
                "Microsoft.ContainerRegistry/registries/repositories/content/write",
            ),
        ],
        Power::WriteBlobs => &[
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
            ),
        ],
        Power::AttachIdentity => &[(
            Control,
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
        )],
        Power::CreateHost => &[
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/computes/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write",
            ),
            (
                Control,
                "Microsoft.MachineLearningServices/workspaces/batchEndpoints/write",
            ),
            (Control, "Microsoft.Compute/virtualMachines/write"),
            (Control, "Microsoft.Web/sites/write"),
            (Control, "Microsoft.ContainerInstance/containerGroups/write"),
            (Control, "Microsoft.Resources/deploymentScripts/write"),
        ],
        Power::Schedule => &[(
            Control,
            "Microsoft.MachineLearningServices/workspaces/schedules/write",
        )],
        Power::AccountKeys => &[
            (Control, "Microsoft.Storage/storageAccounts/listKeys/action"),
            (
                Control,
                "Microsoft.Storage/storageAccounts/regeneratekey/action",
            ),
            (
                Control,
                "Microsoft.Storage/storageAccounts/listAccountSas/action",
            ),
            (
                Control,
                "Microsoft.Storage/storageAccounts/listServiceSas/action",
            ),
        ],
        Power::OwnTokens => &[
            (
                Control,
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
            ),
            (Control, "Microsoft.Authorization/acquirePolicyToken/read"),
        ],
        Power::OwnFiles => &[
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/manageOwnership/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/modifyPermissions/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/immutableStorage/runAsSuperUser/action",
            ),
            (
                Data,
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/modifypermissions/action",
            ),
        ],
    }
}

/// The known operations of a power.
fn ids(catalog: &Catalog, power: Power) -> &'static [OperationId] {
    static TABLE: OnceLock<Vec<Vec<OperationId>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let known = |power: &Power| {
            let names = operations(*power).iter();
            names
                .filter_map(|(plane, name)| catalog.find(*plane, name))
                .collect()
        };
        POWERS.iter().map(known).collect()
    });
    table.get(power as usize).map_or(&[], Vec::as_slice)
}

impl<'v> View<'v> {
    /// Returns what a role possibly reaches of a power; none if it has nothing of it.
    pub(super) fn part_of(&self, role: CompiledRoleId, power: Power) -> Option<OperationSet> {
        let reach = self.reach(role)?;
        let held = ids(self.catalog, power)
            .iter()
            .filter(|id| reach.upper.contains(**id));
        let mut found = OperationSet::empty();
        held.for_each(|id| found.insert(*id));
        (!found.is_empty()).then_some(found)
    }

    /// Tells whether a role possibly gives a power.
    pub(super) fn possibly(&self, role: CompiledRoleId, power: Power) -> bool {
        let reach = self.reach(role);
        let known = ids(self.catalog, power);
        reach.is_some_and(|reach| known.iter().any(|id| reach.upper.contains(*id)))
    }

    /// Tells whether a principal surely has a power over a scope, groups included.
    pub(super) fn surely_has(&self, principal: PrincipalId, power: Power, scope: ScopeId) -> bool {
        let known = ids(self.catalog, power);
        self.over(principal, scope).into_iter().any(|assignment| {
            let reach = self.reach(assignment.role);
            reach.is_some_and(|reach| known.iter().any(|id| reach.lower.contains(*id)))
        })
    }

    /// Lists the assignments that reach a scope and that a principal has, groups included.
    pub(super) fn over(&self, principal: PrincipalId, scope: ScopeId) -> Vec<&'v Assignment> {
        let holders = self.model.memberships(principal).into_iter();
        let found = holders.flat_map(|holder| {
            let own: Vec<_> = self.holdings().reaching(self, holder, scope).collect();
            own.into_iter().map(|(_, assignment)| assignment)
        });
        found.collect()
    }

    /// Tells whether a role does so much in general that rules about such roles speak of it.
    pub(super) fn is_general(&self, role: CompiledRoleId) -> bool {
        self.grade(role)
            .is_some_and(|grade| grade.class != Class::Limited)
    }

    /// Tells whether a principal is labelled as one of another organisation.
    pub(super) fn is_external(&self, principal: PrincipalId) -> bool {
        let found = self.model.principal(principal);
        found.is_some_and(|one| one.labels.iter().any(|label| label == "external"))
    }

    /// Tells whether a principal is a person, or a group that may hold some.
    pub(super) fn is_human(&self, principal: PrincipalId) -> bool {
        let kind = |id| self.model.principal(id).map(|one| one.kind);
        let Some(found) = self.model.principal(principal) else {
            return false;
        };
        match found.kind {
            PrincipalKind::User => true,
            PrincipalKind::Group => {
                let mut members = found.members.iter();
                found.members.is_empty()
                    || !members
                        .all(|one| kind(one.principal).is_some_and(PrincipalKind::is_workload))
            }
            _ => false,
        }
    }

    /// Lists the assignments that possibly give a power over one of the targets, each with the
    /// first target that it reaches.
    pub(super) fn giving(&self, power: Power, targets: &Targets) -> Vec<(&'v Assignment, ScopeId)> {
        let assignments = self.compiled.assignments.iter();
        let reaching = assignments.filter_map(|one| Some((one, targets.below(one.scope)?)));
        reaching
            .filter(|(one, _)| self.possibly(one.role, power))
            .collect()
    }
}

/// For each scope the first of some scopes that it is or covers.
#[derive(Debug, Default)]
pub(super) struct Targets(HashMap<ScopeId, ScopeId>);

impl Targets {
    /// Collects targets, the first ones first.
    pub(super) fn of(view: &View<'_>, targets: impl IntoIterator<Item = ScopeId>) -> Self {
        let mut found = HashMap::new();
        for target in targets {
            for (above, _) in view.model.ancestors(target) {
                found.entry(above).or_insert(target);
            }
        }
        Self(found)
    }

    /// Returns the first target that a scope is or covers.
    pub(super) fn below(&self, scope: ScopeId) -> Option<ScopeId> {
        self.0.get(&scope).copied()
    }

    /// Tells whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A statement with what it does that a rule speaks of.
#[derive(Debug)]
pub(super) struct Cause<'v> {
    /// The statement.
    pub(super) statement: StatementId,
    /// The first assignment.
    pub(super) assignment: &'v Assignment,
    /// What the first assignment reaches.
    pub(super) target: ScopeId,
    grants: Vec<usize>,
    principals: Vec<PrincipalId>,
}

/// Sorts assignments by the statements that ask for them; what is eligible, under a condition or
/// kept for emergencies is left out.
pub(super) fn causes<'v>(
    view: &View<'v>,
    given: impl IntoIterator<Item = (&'v Assignment, ScopeId)>,
) -> Vec<Cause<'v>> {
    let mut found: BTreeMap<StatementId, Cause<'v>> = BTreeMap::new();
    for (assignment, target) in given {
        let sources = assignment.sources.iter();
        for source in sources.filter_map(|index| view.compiled.sources.get(*index)) {
            let Some(grant) = view.model.grants.get(source.grant) else {
                continue;
            };
            let standing = view
                .model
                .statement(grant.statement)
                .is_some_and(|one| !one.eligible && !one.conditional && !one.keep);
            if !standing {
                continue;
            }
            let cause = found.entry(grant.statement).or_insert_with(|| Cause {
                statement: grant.statement,
                assignment,
                target,
                grants: Vec::new(),
                principals: Vec::new(),
            });
            if !cause.grants.contains(&source.grant) {
                cause.grants.push(source.grant);
            }
            if !cause.principals.contains(&assignment.principal) {
                cause.principals.push(assignment.principal);
            }
        }
    }
    found.into_values().collect()
}

impl<'v> Cause<'v> {
    /// Returns where the statement names what it grants.
    pub(super) fn span(&self, view: &View<'_>) -> Span {
        view.model
            .statement(self.statement)
            .map_or(Span::default(), |one| one.what_span)
    }

    /// Writes who has it.
    pub(super) fn who(&self, view: &View<'_>) -> String {
        listed(self.principals.iter().map(|id| view.principal_name(*id)))
    }

    /// Writes how the first of them comes to it.
    pub(super) fn path(&self, view: &View<'v>) -> String {
        let chain = view.chain(self.assignment.principal, self.assignment);
        let inherited = inherited(view, self.assignment.scope, self.target);
        format!("{chain}{inherited}")
    }

    /// Returns the edits that take it away.
    pub(super) fn edits(&self, view: &View<'_>) -> Vec<Edit> {
        without(view, self.statement, &self.grants)
    }
}
