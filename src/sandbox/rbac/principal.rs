//! Of which type a principal is, and which ones cannot hold access.

use crate::sandbox::directory::ObjectKind;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::tenant::Tenant;

/// The types that a request may name.
const TYPES: [&str; 5] = [
    "User",
    "Group",
    "ServicePrincipal",
    "ForeignGroup",
    "Device",
];

impl Tenant {
    /// Finds of which type a principal is, and refuses one that cannot hold access.
    ///
    /// A type that is given keeps the directory from being asked whether there is such a principal, but
    /// not from contradicting it.
    pub(in crate::sandbox) fn principal_type(
        &self,
        principal: &str,
        given: Option<&str>,
    ) -> Result<String, Refusal> {
        let given = given.map(known_type).transpose()?;
        let found = self.state.directory.get(principal);
        let found = found.filter(|_| !self.is_unseen(principal));
        let kind = found.map(|object| object.kind);
        match (kind, given) {
            (Some(ObjectKind::Application), None) => {
                let text =
                    "Principals of type Application cannot validly be used in role assignments.";
                Err(Refusal::bad("PrincipalTypeNotSupported", text))
            }
            (None | Some(ObjectKind::Application), Some(given)) => Ok(given.to_owned()),
            (Some(kind), Some(given)) if kind.word() != given => {
                let text = format!(
                    "The PrincipalId '{principal}' has type '{}', which is different from specified \
                     PrincipalType '{given}'.",
                    kind.word()
                );
                Err(Refusal::bad("UnmatchedPrincipalType", text))
            }
            (Some(kind), _) => Ok(kind.word().to_owned()),
            (None, None) => Err(self.no_such_principal(principal)),
        }
    }

    fn no_such_principal(&self, principal: &str) -> Refusal {
        let text = format!(
            "Principal {} does not exist in the directory {}. Check that you have the correct principal \
             ID. If you are creating this principal and then immediately assigning a role, this error \
             might be related to a replication delay. In this case, set the role assignment principalType \
             property to a value, such as ServicePrincipal, User, or Group.",
            principal.replace('-', ""),
            self.identity.tenant
        );
        Refusal::bad("PrincipalNotFound", text)
    }
}

/// Reads a type, in whatever letter case.
fn known_type(word: &str) -> Result<&'static str, Refusal> {
    let found = TYPES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(word));
    found.ok_or_else(|| {
        let text = format!("The principal type '{word}' is not valid.");
        Refusal::bad("InvalidPrincipalType", text)
    })
}
