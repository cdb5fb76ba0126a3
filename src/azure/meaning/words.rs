//! What a refusal means in plain words, and what to do about it.

use super::Meaning;

impl Meaning {
    /// Says what it means.
    pub fn words(self) -> &'static str {
        match self {
            Self::AssignmentExists => {
                "this principal already has this role there, under another name"
            }
            Self::NameTaken => {
                "the name of the assignment belongs to another one, of another principal, role or scope"
            }
            Self::RoleNameTaken => "another role of the tenant has the same display name",
            Self::RoleInUse => "the role is still assigned to somebody",
            Self::PrincipalMissing => "the directory does not know this principal, or not yet",
            Self::PrincipalKind => "the principal is of another kind than the policy says",
            Self::PrincipalUnfit => "principals of this kind cannot be given roles",
            Self::Malformed => "Azure does not take what was sent as it is written",
            Self::RoleMissing => {
                "there is no such role, or not yet, or it cannot be assigned there"
            }
            Self::AssignmentLimit => "the scope holds as many role assignments as Azure allows",
            Self::RoleLimit => "the tenant holds as many custom roles as Azure allows",
            Self::Operation => "the role names an operation that Azure does not know",
            Self::Forbidden => "the identity that is signed in may not do this",
            Self::ForbiddenLinked => {
                "the identity that is signed in may not use what is linked to it"
            }
            Self::Policy => "a policy of the organisation forbids it",
            Self::LastAdministrator => "nobody would be left who may hand out access",
            Self::Locked => "a lock is in the way",
            Self::ScopeMissing => "the scope is not there",
            Self::Missing => "it is not there",
            Self::Race => "something else is being changed there at the same time",
            Self::Schedule => "a rule for temporary access forbids it",
            Self::Throttled => "Azure was asked too often and does not answer for now",
            Self::Trouble => "Azure has trouble of its own",
            Self::Token => "the token of the sign-in is not accepted",
            Self::Tenant => "the sign-in is of another tenant",
            Self::Certificate => "the server cannot prove who it is",
            Self::Unreachable => "no answer came",
            Self::SignIn => "signing in did not work",
            Self::Answer => "the answer is none that Azure gives",
            Self::TooMuch => "all lists together take more memory than they may",
            Self::Other => "it was refused",
        }
    }

    /// Says what to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::AssignmentExists => {
                "plan again: the assignment that is there is adopted, whatever its name"
            }
            Self::NameTaken => {
                "plan again; if it stays, somebody used the name elsewhere in the tenant, and that \
                 assignment has to go first"
            }
            Self::RoleNameTaken => {
                "rename the role in the policy, or remove the other one, which may be in a \
                 subscription that you do not see"
            }
            Self::RoleInUse => {
                "remove the assignments of the role first, those that can be activated included"
            }
            Self::PrincipalMissing => {
                "check the object id (not the application id); one that was just made needs some minutes"
            }
            Self::PrincipalKind => "correct the kind of the principal in the policy",
            Self::PrincipalUnfit => "give the role to a user, a group or a service principal",
            Self::Malformed => {
                "check ids and conditions in the policy; `rolewright lint` finds most"
            }
            Self::RoleMissing => {
                "check the role and its assignable scopes; one that was just made needs some minutes"
            }
            Self::AssignmentLimit => {
                "give roles to groups instead of people, or at a management group"
            }
            Self::RoleLimit => "remove roles that nobody has, or use built-in ones",
            Self::Operation => "`rolewright catalog search` finds how an operation is spelled",
            Self::Forbidden => {
                "ask for the right, or for an assignment whose condition allows it; after a fresh \
                 grant sign in again and wait up to ten minutes"
            }
            Self::ForbiddenLinked => "ask for the right that the message names, at all its scopes",
            Self::Policy => "ask the owners of the policy that the message names",
            Self::LastAdministrator => "give somebody else Owner there first",
            Self::Locked => "remove the lock for the change, or leave the scope as it is",
            Self::ScopeMissing => "create it first, or correct its id in the policy",
            Self::Missing => "plan again",
            Self::Race => "try again when the other change is done",
            Self::Schedule => "change the policy to what the rules that the message names allow",
            Self::Throttled => "wait some minutes and run again, with fewer runs at once",
            Self::Trouble => "run again later; https://status.azure.com tells of wider trouble",
            Self::Token => "sign in again, and check the clock of this machine",
            Self::Tenant => "sign in to the tenant that the policy names",
            Self::Certificate => {
                "if a proxy of your organisation reads along, name its certificate authority with \
                 `--ca-file` or ROLEWRIGHT_CA_FILE; otherwise do not go on"
            }
            Self::Unreachable => "check the network, HTTPS_PROXY, and AZURE_AUTHORITY_HOST if set",
            Self::SignIn => {
                "choose with `--credential`, see docs/azure.md; a sandbox has to be running"
            }
            Self::Answer => "check the endpoint and what stands before it, such as a proxy",
            Self::TooMuch => "name fewer subscriptions at once: read a part of the policy set",
            Self::Other => "the message of Azure says more",
        }
    }
}
