//! The policy itself, variables, management groups and environments.

mod overlaps;
mod policy;
mod scopes;
mod values;
mod variables;

use smol_str::SmolStr;

use super::Resolver;
use super::properties::{find, properties};
use super::templates::Placed;
use crate::model::{DeclaredId, Environment, EnvironmentId, ScopeId, Tier};
use crate::syntax::ast::{Declaration, Property, Thing, Value};

pub(super) use scopes::bare_scope;
pub(super) use values::{labels, text_of, word_of};

impl Resolver<'_> {
    /// Reads variables, management groups and environments, in this order.
    pub(super) fn environments(&mut self, placed: &[Placed<'_>]) {
        self.variables(placed);
        self.management_groups(placed);
        // Whole subscriptions first: they are above the resource groups in them.
        for narrow in [false, true] {
            for one in placed {
                if let (Declaration::Resource(thing), Some(declared)) =
                    (&one.item.declaration, one.declared)
                    && thing.kind.text == "environment"
                    && is_resource_group(thing) == narrow
                {
                    self.step(one, |this| this.environment(thing, declared));
                }
            }
        }
        self.overlaps();
    }

    fn environment(&mut self, thing: &Thing, declared: DeclaredId) {
        self.check_free(thing);
        let id = EnvironmentId::new(self.model.environments.len());
        let written = properties(thing.body.as_ref(), "");
        self.names.environments.insert(thing.name.text.clone(), id);
        self.model.environments.push(Environment {
            declared,
            name: thing.name.text.clone(),
            says_tier: find(&written, "tier").is_some(),
            tier: find(&written, "tier")
                .and_then(word_of)
                .and_then(|word| Tier::of(&word)),
            scopes: Vec::new(),
            labels: labels(&written),
        });
        self.environment_variables(thing, id);
        if let Some(text) = find(&written, "resource-group").and_then(text_of) {
            let name = self.single_name(text, Some(id));
            self.names.default_groups.insert(id, (name, text.span));
        }
        let subscriptions = self.subscriptions(thing, &written, id);
        let (group, above) = self.within(&written, id);
        for subscription in &subscriptions {
            let place = (subscription, group.as_ref(), above);
            self.environment_scope(thing, (id, declared), place, labels(&written));
        }
        let scopes = self.model.environment(id).map(|one| one.scopes.clone());
        if let (Some(_), Some(scope)) = (group, scopes.unwrap_or_default().first()) {
            let default = self.names.default_groups.get(&id).cloned();
            self.other_group(*scope, default);
        }
    }

    /// Lists the subscriptions of an environment, each once.
    fn subscriptions(
        &mut self,
        thing: &Thing,
        written: &[&Property],
        environment: EnvironmentId,
    ) -> Vec<SmolStr> {
        let Some(property) = find(written, "subscription") else {
            let example = "subscription \"00000000-0000-0000-0000-000000000000\"";
            self.missing(thing, "subscription", example);
            return Vec::new();
        };
        let mut unique: Vec<SmolStr> = Vec::new();
        for subscription in self.guids(property, Some(environment)) {
            if !unique.contains(&subscription) {
                unique.push(subscription);
            }
        }
        unique
    }

    /// Reads what an environment is `within`: the resource group that it is, and the management
    /// group above it.
    fn within(
        &mut self,
        written: &[&Property],
        environment: EnvironmentId,
    ) -> (Option<SmolStr>, Option<ScopeId>) {
        let (mut group, mut above) = (None, None);
        for property in written.iter().filter(|one| one.key.text == "within") {
            match (&property.qualifier, property.values.first()) {
                (Some(_), Some(Value::Text(text))) => {
                    group = Some(self.single_name(text, Some(environment)));
                }
                (None, Some(Value::Reference(reference))) => {
                    above = self.management_group_above(reference);
                }
                _ => {}
            }
        }
        (group, above)
    }
}

/// Tells whether an environment is one resource group of its subscription.
fn is_resource_group(thing: &Thing) -> bool {
    let written = properties(thing.body.as_ref(), "");
    written
        .iter()
        .any(|one| one.key.text == "within" && one.qualifier.is_some())
}
