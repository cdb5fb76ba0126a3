//! Which published examples are replayed, and why the others are not.

use std::collections::BTreeSet;

use super::*;

/// What becomes of an example.
enum Row {
    /// It is replayed here.
    Replayed(fn()),
    /// It is not, for a reason.
    Not(&'static str),
}

use Row::{Not, Replayed};

const UNKNOWN: &str = "what it asks and answers is not known here to the letter";

/// The operations whose requests and answers are known, each with the example of its name.
const EXAMPLES: &[(&str, Row)] = &[
    // Role assignments, 2022-04-01.
    (
        "RoleAssignments_Create",
        Replayed(assignments_are_created_read_listed_and_deleted_as_published),
    ),
    (
        "RoleAssignments_CreateById",
        Replayed(assignments_are_created_read_listed_and_deleted_as_published),
    ),
    (
        "RoleAssignments_Get",
        Replayed(assignments_are_created_read_listed_and_deleted_as_published),
    ),
    (
        "RoleAssignments_GetById",
        Replayed(assignments_are_created_read_listed_and_deleted_as_published),
    ),
    (
        "RoleAssignments_ListForScope",
        Replayed(assignments_are_created_read_listed_and_deleted_as_published),
    ),
    (
        "RoleAssignments_ListForSubscription",
        Replayed(lists::assignments),
    ),
    (
        "RoleAssignments_ListForResourceGroup",
        Replayed(lists::assignments),
    ),
    (
        "RoleAssignments_ListForResource",
        Replayed(lists::assignments),
    ),
    (
        "RoleAssignments_Delete",
        Replayed(assignments_are_created_read_listed_and_deleted_as_published),
    ),
    (
        "RoleAssignments_DeleteById",
        Replayed(assignments_are_created_read_listed_and_deleted_as_published),
    ),
    ("RoleAssignments_Validate", Replayed(lists::dry_run)),
    (
        "RoleAssignmentMetrics_GetMetricsForSubscription",
        Replayed(lists::metrics),
    ),
    // Role definitions, 2022-04-01.
    (
        "RoleDefinitions_CreateOrUpdate",
        Replayed(roles_are_written_read_and_deleted_as_published),
    ),
    (
        "RoleDefinitions_Get",
        Replayed(roles_are_written_read_and_deleted_as_published),
    ),
    (
        "RoleDefinitions_GetById",
        Replayed(roles_are_written_read_and_deleted_as_published),
    ),
    ("RoleDefinitions_List", Replayed(lists::roles)),
    (
        "RoleDefinitions_Delete",
        Replayed(roles_are_written_read_and_deleted_as_published),
    ),
    // Deny assignments, permissions and provider operations, 2022-04-01.
    (
        "DenyAssignments_Get",
        Replayed(deny_assignments_and_operations_are_read_as_published),
    ),
    (
        "DenyAssignments_GetById",
        Replayed(deny_assignments_and_operations_are_read_as_published),
    ),
    (
        "DenyAssignments_ListForScope",
        Replayed(deny_assignments_and_operations_are_read_as_published),
    ),
    (
        "DenyAssignments_ListForResourceGroup",
        Replayed(deny_assignments_and_operations_are_read_as_published),
    ),
    (
        "Permissions_ListForResourceGroup",
        Replayed(lists::permissions),
    ),
    ("Permissions_ListForResource", Replayed(lists::permissions)),
    (
        "ProviderOperationsMetadata_Get",
        Replayed(deny_assignments_and_operations_are_read_as_published),
    ),
    (
        "ProviderOperationsMetadata_List",
        Replayed(deny_assignments_and_operations_are_read_as_published),
    ),
    // Privileged Identity Management, 2020-10-01.
    (
        "RoleEligibilityScheduleRequests_Create",
        Replayed(pim::requests),
    ),
    (
        "RoleEligibilityScheduleRequests_Get",
        Replayed(pim::requests),
    ),
    (
        "RoleEligibilityScheduleRequests_ListForScope",
        Replayed(pim::requests),
    ),
    (
        "RoleEligibilityScheduleRequests_Cancel",
        Replayed(pim::taken_back),
    ),
    (
        "RoleEligibilityScheduleRequests_Validate",
        Replayed(pim::requests),
    ),
    (
        "RoleAssignmentScheduleRequests_Create",
        Replayed(pim::requests),
    ),
    (
        "RoleAssignmentScheduleRequests_Get",
        Replayed(pim::requests),
    ),
    (
        "RoleAssignmentScheduleRequests_ListForScope",
        Replayed(pim::requests),
    ),
    (
        "RoleAssignmentScheduleRequests_Cancel",
        Replayed(pim::taken_back),
    ),
    (
        "RoleAssignmentScheduleRequests_Validate",
        Replayed(pim::requests),
    ),
    (
        "RoleEligibilitySchedules_ListForScope",
        Replayed(pim::requests),
    ),
    (
        "RoleEligibilityScheduleInstances_ListForScope",
        Replayed(pim::requests),
    ),
    (
        "RoleAssignmentSchedules_ListForScope",
        Replayed(pim::requests),
    ),
    (
        "RoleAssignmentScheduleInstances_ListForScope",
        Replayed(pim::requests),
    ),
    ("RoleManagementPolicies_Get", Replayed(pim::policies)),
    (
        "RoleManagementPolicies_ListForScope",
        Replayed(pim::policies),
    ),
    (
        "RoleManagementPolicyAssignments_Get",
        Replayed(pim::policies),
    ),
    (
        "RoleManagementPolicyAssignments_ListForScope",
        Replayed(pim::policies),
    ),
    (
        "RoleManagementPolicies_Update",
        Not("what a policy demands is ordered, and policies are not changed"),
    ),
    (
        "RoleManagementPolicies_Delete",
        Not("a role always has a policy, and no rule says what deleting it does"),
    ),
    (
        "RoleManagementPolicyAssignments_Create",
        Not("every role has its policy at every scope"),
    ),
    ("EligibleChildResources_Get", Not(UNKNOWN)),
    // Stacks, 2025-07-01.
    (
        "DeploymentStacks_CreateOrUpdateAtSubscription",
        Replayed(stacks_and_what_they_would_do_are_written_as_published),
    ),
    (
        "DeploymentStacksWhatIfResultsAtSubscription_CreateOrUpdate",
        Replayed(stacks_and_what_they_would_do_are_written_as_published),
    ),
    // What is known of these is their paths and properties, which other tests of the sandbox hold.
    ("ManagementLocks_CreateOrUpdateByScope", Not(UNKNOWN)),
    (
        "FederatedIdentityCredentials_CreateOrUpdate",
        Replayed(lists::federated),
    ),
    ("ClassicAdministrators_List", Not("Azure has none any more")),
    (
        "GlobalAdministrator_ElevateAccess",
        Not("the first principal holds everything at the root"),
    ),
];

#[test]
fn every_cited_example_is_replayed_or_says_why_not() {
    let names: BTreeSet<_> = EXAMPLES.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), EXAMPLES.len(), "an example stands there twice");
    let mut replayed = Vec::new();
    for (name, row) in EXAMPLES {
        match row {
            Replayed(replay) if replayed.contains(&(*replay as usize)) => {}
            Replayed(replay) => {
                replayed.push(*replay as usize);
                replay();
            }
            Not(why) => assert!(!why.is_empty(), "{name}"),
        }
    }
}
