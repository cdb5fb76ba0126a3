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
use crate::model::permission::Pattern;

const ROLE: &str = "'Microsoft.Authorization/roleDefinitions'";

/// About how many bytes a role takes, and an assignment.
const SIZES: (usize, usize) = (4_000, 1_000);

/// A file that is being written.
pub(super) struct File<'all> {
    input: &'all Input<'all>,
    text: String,
    existing: Existing,
    symbols: Symbols,
    roles: BTreeMap<CompiledRoleId, String>,
}

impl<'all> File<'all> {
    /// Begins a file for a kind of scope, which says first what it is for.
    pub(super) fn new(input: &'all Input<'all>, note: &str, scope: &str) -> Self {
        let scope = literal(scope);
        Self {
            input,
            text: ["// ", &comment(note), "\ntargetScope = ", &scope, "\n\n"].concat(),
            existing: Existing::default(),
            symbols: Symbols::default(),
            roles: BTreeMap::new(),
        }
    }

    /// Makes room for what will be written.
    pub(super) fn reserve(&mut self, roles: usize, assignments: usize) {
        self.text.reserve(roles * SIZES.0 + assignments * SIZES.1);
    }

    /// Declares one parameter per principal whose object id is not known.
    pub(super) fn parameters(&mut self, entries: &[Entry<'_>]) {
        let wanted: BTreeMap<&str, String> = entries
            .iter()
            .filter_map(|entry| Some((entry.parameter?, wanted(self.input.model, entry.principal))))
            .collect();
        for (name, description) in wanted {
            let description = literal(&description);
            self.line(0, &["@description(", &description, ")"]);
            self.line(
                0,
                &["@minLength(36)\n@maxLength(36)\nparam ", name, " string\n"],
            );
        }
    }

    /// Declares the resources at which something is assigned.
    pub(super) fn existing(&mut self, entries: &[Entry<'_>]) {
        for entry in entries {
            self.existing
                .declare(&mut self.text, entry, &mut self.symbols);
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
        self.line(1, &["properties: {"]);
        self.field(2, "roleName", &role.display_name);
        self.field(2, "description", &role.description);
        self.line(2, &["type: 'CustomRole'"]);
        let scopes = role.assignable_scopes.iter();
        self.list(2, "assignableScopes", scopes.map(AsRef::as_ref));
        self.line(2, &["permissions: ["]);
        self.line(3, &["{"]);
        for (name, patterns) in lists(&block) {
            self.list(4, name, patterns.iter().map(Pattern::as_str));
        }
        for (depth, close) in [(3, "}"), (2, "]"), (1, "}"), (0, "}\n")] {
            self.line(depth, &[close]);
        }
    }

    /// Writes assignments at the file's own scope and at resources in it.
    pub(super) fn assignments(&mut self, entries: &[Entry<'_>]) {
        for entry in entries {
            self.assignment(entry);
        }
    }

    fn assignment(&mut self, entry: &Entry<'_>) {
        self.origins(entry.origins);
        let symbol = self.assignment_symbol(entry);
        self.resource(&symbol, "roleAssignments");
        match entry.name {
            Some(known) => self.field(1, "name", known),
            None => self.line(1, &["name: ", &unknown_name(entry)]),
        }
        if let Some(scope) = self.existing.symbol(entry.assignment.scope) {
            push_line(&mut self.text, 1, &["scope: ", scope]);
        }
        if let Some(needed) = self.roles.get(&entry.assignment.role) {
            depends_on(&mut self.text, [needed]);
        }
        self.line(1, &["properties: {"]);
        match (&entry.principal.object_id, entry.parameter) {
            (None, Some(parameter)) => self.line(2, &["principalId: ", parameter]),
            (known, _) => self.field(2, "principalId", known.as_deref().unwrap_or_default()),
        }
        self.field(2, "principalType", entry.principal.kind.azure_type());
        self.line(2, &["roleDefinitionId: ", &role_id(entry)]);
        self.field(2, "description", &entry.assignment.description);
        self.line(1, &["}"]);
        self.line(0, &["}\n"]);
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
        self.line(0, &["module ", &symbol, " ", &literal(path), " = {"]);
        self.field(1, "name", &name);
        let (subscription, group) = (literal(subscription), literal(&module.group));
        let scope = ["scope: resourceGroup(", &subscription, ", ", &group, ")"];
        self.line(1, &scope);
        let passed: BTreeSet<_> = entries.iter().filter_map(|one| one.parameter).collect();
        if !passed.is_empty() {
            self.line(1, &["params: {"]);
            for name in passed {
                self.line(2, &[name, ": ", name]);
            }
            self.line(1, &["}"]);
        }
        let mut needed: Vec<_> = entries.iter().map(|entry| entry.assignment.role).collect();
        needed.sort_unstable();
        needed.dedup();
        let needed: Vec<_> = needed.iter().filter_map(|id| self.roles.get(id)).collect();
        depends_on(&mut self.text, needed);
        self.line(0, &["}\n"]);
    }

    fn list<'text>(&mut self, depth: usize, name: &str, texts: impl Iterator<Item = &'text str>) {
        let mut texts = texts.peekable();
        if texts.peek().is_none() {
            self.line(depth, &[name, ": []"]);
            return;
        }
        self.line(depth, &[name, ": ["]);
        for text in texts {
            indent(&mut self.text, depth + 1);
            push_literal(&mut self.text, text);
            self.text.push('\n');
        }
        self.line(depth, &["]"]);
    }

    fn origins(&mut self, lines: &[Line<'_>]) {
        for line in origin::shown(lines) {
            self.line(0, &["// ", &comment(&line)]);
        }
    }

    /// Begins a resource of Azure's authorization.
    fn resource(&mut self, symbol: &str, kind: &str) {
        let (provider, version) = (" 'Microsoft.Authorization/", names::AUTHORIZATION_VERSION);
        let line = ["resource ", symbol, provider, kind, "@", version, "' = {"];
        self.line(0, &line);
    }

    /// Writes a property that is a text.
    fn field(&mut self, depth: usize, name: &str, text: &str) {
        indent(&mut self.text, depth);
        self.text.push_str(name);
        self.text.push_str(": ");
        push_literal(&mut self.text, text);
        self.text.push('\n');
    }

    fn line(&mut self, depth: usize, parts: &[&str]) {
        push_line(&mut self.text, depth, parts);
    }

    /// Returns the whole text, ending with one line break.
    pub(super) fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
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
