//! One Bicep file.

use std::collections::{BTreeMap, BTreeSet};

use super::existing::Existing;
use super::text::{Symbols, comment, literal};
use crate::compile::names::guid;
use crate::compile::place::Place;
use crate::compile::{CompiledRole, CompiledRoleId};
use crate::emit::deployment::{Deployment, Module};
use crate::emit::input::{Entry, Input, block, wanted};
use crate::emit::{names, origin};
use crate::model::permission::Pattern;

const ROLE: &str = "'Microsoft.Authorization/roleDefinitions'";

/// A file that is being written.
pub(super) struct File<'all> {
    input: &'all Input<'all>,
    head: String,
    existing: Existing,
    body: String,
    symbols: Symbols,
    roles: BTreeMap<CompiledRoleId, String>,
}

impl<'all> File<'all> {
    pub(super) fn new(input: &'all Input<'all>, scope: &str) -> Self {
        Self {
            input,
            head: ["targetScope = ", &literal(scope), "\n\n"].concat(),
            existing: Existing::default(),
            body: String::new(),
            symbols: Symbols::default(),
            roles: BTreeMap::new(),
        }
    }

    /// Says what the file is for, above everything else.
    pub(super) fn note(&mut self, text: &str) {
        self.head
            .insert_str(0, &["// ", &comment(text), "\n"].concat());
    }

