//! The policy itself, variables, management groups and environments.

use std::collections::{BTreeMap, VecDeque};

use smol_str::{SmolStr, format_smolstr};

use super::properties::{find, properties};
use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{
    Cloud, DeclaredId, Environment, EnvironmentId, Kind, Level, Policy, Scope, ScopeId, Tier,
};
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};
use crate::syntax::ast::{
    Declaration, Let, MemberKind, Property, Text, TextPart, TextParts, Thing, Value,
};

impl Resolver<'_> {
    /// Reads the `policy` declaration; there may be one.
    pub(super) fn policy(&mut self, placed: &[Placed<'_>]) {
        self.model.policy = Policy {
            name: "policy".into(),
            ..Policy::default()
        };
        for one in placed {
            let Declaration::Policy(thing) = &one.item.declaration else {
                continue;
            };
            if let Some(first) = self.model.policy.span {
                let message = "a policy set has one `policy`, and this is the second";
                let found =
                    Diagnostic::new(codes::DUPLICATE_NAME, Severity::Error, thing.span, message)
                        .related(first, "the first is here")
                        .suggest("remove one of the two", vec![Edit::delete(one.item.span)]);
                self.report(found);
                continue;
            }
            self.check_free(thing);
            let written = properties(thing.body.as_ref(), "");
            let tenant = find(&written, "tenant").and_then(|property| self.only_guid(property));
            let cloud = find(&written, "cloud")
                .and_then(word_of)
                .and_then(|word| Cloud::of(&word));
            self.model.policy = Policy {
                name: thing.name.text.clone(),
                tenant,
                cloud: cloud.unwrap_or_default(),
                span: Some(thing.span),
            };
        }
    }

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

    /// Reads the global `let`s, each after those that it names, whatever the order of the text.
    fn variables(&mut self, placed: &[Placed<'_>]) {
        let mut waiting: Vec<&Let> = Vec::new();
        let mut known: HashSet<&str> = HashSet::default();
        for one in placed {
            let Declaration::Let(declared) = &one.item.declaration else {
                continue;
            };
            let name = &declared.name;
            if known.insert(&name.text) {
                waiting.push(declared);
                continue;
            }
            let message = format!("variable `{}` is declared twice", name.text);
            let span = name.span;
            let found = Diagnostic::new(codes::DUPLICATE_NAME, Severity::Error, span, message);
            let edit = Edit::delete(one.item.span);
            self.report(found.suggest("remove one of the two", vec![edit]));
        }
        self.in_order(&waiting, None, |resolver, name, value| {
            resolver.names.variables.insert(name, value);
        });
    }

    /// Evaluates `let`s in the order in which they need each other; a circle is reported once.
    fn in_order(
        &mut self,
        written: &[&Let],
        environment: Option<EnvironmentId>,
        mut keep: impl FnMut(&mut Self, SmolStr, SmolStr),
    ) {
        let prefix = if environment.is_some() { "env." } else { "" };
        let (mut needs, needed_by) = needs(written, prefix);
        let is_free = |index: &usize| needs.get(*index) == Some(&0);
        let mut ready: VecDeque<usize> = (0..written.len()).filter(is_free).collect();
        while let Some(index) = ready.pop_front() {
            let Some(one) = written.get(index) else {
                continue;
            };
            let value = self.value_text(&one.value, environment);
            keep(self, one.name.text.clone(), value);
            for other in needed_by.get(index).into_iter().flatten() {
                if let Some(count) = needs.get_mut(*other) {
                    *count -= 1;
                    ready.extend((*count == 0).then_some(*other));
                }
            }
        }
        let circular = written.iter().zip(&needs).filter(|(_, count)| **count > 0);
        for (nth, (one, _)) in circular.enumerate() {
            if nth == 0 {
                let message = format!("the value of `{}` needs itself", one.name.text);
                let span = one.name.span;
                let found = Diagnostic::new(codes::CYCLE, Severity::Error, span, message);
                self.report(found.help("give one of the variables on the way a plain value"));
            }
            keep(self, one.name.text.clone(), SmolStr::default());
        }
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
        let labels = labels(&written);
        let subscriptions = if let Some(property) = find(&written, "subscription") {
            self.guids(property, Some(id))
        } else {
            let example = "subscription \"00000000-0000-0000-0000-000000000000\"";
            self.missing(thing, "subscription", example);
            Vec::new()
        };
        let within = written
            .iter()
            .filter(|property| property.key.text == "within");
        let mut above = None;
        let mut group = None;
        for property in within {
            match (&property.qualifier, property.values.first()) {
                (Some(_), Some(Value::Text(text))) => {
                    group = Some(self.single_name(text, Some(id)));
                }
                (None, Some(Value::Reference(reference))) => {
                    above = self.management_group_above(reference);
                }
                _ => {}
            }
        }
        let mut unique: Vec<SmolStr> = Vec::new();
        for subscription in subscriptions {
            if unique.contains(&subscription) {
                continue;
            }
            unique.push(subscription.clone());
            let labels = labels.clone();
            let place = (&subscription, group.as_ref(), above);
            self.environment_scope(thing, (id, declared), place, labels);
        }
        let scopes = self.model.environment(id).map(|one| one.scopes.clone());
        if let (Some(_), Some(scope)) = (group, scopes.unwrap_or_default().first()) {
            let default = self.names.default_groups.get(&id).cloned();
            self.other_group(*scope, default);
        }
    }

    fn environment_scope(
        &mut self,
        thing: &Thing,
        (environment, declared): (EnvironmentId, DeclaredId),
        (subscription, group, above): (&SmolStr, Option<&SmolStr>, Option<ScopeId>),
        labels: Vec<SmolStr>,
    ) {
        let mut id = format_smolstr!("/subscriptions/{subscription}");
        let mut level = Level::Subscription;
        let mut above = above;
        if let Some(group) = group {
            above = self.environment_of(&id).or(above);
            id = format_smolstr!("{id}/resourceGroups/{group}");
            level = Level::ResourceGroup;
        }
        let scope = self.add_scope(Scope {
            kind: Kind::Environment,
            level,
            declared: Some(declared),
            environment: Some(environment),
            labels,
            ..bare_scope(thing.name.text.clone(), id, above, thing.name.span)
        });
        if level == Level::ResourceGroup {
            let key = self
                .model
                .scope(scope)
                .map(|one| one.id.to_ascii_lowercase());
            self.names
                .groups
                .entry(key.unwrap_or_default().into())
                .or_insert(scope);
        }
        if let Some(found) = self.model.environments.get_mut(environment.index()) {
            found.scopes.push(scope);
        }
    }

    /// Finds the environment that is a subscription.
    fn environment_of(&self, subscription: &str) -> Option<ScopeId> {
        let mut all = self.model.environments.iter().flat_map(|one| &one.scopes);
        let is_it = |id: &&ScopeId| {
            let scope = self.model.scope(**id);
            scope.is_some_and(|scope| scope.id == subscription)
        };
        all.find(is_it).copied()
    }

    fn environment_variables(&mut self, thing: &Thing, environment: EnvironmentId) {
        let members = thing.body.iter().flat_map(|body| &body.members);
        let declared = members.filter_map(|member| match &member.kind {
            MemberKind::Let(declared) => Some(declared),
            _ => None,
        });
        let declared: Vec<_> = declared.collect();
        self.in_order(&declared, Some(environment), |resolver, name, value| {
            let key = (environment, name);
            resolver.names.environment_variables.insert(key, value);
        });
    }

    /// Reports environments of different tiers that lie in one place.
    fn overlaps(&mut self) {
        let mut places: BTreeMap<String, Vec<ScopeId>> = BTreeMap::new();
        for environment in &self.model.environments {
            for scope in &environment.scopes {
                let id = self
                    .model
                    .scope(*scope)
                    .map_or("", |scope| scope.id.as_str());
                let subscription = id.split('/').nth(2).unwrap_or("").to_ascii_lowercase();
                places.entry(subscription).or_default().push(*scope);
            }
        }
        let mut found = Vec::new();
        for scopes in places.values() {
            // Of many in one subscription, each is compared with the widest one and its neighbour.
            // One whose tier nobody says differs from none.
            let mut sorted: Vec<_> = scopes
                .iter()
                .filter_map(|id| Some((self.model.scope(*id)?, self.model.tier(*id)?)))
                .collect();
            sorted.sort_by_key(|(scope, _)| (scope.id.to_ascii_lowercase(), scope.span));
            for pair in sorted.windows(2) {
                if let [(wide, wide_tier), (narrow, narrow_tier)] = pair
                    && wide_tier != narrow_tier
                    && is_below(&narrow.id, &wide.id)
                {
                    found.push(overlap(wide, narrow));
                }
            }
            if let Some((wide, wide_tier)) = sorted.first() {
                let rest = sorted.iter().skip(2);
                let clashes =
                    rest.filter(|(scope, tier)| tier != wide_tier && is_below(&scope.id, &wide.id));
                found.extend(clashes.map(|(scope, _)| overlap(wide, scope)));
            }
        }
        self.diagnostics.extend(found);
    }

    /// Adds a scope and makes it known under its name.
    pub(super) fn add_scope(&mut self, scope: Scope) -> ScopeId {
        let id = ScopeId::new(self.model.scopes.len());
        let instances = self.names.scopes.entry(scope.name.clone()).or_default();
        instances.push((scope.environment, id));
        self.model.scopes.push(scope);
        id
    }

    /// Reads the GUIDs of a property, one or a list.
    pub(super) fn guids(
        &mut self,
        property: &Property,
        environment: Option<EnvironmentId>,
    ) -> Vec<SmolStr> {
        let mut found = Vec::new();
        for value in &property.values {
            let texts = match value {
                Value::Text(text) => vec![text],
                Value::List(values, _) => values.iter().filter_map(as_text).collect(),
                _ => Vec::new(),
            };
            for text in texts {
                found.extend(self.guid(text, environment));
            }
        }
        found
    }

    /// Reads the one GUID of a property.
    pub(super) fn only_guid(&mut self, property: &Property) -> Option<SmolStr> {
        self.guids(property, None).into_iter().next()
    }

    /// Reports a property that must be there.
    pub(super) fn missing(&mut self, thing: &Thing, key: &str, example: &str) {
        let message = format!("{} `{}` has no `{key}`", thing.kind.text, thing.name.text);
        let found = Diagnostic::new(
            codes::MISSING_PROPERTY,
            Severity::Error,
            thing.name.span,
            message,
        );
        let edit = match &thing.body {
            Some(body) => Edit::add_member(body.span, example),
            None => Edit::insert_after(thing.span, format!(" {{ {example} }}")),
        };
        self.report(found.suggest(format!("add `{example}`"), vec![edit]));
    }
}

/// Tells whether an environment is one resource group of its subscription.
fn is_resource_group(thing: &Thing) -> bool {
    let written = properties(thing.body.as_ref(), "");
    written
        .iter()
        .any(|one| one.key.text == "within" && one.qualifier.is_some())
}

/// Makes a scope without anything that only some have.
pub(super) fn bare_scope(name: SmolStr, id: SmolStr, parent: Option<ScopeId>, span: Span) -> Scope {
    Scope {
        kind: Kind::Resource,
        declared: None,
        name,
        environment: None,
        parent,
        level: Level::Resource,
        id,
        labels: Vec::new(),
        links: Vec::new(),
        properties: Vec::new(),
        identity: None,
        runs_as: None,
        span,
    }
}

/// Lists what stands between `${` and `}` in a value.
/// Counts for each `let` how many others it names, and lists which others name it.
fn needs(written: &[&Let], prefix: &str) -> (Vec<usize>, Vec<Vec<usize>>) {
    let names = written.iter().map(|one| one.name.text.as_str());
    let positions: HashMap<_, _> = names.zip(0..).collect();
    let mut needs = vec![0; written.len()];
    let mut needed_by = vec![Vec::new(); written.len()];
    for ((index, one), count) in written.iter().enumerate().zip(&mut needs) {
        let named = holes(&one.value).filter_map(|hole| hole.strip_prefix(prefix));
        for other in named.filter_map(|name| positions.get(name).copied()) {
            if let Some(list) = needed_by.get_mut::<usize>(other) {
                list.push(index);
                *count += 1;
            }
        }
    }
    (needs, needed_by)
}

fn holes(value: &Value) -> impl Iterator<Item = &str> {
    let values = match value {
        Value::List(values, _) => values.as_slice(),
        other => std::slice::from_ref(other),
    };
    let parts = values
        .iter()
        .filter_map(as_text)
        .flat_map(|text| match &text.parts {
            TextParts::Mixed(parts) => parts.as_slice(),
            TextParts::Plain(_) => &[],
        });
    parts.filter_map(|part| match part {
        TextPart::Hole(name) => Some(name.text.as_str()),
        TextPart::Literal(_) => None,
    })
}

fn overlap(wide: &Scope, narrow: &Scope) -> Diagnostic {
    let message = format!(
        "environment `{}` lies inside `{}`, and their tiers differ",
        narrow.name, wide.name
    );
    Diagnostic::new(
        codes::OVERLAPPING_ENVIRONMENTS,
        Severity::Error,
        narrow.span,
        message,
    )
    .related(wide.span, "the wider one is declared here")
    .note("whatever is granted on the wider one reaches the other as well")
    .help(
        "give each tier a subscription of its own, or let each stand `within resource-group \"…\"`",
    )
}

/// Tells whether a resource id is another one or lies below it, segment by segment.
fn is_below(id: &str, above: &str) -> bool {
    let (id, above) = (id.to_ascii_lowercase(), above.to_ascii_lowercase());
    id == above
        || id
            .strip_prefix(&above)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Returns the single word of a property.
pub(super) fn word_of(property: &Property) -> Option<SmolStr> {
    match property.values.first() {
        Some(Value::Reference(reference)) => Some(reference.path.clone()),
        _ => None,
    }
}

/// Returns the single string of a property.
pub(super) fn text_of(property: &Property) -> Option<&Text> {
    property.values.first().and_then(as_text)
}

fn as_text(value: &Value) -> Option<&Text> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Lists the labels among properties.
pub(super) fn labels(properties: &[&Property]) -> Vec<SmolStr> {
    let named = properties
        .iter()
        .filter(|property| property.key.text == "label");
    let values = named.flat_map(|property| &property.values);
    let words = values.filter_map(|value| match value {
        Value::Reference(reference) => Some(reference.path.clone()),
        _ => None,
    });
    words.collect()
}
