//! One Bicep file.

use std::collections::{BTreeMap, BTreeSet};

use super::existing::Existing;
use super::text::{Symbols, comment, literal, push_literal};
use crate::compile::place::Place;
use crate::compile::{CompiledRole, CompiledRoleId};
use crate::emit::deployment::{Deployment, Module};
use crate::emit::input::{Entry, Input, block, lists, wanted};
use crate::emit::names;
use crate::emit::origin::{self, Line};
use crate::model::ScopeId;
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
    /// What an assignment says for its scope, by scope.
    scopes: BTreeMap<ScopeId, Option<String>>,
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
            scopes: BTreeMap::new(),
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
        self.resource(symbol, "roleDefinitions");
        self.field(1, "name", &role.guid);
        self.line(1, "properties: {");
        self.field(2, "roleName", &role.display_name);
        self.field(2, "description", &role.description);
        self.line(2, "type: 'CustomRole'");
        let scopes = role.assignable_scopes.iter();
        self.list(2, "assignableScopes", scopes.map(AsRef::as_ref));
        self.line(2, "permissions: [");
        self.line(3, "{");
        for (name, patterns) in lists(&block) {
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
        self.find(entry);
        self.origins(entry.origins);
        let symbol = self.assignment_symbol(entry);
        self.resource(&symbol, "roleAssignments");
        match entry.name {
            Some(known) => self.field(1, "name", known),
            None => self.line(1, &format!("name: {}", unknown_name(entry))),
        }
        if let Some(scope) = self
            .scopes
            .get(&entry.assignment.scope)
            .and_then(Option::as_ref)
        {
            push_line(&mut self.body, 1, &["scope: ", scope]);
        }
        if let Some(needed) = self.roles.get(&entry.assignment.role) {
            depends_on(&mut self.body, [needed]);
        }
        self.line(1, "properties: {");
        match (&entry.principal.object_id, entry.parameter) {
            (None, Some(parameter)) => self.line(2, &format!("principalId: {parameter}")),
            (known, _) => self.field(2, "principalId", known.as_deref().unwrap_or_default()),
        }
        self.field(2, "principalType", entry.principal.kind.azure_type());
        self.line(2, &format!("roleDefinitionId: {}", role_id(entry)));
        self.field(2, "description", &entry.assignment.description);
        self.line(1, "}");
        self.line(0, "}\n");
    }

    /// Declares the resource that an assignment is at, where it is at one.
    fn find(&mut self, entry: &Entry<'_>) {
        let (existing, symbols) = (&mut self.existing, &mut self.symbols);
        let slot = self.scopes.entry(entry.assignment.scope);
        slot.or_insert_with(|| match &entry.spot.place {
            Some(Place::Resource { resource, .. }) => Some(existing.symbol(resource, symbols)),
            _ => None,
        });
    }

    /// Names an assignment by its tuple, so that adding one renames no other.
    fn assignment_symbol(&mut self, entry: &Entry<'_>) -> String {
        let digits = entry.digest.chars().filter(|char| *char != '-');
        let digest: String = digits.take(12).collect();
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
        let needed: Vec<_> = needed.iter().filter_map(|id| self.roles.get(id)).collect();
        depends_on(&mut self.body, needed);
        self.line(0, "}\n");
    }

    fn list<'text>(&mut self, depth: usize, name: &str, texts: impl Iterator<Item = &'text str>) {
        let mut texts = texts.peekable();
        if texts.peek().is_none() {
            push_line(&mut self.body, depth, &[name, ": []"]);
            return;
        }
        push_line(&mut self.body, depth, &[name, ": ["]);
        for text in texts {
            indent(&mut self.body, depth + 1);
            push_literal(&mut self.body, text);
            self.body.push('\n');
        }
        self.line(depth, "]");
    }

    fn origins(&mut self, lines: &[Line<'_>]) {
        for line in origin::shown(lines) {
            push_line(&mut self.body, 0, &["// ", &comment(&line)]);
        }
    }

    /// Begins a resource of Azure's authorization.
    fn resource(&mut self, symbol: &str, kind: &str) {
        let (provider, version) = (" 'Microsoft.Authorization/", names::AUTHORIZATION_VERSION);
        let line = ["resource ", symbol, provider, kind, "@", version, "' = {"];
        push_line(&mut self.body, 0, &line);
    }

    /// Writes a property that is a text.
    fn field(&mut self, depth: usize, name: &str, text: &str) {
        indent(&mut self.body, depth);
        self.body.push_str(name);
        self.body.push_str(": ");
        push_literal(&mut self.body, text);
        self.body.push('\n');
    }

    fn line(&mut self, depth: usize, text: &str) {
        push_line(&mut self.body, depth, &[text]);
    }

    /// Returns the whole text, ending with one line break.
    pub(super) fn finish(self) -> String {
        let mut whole = [self.head, self.existing.text, self.body].concat();
        whole.truncate(whole.trim_end().len());
        whole.push('\n');
        whole
    }
}

fn indent(text: &mut String, depth: usize) {
    for _ in 0..depth {
        text.push_str("  ");
    }
}

fn push_line(text: &mut String, depth: usize, parts: &[&str]) {
    indent(text, depth);
    for part in parts {
        text.push_str(part);
    }
    text.push('\n');
}

fn depends_on<'all>(text: &mut String, symbols: impl IntoIterator<Item = &'all String>) {
    let mut symbols = symbols.into_iter().peekable();
    if symbols.peek().is_none() {
        return;
    }
    push_line(text, 1, &["dependsOn: ["]);
    for symbol in symbols {
        push_line(text, 2, &[symbol]);
    }
    push_line(text, 1, &["]"]);
}

/// The name of an assignment whose principal is a parameter.
fn unknown_name(entry: &Entry<'_>) -> String {
    let scope = literal(&entry.spot.in_name);
    let (who, role) = (
        entry.parameter.unwrap_or_default(),
        literal(&entry.role.guid),
    );
    format!("guid({scope}, toLower({who}), {role})")
}

/// The id of the assigned role in the form that its scope wants.
fn role_id(entry: &Entry<'_>) -> String {
    let guid = literal(&entry.role.guid);
    let place = entry.spot.place.as_ref();
    let high = place.is_some_and(Place::is_management_group);
    match (high, entry.role.is_built_in()) {
        (false, _) => format!("subscriptionResourceId({ROLE}, {guid})"),
        (true, true) => format!("tenantResourceId({ROLE}, {guid})"),
        (true, false) => format!("extensionResourceId(managementGroup().id, {ROLE}, {guid})"),
    }
}
