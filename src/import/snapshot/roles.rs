//! The role definitions of a snapshot.

use super::{Snapshot, is_true, left, list, owner_of, text};
use crate::import::codes;
use crate::import::json::Json;
use crate::import::reading::{Placed, Reading};
use crate::import::role::{Role, read_blocks};
use crate::support::sort;

impl Snapshot<'_> {
    /// Reads the customer's own roles, and of Azure's those that are held and that nobody knows.
    pub(super) fn roles(&self, reading: &mut Reading) {
        for one in list(self.root, "roleDefinitions") {
            let (Some(id), Some(name)) = (text(one, "id"), text(one, "name")) else {
                continue;
            };
            if self.known.roles.iter().any(|(known, _)| known == id) {
                continue;
            }
            let needed = self.needed.contains_key(id);
            let custom = is_true(one, "custom");
            let existing = match self.unwritten(id, one) {
                _ if !custom && (!needed || (self.built_in)(id).is_some()) => continue,
                _ if !custom => true,
                None => false,
                Some(_) if needed => true,
                Some(why) => {
                    let message = format!("role `{name}` {why}");
                    left(codes::LEFT_OUT, one.span, message, reading);
                    continue;
                }
            };
            let held = self.needed.get(id).filter(|_| existing);
            let role = role(one, held, reading);
            reading.roles.extend(role);
        }
    }

    /// Says why a role of a customer's is not one that a policy could write.
    fn unwritten(&self, id: &str, one: &Json) -> Option<String> {
        if let Some(policy) = owner_of(one) {
            return Some(format!("is that of the policy `{policy}`"));
        }
        if self.known.fixed.is_some_and(|fixed| fixed.contains(id)) {
            return Some("is one that cannot be written as it is".to_owned());
        }
        let mut scopes = list(one, "assignableScopes").iter().filter_map(Json::text);
        let beyond = scopes.find(|scope| !self.known.above && !self.covers(scope))?;
        Some(format!(
            "can be assigned at `{beyond}`, which was not asked for"
        ))
    }
}

/// Declares a role; one that exists, for where it is held, and of which nothing is written.
fn role(one: &Json, held: Option<&Vec<Placed>>, reading: &mut Reading) -> Option<Role> {
    let placed = |value: &Json| Some(Placed::new(value.text()?, value.span));
    let scopes = list(one, "assignableScopes").iter().filter_map(placed);
    Some(Role {
        span: one.span,
        display: placed(one.get("name")?)?,
        id: one.get("id").and_then(placed),
        description: reading.description(one).filter(|_| held.is_none()),
        scopes: held.map_or_else(|| scopes.collect(), |held| once_each(held)),
        blocks: read_blocks(one, reading),
        built_in: false,
        missing: held.is_some(),
    })
}

/// Lists scopes in their order, each once.
fn once_each(scopes: &[Placed]) -> Vec<Placed> {
    let mut scopes = scopes.to_vec();
    sort::by_key(&mut scopes, |scope| scope.text.to_ascii_lowercase());
    scopes.dedup_by(|one, other| one.text.eq_ignore_ascii_case(&other.text));
    scopes
}