    /// Declares one parameter per principal whose object id is not known.
    pub(super) fn parameters(&mut self, entries: &[Entry<'_>]) {
        let wanted: BTreeMap<&str, String> = entries
            .iter()
            .filter_map(|entry| Some((entry.parameter?, wanted(self.input.model, entry.principal))))
            .collect();
        for (name, description) in wanted {
            let described = ["@description(", &literal(&description), ")\n"].concat();
            let declared = [
                "@minLength(36)\n@maxLength(36)\nparam ",
                name,
                " string\n\n",
            ]
            .concat();
            self.head.push_str(&[described, declared].concat());
        }
    }

    /// Writes role definitions.
    pub(super) fn roles(&mut self, roles: &[CompiledRoleId]) {
        for id in roles {
            if let Some(role) = self.input.role(*id) {
                let symbol = self.symbols.fresh("role", &role.key);
                self.role(*id, role, &symbol);
                self.roles.insert(*id, symbol);
            }
        }
    }

    fn role(&mut self, id: CompiledRoleId, role: &CompiledRole, symbol: &str) {
        let block = block(role);
        self.origins(self.input.role_origins(id));
        let version = names::AUTHORIZATION_VERSION;
        self.line(
            0,
            &format!("resource {symbol} 'Microsoft.Authorization/roleDefinitions@{version}' = {{"),
        );
        self.line(1, &format!("name: {}", literal(&role.guid)));
        self.line(1, "properties: {");
        self.line(2, &format!("roleName: {}", literal(&role.display_name)));
        self.line(2, &format!("description: {}", literal(&role.description)));
        self.line(2, "type: 'CustomRole'");
        self.list(
            2,
            "assignableScopes",
            role.assignable_scopes.iter().map(AsRef::as_ref),
        );
        self.line(2, "permissions: [");
        self.line(3, "{");
        let lists: [(&str, &[Pattern]); 4] = [
            ("actions", &block.actions),
            ("notActions", &block.not_actions),
            ("dataActions", &block.data_actions),
            ("notDataActions", &block.not_data_actions),
        ];
        for (name, patterns) in lists {
            self.list(4, name, patterns.iter().map(Pattern::as_str));
        }
        for (depth, close) in [(3, "}"), (2, "]"), (1, "}"), (0, "}\n")] {
            self.line(depth, close);
        }
    }

    /// Writes assignments at the file's own scope and at resources in it.
    pub(super) fn assignments(&mut self, entries: &[Entry<'_>]) {
        for entry in entries {
            self.assignment(entry);
        }
    }

    fn assignment(&mut self, entry: &Entry<'_>) {
        let scope = match Place::of(&entry.scope.id) {
            Some(Place::Resource { resource, .. }) => {
                Some(self.existing.symbol(&resource, &mut self.symbols))
            }
            _ => None,
        };
        self.origins(entry.origins);
        let symbol = self.assignment_symbol(entry);
        let version = names::AUTHORIZATION_VERSION;
        self.line(
            0,
            &format!("resource {symbol} 'Microsoft.Authorization/roleAssignments@{version}' = {{"),
        );
        self.line(1, &format!("name: {}", name(entry)));
        if let Some(scope) = scope {
            self.line(1, &format!("scope: {scope}"));
        }
        let needed = self.roles.get(&entry.assignment.role).cloned();
        self.depends_on(needed.as_slice());
        self.line(1, "properties: {");
        let principal = match (&entry.principal.object_id, entry.parameter) {
            (None, Some(parameter)) => parameter.to_owned(),
            (known, _) => literal(known.as_deref().unwrap_or_default()),
        };
        self.line(2, &format!("principalId: {principal}"));
        self.line(
            2,
            &format!("principalType: '{}'", entry.principal.kind.azure_type()),
        );
        self.line(2, &format!("roleDefinitionId: {}", role_id(entry)));
        self.line(
            2,
            &format!("description: {}", literal(&entry.assignment.description)),
        );
        self.line(1, "}");
        self.line(0, "}\n");
    }

    /// Names an assignment by its tuple, so that adding one renames no other.
    fn assignment_symbol(&mut self, entry: &Entry<'_>) -> String {
        let who = entry.principal.object_id.as_deref().or(entry.parameter);
        let digest = guid(&[
            entry.scope_in_name,
            who.unwrap_or_default(),
            &entry.role.guid,
        ]);
        let digest: String = digest
            .chars()
            .filter(|char| *char != '-')
            .take(12)
            .collect();
        self.symbols.fresh("assignment", &digest)
    }

    /// Hands on to the module of a resource group.
    pub(super) fn module(&mut self, deployment: &Deployment, module: &Module, path: &str) {
        let entries = self.input.entries(&module.entries);
        let subscription = deployment.target.subscription().unwrap_or_default();
        let symbol = self.symbols.fresh("group", &module.name);
        let name = names::deployment(&self.input.model.policy.name, &module.name);
        self.line(0, &format!("module {symbol} {} = {{", literal(path)));
        self.line(1, &format!("name: {}", literal(&name)));
        let (subscription, group) = (literal(subscription), literal(&module.group));
        self.line(1, &format!("scope: resourceGroup({subscription}, {group})"));
        let passed: BTreeSet<_> = entries.iter().filter_map(|one| one.parameter).collect();
        if !passed.is_empty() {
            self.line(1, "params: {");
            for name in passed {
                self.line(2, &format!("{name}: {name}"));
            }
            self.line(1, "}");
        }
        let mut needed: Vec<_> = entries.iter().map(|entry| entry.assignment.role).collect();
        needed.sort_unstable();
        needed.dedup();
        let needed: Vec<_> = needed
            .iter()
            .filter_map(|id| self.roles.get(id).cloned())
            .collect();
        self.depends_on(&needed);
        self.line(0, "}\n");
    }

    fn depends_on(&mut self, symbols: &[String]) {
        if symbols.is_empty() {
            return;
        }
        self.line(1, "dependsOn: [");
        for symbol in symbols {
            self.line(2, symbol);
        }
        self.line(1, "]");
    }

    fn list<'text>(&mut self, depth: usize, name: &str, texts: impl Iterator<Item = &'text str>) {
        let mut texts = texts.peekable();
        if texts.peek().is_none() {
            self.line(depth, &format!("{name}: []"));
            return;
        }
        self.line(depth, &format!("{name}: ["));
        for text in texts {
            self.line(depth + 1, &literal(text));
        }
        self.line(depth, "]");
    }

    fn origins(&mut self, lines: &[String]) {
        for line in origin::shown(lines) {
            self.line(0, &format!("// {}", comment(&line)));
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.body.push_str("  ");
        }
        self.body.push_str(text);
        self.body.push('\n');
    }

    /// Returns the whole text, ending with one line break.
    pub(super) fn finish(self) -> String {
        let whole = [self.head, self.existing.text, self.body].concat();
        [whole.trim_end(), "\n"].concat()
    }
}

fn name(entry: &Entry<'_>) -> String {
    if let Some(known) = entry.name {
        return literal(known);
    }
    let scope = literal(entry.scope_in_name);
    let (who, role) = (
        entry.parameter.unwrap_or_default(),
        literal(&entry.role.guid),
    );
    format!("guid({scope}, toLower({who}), {role})")
}

/// The id of the assigned role in the form that its scope wants.
fn role_id(entry: &Entry<'_>) -> String {
    let guid = literal(&entry.role.guid);
    let high = Place::of(&entry.scope.id).is_some_and(|place| place.is_management_group());
    match (high, entry.role.is_built_in()) {
        (false, _) => format!("subscriptionResourceId({ROLE}, {guid})"),
        (true, true) => format!("tenantResourceId({ROLE}, {guid})"),
        (true, false) => format!("extensionResourceId(managementGroup().id, {ROLE}, {guid})"),
    }
}
