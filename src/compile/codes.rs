//! The codes of everything that Azure would refuse, and of what this version cannot compile.

use crate::diagnostic::codes;

codes! {
    /// Something that parses and resolves and has no compiled form yet.
    NOT_COMPILED_YET = "RW801" "not-compiled-yet";
    /// An operation that the catalogue does not know in either plane.
    UNKNOWN_OPERATION = "RW802" "unknown-operation-in-role";
    /// A provider of which the catalogue knows no operation.
    UNKNOWN_PROVIDER = "RW803" "unknown-provider-in-role";
    /// An operation in the list of the plane that it does not belong to.
    WRONG_PLANE = "RW804" "operation-in-wrong-list";
    /// A role that grants nothing.
    EMPTY_ROLE = "RW805" "empty-role";
    /// Permission blocks that cannot be written as one.
    SEVERAL_BLOCKS = "RW806" "several-blocks";
    /// A condition inside a role definition.
    BLOCK_CONDITION = "RW807" "block-condition";
    /// A display name above Azure's limit.
    ROLE_NAME_TOO_LONG = "RW808" "role-name-too-long";
    /// A display name that another role of the policy set has.
    ROLE_NAME_TAKEN = "RW809" "role-name-taken";
    /// A description above Azure's limit.
    DESCRIPTION_TOO_LONG = "RW810" "description-too-long";
    /// A role definition above Azure's limit.
    ROLE_TOO_LARGE = "RW811" "role-too-large";
    /// A role that could be assigned nowhere.
    NO_ASSIGNABLE_SCOPE = "RW812" "no-assignable-scope";
    /// An id that is none of a scope.
    MALFORMED_SCOPE = "RW813" "malformed-scope";
    /// The root or a wildcard among the assignable scopes.
    ASSIGNABLE_EVERYWHERE = "RW814" "assignable-everywhere";
    /// More assignable scopes than Azure takes.
    MANY_ASSIGNABLE_SCOPES = "RW815" "many-assignable-scopes";
    /// More than one management group among the assignable scopes.
    SEVERAL_MANAGEMENT_GROUPS = "RW816" "several-management-groups";
    /// An assignment where the role cannot be assigned.
    OUTSIDE_ASSIGNABLE_SCOPES = "RW817" "assignment-outside-assignable-scopes";
    /// A custom role with data actions assigned at a management group.
    DATA_ACTIONS_AT_MANAGEMENT_GROUP = "RW818" "data-actions-at-management-group";
    /// A management group among the assignable scopes of a role with data actions.
    DATA_ACTIONS_BELOW_MANAGEMENT_GROUP = "RW819" "assignable-data-actions-at-management-group";
    /// More custom roles than a tenant takes.
    MANY_ROLES = "RW820" "many-custom-roles";
    /// More assignments than a subscription or a management group takes.
    MANY_ASSIGNMENTS = "RW821" "many-assignments";
    /// Two assignments of one role to one principal at one scope.
    SAME_ASSIGNMENT = "RW822" "same-assignment-twice";
    /// Two roles with one GUID.
    SAME_ROLE_ID = "RW823" "same-role-id-twice";
    /// A display name that is blank or that a list cannot show.
    UNUSABLE_ROLE_NAME = "RW824" "unusable-role-name";
}
