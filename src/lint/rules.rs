//! The table of rules: one line each declares the module and lists the rule.

use super::rule::Rule;

/// Declares the modules and the table.
macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// Every rule.
        pub static ALL: &[&Rule] = &[$(&$module::RULE),*];
    };
}

pub(crate) use expectation_failed::faults;

rules! {
    // RW2xx: role definitions, stages and capabilities.
    owner_equal_role,
    contributor_equal_role,
    reads_everything,
    role_edits_role_definitions,
    role_hands_out_access,
    role_weakens_guard_rails,
    role_acts_as_identities,
    secrets_among_reads,
    sprawling_role,
    data_and_access_in_one_role,
    role_grants_nothing,
    role_granted_to_nobody,
    built_in_equal_role,
    assignable_beyond_use,
    unknown_operation,
    retired_operation,
    operation_in_wrong_plane,
    barren_wildcard,
    wildcard_reaches_secrets,
    uncertain_wildcard,
    subsumed_pattern,
    repeated_pattern,
    cut_without_effect,
    granted_and_cut,
    role_named_like_built_in,

    // RW3xx: assignments and what is inherited by scope, group and stage.
    owner_at_subscription,
    access_administration_at_subscription,
    contributor_at_subscription,
    too_many_owners,
    single_owner,
    user_granted_directly,
    external_write,
    external_access_without_end,
    workload_hands_out_access,
    duplicate_grant,
    redundant_grant,
    redundant_beside_group,
    wider_grant_above,
    not_actions_as_deny,
    except_as_deny,
    stage_regrants_exception,
    stage_parents_disagree,
    separate_stages_together,
    separate_stages_by_membership,
    grant_spans_tiers,
    widened_binding,
    shared_binding,
    environment_wide_for_one_resource,
    expired_grant,
    owner_by_parts,
    grave_rights_at_subscription,
    grave_rights_standing_in_production,

    // RW4xx: identities and federation.
    workload_with_management_rights,
    identity_shared_by_stages,
    secret_expired,
    secret_expires_soon,
    secret_instead_of_federation,
    unused_identity,
    principal_id_twice,
    app_id_as_object_id,
    person_as_host_identity,
    identity_attachable_by_weaker,
    granted_by_azure_already,
    own_identity_over_neighbours,
    secret_lives_long,
    kept_grant_to_machine,
    federated_pull_request,
    federated_branch_in_production,
    federated_name_only,
    federated_wildcard_subject,
    federated_subject_malformed,
    federated_issuer_not_https,
    federated_audience_unusual,
    federated_twice,
    federated_environment_mismatch,
    federated_too_many,
    federated_tenant_issuer,

    // RW50x to RW54x: Azure Machine Learning.
    deploy_and_train_in_one_hand,
    compute_identity_deploys,
    endpoint_identity_writes_storage,
    endpoint_keys_to_people,
    workspace_keys_to_people,
    stored_secrets_to_people,
    privileged_compute_identity,
    assets_by_hand_in_production,
    images_by_hand_in_production,
    storage_writer_runs_code,
    endpoint_identity_cannot_start,
    schedules_by_people,
    local_auth_in_production,
    instance_without_idle_shutdown,
    endpoint_key_auth,
    open_ssh,
    public_network_in_production,
    data_isolation_off,
    credential_based_data_access,
    public_node_addresses,
    instance_signs_in_as_owner,

    // RW55x to RW59x: storage, key vaults and registries.
    shared_keys_on,
    anonymous_access_on,
    account_wide_data_access,
    account_keys_granted,
    blob_ownership_granted,
    role_without_data_access,
    vault_with_access_policies,
    purge_beside_write,
    workload_writes_secrets,
    vault_wide_secret_access,
    purge_protection_off,
    registry_admin_user_on,
    registry_anonymous_pull_on,
    role_without_effect_on_registry,

    // RW6xx: what the policy says must hold. RW603 (reach-not-followed) is gone and not used again.
    invariant_broken,
    expectation_failed,

    // RW7xx: environments and separation of duties.
    write_in_two_tiers,
    workload_in_two_tiers,
    link_crosses_tiers,
    runs_as_crosses_tiers,
    separate_stages_across_instances,
    environment_without_tier,
    environment_left_out,
    development_identity_in_production,

    // RW9xx: the text of the policy.
    unused_declaration,
    standard_name_replaced,
    role_named_by_guid,
    former_role_name,
    empty_test,
    contradicting_expectations,
    empty_stage,
    capability_without_operations,
    test_named_twice,
}
