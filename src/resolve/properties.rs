//! The properties that each kind of declaration has.

use smol_str::{SmolStr, format_smolstr};

use super::names::a;
use super::nearest::nearest;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::Span;
use crate::support::hash::HashMap;
use crate::syntax::ast::{Body, MemberKind, Name, Override, Property, Thing, Value};

/// What a property's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// A GUID in quotes, or a list of them.
    Guids,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A duration such as `30m`.
    Duration,
    /// One or more names.
    Names,
    /// References to declared things.
    References,
    /// A qualifier and a value, or a name: `within resource-group "rg"`, `within corp`.
    Within,
    /// `secret expires DATE`
    Expiry,
    /// `federated github { … }`
    Federation,
}

const SWITCH: Shape = Shape::Word(&["on", "off"]);

const POLICY: &[(&str, Shape)] = &[
    ("tenant", Shape::Guids),
    ("cloud", Shape::Word(&["public", "us-government", "china"])),
];
const ENVIRONMENT: &[(&str, Shape)] = &[
    ("tier", Shape::Word(&["development", "test", "production"])),
    ("subscription", Shape::Guids),
    ("resource-group", Shape::Text),
    ("within", Shape::Within),
    ("label", Shape::Names),
];
const MANAGEMENT_GROUP: &[(&str, Shape)] = &[
    ("id", Shape::Text),
    ("within", Shape::Within),
    ("label", Shape::Names),
];
const RESOURCE_GROUP: &[(&str, Shape)] = &[
    ("name", Shape::Text),
    ("subscription", Shape::Guids),
    ("label", Shape::Names),
];
/// What every resource with a resource group has.
const RESOURCE: &[(&str, Shape)] = &[
    ("name", Shape::Text),
    ("resource-group", Shape::Text),
    ("subscription", Shape::Guids),
    ("label", Shape::Names),
];
const CHILD: &[(&str, Shape)] = &[("name", Shape::Text), ("label", Shape::Names)];
const WORKSPACE: &[(&str, Shape)] = &[
    (
        "kind",
        Shape::Word(&["default", "hub", "project", "feature-store"]),
    ),
    ("storage", Shape::References),
    ("key-vault", Shape::References),
    ("container-registry", Shape::References),
    ("app-insights", Shape::References),
    ("log-analytics", Shape::References),
    ("registry", Shape::References),
    ("hub", Shape::References),
    ("runs-as", Shape::References),
    ("local-auth", SWITCH),
    ("public-network", SWITCH),
    ("data-isolation", SWITCH),
    ("identity-based-data-access", SWITCH),
    (
        "managed-network",
        Shape::Word(&["off", "internet", "approved"]),
    ),
    (
        "group-role",
        Shape::Word(&["ai-administrator", "contributor", "none"]),
    ),
];
const REGISTRY: &[(&str, Shape)] = &[("public-network", SWITCH)];
const STORAGE: &[(&str, Shape)] = &[
    ("shared-keys", SWITCH),
    ("public-network", SWITCH),
    ("anonymous-access", SWITCH),
    ("hierarchical", SWITCH),
];
const KEY_VAULT: &[(&str, Shape)] = &[
    ("access", Shape::Word(&["roles", "policies"])),
    ("public-network", SWITCH),
    ("purge-protection", SWITCH),
];
const CONTAINER_REGISTRY: &[(&str, Shape)] = &[
    ("permissions", Shape::Word(&["registry", "repositories"])),
    ("admin-user", SWITCH),
    ("anonymous-pull", SWITCH),
    ("public-network", SWITCH),
];
const SUBNET: &[(&str, Shape)] = &[("network", Shape::Text)];
const COMPUTE: &[(&str, Shape)] = &[
    (
        "kind",
        Shape::Word(&["cluster", "instance", "serverless", "kubernetes"]),
    ),
    ("runs-as", Shape::References),
    ("idle-shutdown", Shape::Duration),
    ("local-auth", SWITCH),
    ("ssh", SWITCH),
    ("sso", SWITCH),
    ("public-ip", SWITCH),
    ("subnet", Shape::References),
    ("assigned-to", Shape::References),
];
const ENDPOINT: &[(&str, Shape)] = &[
    ("kind", Shape::Word(&["online", "batch"])),
    ("runs-as", Shape::References),
    ("auth", Shape::Word(&["key", "token", "entra"])),
    ("public-network", SWITCH),
    ("connection-secrets", SWITCH),
];
const ANY: &[(&str, Shape)] = &[("type", Shape::Text), ("id", Shape::Text)];
const GROUP: &[(&str, Shape)] = &[
    ("object-id", Shape::Guids),
    ("name", Shape::Text),
    ("members", Shape::References),
    ("label", Shape::Names),
];
const USER: &[(&str, Shape)] = &[
    ("object-id", Shape::Guids),
    ("upn", Shape::Text),
    ("name", Shape::Text),
    ("label", Shape::Names),
];
const APPLICATION: &[(&str, Shape)] = &[
    ("object-id", Shape::Guids),
    ("app-id", Shape::Guids),
    ("name", Shape::Text),
    ("label", Shape::Names),
    ("secret", Shape::Expiry),
    ("federated", Shape::Federation),
];
const MANAGED_IDENTITY: &[(&str, Shape)] = &[
    ("object-id", Shape::Guids),
    ("app-id", Shape::Guids),
    ("federated", Shape::Federation),
];
const ROLE: &[(&str, Shape)] = &[
    ("name", Shape::Text),
    ("description", Shape::Text),
    ("object-id", Shape::Guids),
    ("assignable-scopes", Shape::Text),
];
const GITHUB: &[(&str, Shape)] = &[
    ("repository", Shape::Text),
    ("environment", Shape::Text),
    ("branch", Shape::Text),
    ("tag", Shape::Text),
    ("pull-request", SWITCH),
    ("id", Shape::Text),
    ("owner-id", Shape::Text),
    ("audience", Shape::Text),
];
const OIDC: &[(&str, Shape)] = &[
    ("issuer", Shape::Text),
    ("subject", Shape::Text),
    ("audience", Shape::Text),
];

/// Lists the properties of a kind; several tables where kinds share some.
pub(super) fn tables(keyword: &str) -> [&'static [(&'static str, Shape)]; 2] {
    match keyword {
        "policy" => [POLICY, &[]],
        "environment" => [ENVIRONMENT, &[]],
        "management-group" => [MANAGEMENT_GROUP, &[]],
        "resource-group" => [RESOURCE_GROUP, &[]],
        "workspace" => [WORKSPACE, RESOURCE],
        "registry" => [REGISTRY, RESOURCE],
        "storage" => [STORAGE, RESOURCE],
        "key-vault" => [KEY_VAULT, RESOURCE],
        "container-registry" => [CONTAINER_REGISTRY, RESOURCE],
        "subnet" => [SUBNET, RESOURCE],
        "compute" => [COMPUTE, CHILD],
        "endpoint" => [ENDPOINT, CHILD],
        "container" | "file-share" | "queue" | "secret" => [&[], CHILD],
        "resource" => [ANY, RESOURCE],
        "managed-identity" => [MANAGED_IDENTITY, RESOURCE],
        "group" => [GROUP, &[]],
        "user" => [USER, &[]],
        "service-principal" | "agent" => [APPLICATION, &[]],
        "role" => [ROLE, &[]],
        "github federation" => [GITHUB, &[]],
        "oidc federation" => [OIDC, &[]],
        _ => [&[], RESOURCE],
    }
}

/// The kinds of resources that have settings.
const CONFIGURED: [&str; 7] = [
    "workspace",
    "compute",
    "endpoint",
    "registry",
    "storage",
    "key-vault",
    "container-registry",
];

/// Lists the settings that resources have: words and times.
pub(super) fn settings() -> impl Iterator<Item = &'static str> {
    let all = CONFIGURED.into_iter().flat_map(|kind| tables(kind)[0]);
    let settings = all.filter(|(_, shape)| matches!(shape, Shape::Word(_) | Shape::Duration));
    settings
        .map(|(name, _)| *name)
        .filter(|name| *name != "kind")
}

/// Finds a setting of any kind of resource.
pub(super) fn setting(key: &str) -> Option<Shape> {
    settings().find(|name| *name == key)?;
    let mut all = CONFIGURED.into_iter().flat_map(|kind| tables(kind)[0]);
    all.find(|(name, _)| *name == key).map(|(_, shape)| *shape)
}

/// Lists the properties of a body, those of a matching `override` in place of what stands outside.
pub(super) fn properties<'b>(body: Option<&'b Body>, environment: &str) -> Vec<&'b Property> {
    let members = body.map_or(&[][..], |body| &body.members);
    let mut found: Vec<&Property> = Vec::new();
    for member in members {
        if let MemberKind::Property(property) = &member.kind {
            found.push(property);
        }
    }
    for member in members {
        let MemberKind::Override(over) = &member.kind else {
            continue;
        };
        if !over
            .environments
            .iter()
            .any(|name| name.text == environment)
        {
            continue;
        }
        for property in properties(Some(&over.body), environment) {
            found.retain(|old| old.key.text != property.key.text);
            found.push(property);
        }
    }
    found
}

/// Finds a property by key.
pub(super) fn find<'b>(properties: &[&'b Property], key: &str) -> Option<&'b Property> {
    properties
        .iter()
        .find(|property| property.key.text == key)
        .copied()
}

impl Resolver<'_> {
    /// Checks a declaration that lies in no environment: its body, and that it says no `in`.
    pub(super) fn check_free(&mut self, thing: &Thing) {
        let keyword = &thing.kind.text;
        self.check_body(keyword, thing.body.as_ref());
        if let (Some(first), Some(last)) = (thing.within.first(), thing.within.last()) {
            let span = thing.name.span.to(last.span);
            let message = format!("{} lies in no environment", a(keyword));
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, first.span, message);
            let edit = Edit::replace(span, thing.name.text.as_str());
            self.report(found.suggest("remove the `in`", vec![edit]));
        }
    }

    /// Checks the keys and the shapes of a body's properties, once per declaration.
    pub(super) fn check_body(&mut self, keyword: &str, body: Option<&Body>) {
        let mut seen: Vec<&Property> = Vec::new();
        let mut lets: Vec<SmolStr> = Vec::new();
        for member in body.into_iter().flat_map(|body| &body.members) {
            match &member.kind {
                MemberKind::Property(property) => {
                    let repeats = !matches!(property.key.text.as_str(), "federated" | "label");
                    let first = find(&seen, &property.key.text).filter(|first| {
                        // A management group and a resource group are two things to be within.
                        repeats && first.qualifier.is_some() == property.qualifier.is_some()
                    });
                    match first {
                        Some(first) => self.duplicate_property(property, first),
                        None => self.check_property(keyword, property),
                    }
                    seen.push(property);
                }
                MemberKind::Override(over) => {
                    self.overridden_twice(body, over);
                    self.check_override(keyword, over, member.span);
                }
                MemberKind::Let(declared) if keyword != "environment" => {
                    let message = format!("{} has no `let` of its own", a(keyword));
                    let span = declared.span;
                    let found = Diagnostic::new(codes::MISPLACED, Severity::Error, span, message);
                    self.report(found.suggest(
                        "move it to an environment or to the top of the file",
                        vec![Edit::delete(member.span)],
                    ));
                }
                MemberKind::Child(child) => self.check_child(keyword, child),
                MemberKind::Let(declared) => {
                    let name = &declared.name;
                    if lets.contains(&name.text) {
                        let message = format!("variable `{}` is declared twice", name.text);
                        let code = codes::DUPLICATE_NAME;
                        let found = Diagnostic::new(code, Severity::Error, name.span, message);
                        let edit = Edit::delete(member.span);
                        self.report(found.suggest("remove one of the two", vec![edit]));
                    }
                    lets.push(name.text.clone());
                }
            }
        }
    }

    /// Checks an `override`: only what has instances has any, and only properties differ.
    fn check_override(&mut self, keyword: &str, over: &Override, whole: Span) {
        for name in &over.environments {
            self.find_environment(name);
        }
        let single = matches!(
            keyword,
            "policy" | "environment" | "management-group" | "group" | "user"
        ) || matches!(keyword, "service-principal" | "agent")
            || keyword.ends_with(" federation");
        let inner = over.body.members.iter();
        let odd = inner.filter(|inner| !matches!(inner.kind, MemberKind::Property(_)));
        let odd: Vec<_> = odd.map(|inner| inner.span).collect();
        if single {
            let message = format!("{} has no `override`", a(keyword));
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, whole, message)
                .note("it is the same in every environment");
            self.report(found.suggest("remove it", vec![Edit::delete(whole)]));
        }
        for span in odd {
            let message = "only properties can be overridden";
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, span, message);
            self.report(found.suggest("move it out of the `override`", vec![Edit::delete(span)]));
        }
        self.check_body(keyword, Some(&over.body));
    }

    /// Reports each property of an `override` that an earlier one sets for one of its environments.
    fn overridden_twice(&mut self, body: Option<&Body>, over: &Override) {
        let members = body.map_or(&[][..], |body| &body.members).iter();
        let overrides = members.filter_map(|member| match &member.kind {
            MemberKind::Override(other) => Some(other),
            _ => None,
        });
        let before = overrides.take_while(|other| other.body.span != over.body.span);
        let names = |one: &Name| over.environments.iter().any(|name| name.text == one.text);
        let before: Vec<_> = before
            .filter(|other| other.environments.iter().any(names))
            .collect();
        for property in properties(Some(&over.body), "") {
            let same = before
                .iter()
                .find_map(|other| find(&properties(Some(&other.body), ""), &property.key.text));
            if let Some(first) = same {
                self.duplicate_property(property, first);
            }
        }
    }

    fn check_child(&mut self, keyword: &str, child: &crate::syntax::ast::Thing) {
        let parent = crate::model::Kind::of(&child.kind.text).and_then(crate::model::Kind::parent);
        let right = parent.map(crate::model::Kind::keyword);
        if right == Some(keyword) {
            return self.check_body(&child.kind.text, child.body.as_ref());
        }
        let message = format!("{} cannot stand inside {}", a(&child.kind.text), a(keyword));
        let found = Diagnostic::new(codes::MISPLACED, Severity::Error, child.span, message);
        self.report(match right {
            Some(right) => found.help(format!("move it into {}", a(right))),
            None => found.help("move it to the top of the file"),
        });
    }

    fn repeated_values(&mut self, values: &[Value]) {
        let listed = values.iter().flat_map(|value| match value {
            Value::List(values, _) => values.as_slice(),
            other => std::slice::from_ref(other),
        });
        let listed: Vec<_> = listed.map(|value| (written(value), value.span())).collect();
        self.repeated(&listed);
    }

    /// Reports each element of a list that stands in it before; empty texts count as different.
    pub(super) fn repeated(&mut self, listed: &[(SmolStr, Span)]) {
        let mut first: HashMap<&str, Span> = HashMap::default();
        let spans: Vec<Span> = listed.iter().map(|(_, span)| *span).collect();
        for (text, span) in listed.iter().filter(|(text, _)| !text.is_empty()) {
            let Some(before) = first.get(text.as_str()) else {
                first.insert(text, *span);
                continue;
            };
            let message = format!("`{text}` stands twice in this list");
            let code = codes::REPEATED_ELEMENT;
            let found = Diagnostic::new(code, Severity::Warning, *span, message)
                .related(*before, "it stands here already")
                .fix(
                    "remove one of the two",
                    Edit::delete_elements(&spans, &[*span]),
                );
            self.report(found);
        }
    }

    pub(super) fn duplicate_property(&mut self, property: &Property, first: &Property) {
        let message = format!("`{}` is written twice", property.key.text);
        let span = property.span;
        let found = Diagnostic::new(codes::DUPLICATE_PROPERTY, Severity::Error, span, message)
            .related(first.span, "first written here")
            .suggest("remove one of the two", vec![Edit::delete(span)]);
        self.report(found);
    }

    fn check_property(&mut self, keyword: &str, property: &Property) {
        let tables = tables(keyword);
        let mut known = tables.iter().flat_map(|table| table.iter());
        match known.find(|(key, _)| *key == property.key.text) {
            // A template that nobody uses is checked as it stands: a parameter may be anything.
            Some(_) if property.values.iter().any(is_parameter) => {}
            Some((_, shape)) => self.check_shape(keyword, property, *shape),
            None => self.unknown_property(keyword, property),
        }
    }

    fn unknown_property(&mut self, keyword: &str, property: &Property) {
        let key = &property.key;
        if is_told_by_its_shape(key) {
            return;
        }
        let message = format!("{} has no property `{}`", a(keyword), key.text);
        let found = Diagnostic::new(codes::UNKNOWN_PROPERTY, Severity::Error, key.span, message);
        let tables = tables(keyword);
        let names: Vec<_> = tables
            .iter()
            .flat_map(|table| table.iter().map(|(name, _)| *name))
            .collect();
        let found = found.note(format!("it has {}", names.join(", ")));
        self.report(match nearest(&key.text, names) {
            Some(near) => found.suggest(
                format!("did you mean `{near}`?"),
                vec![Edit::replace(key.span, near)],
            ),
            None => found.suggest("remove it", vec![Edit::delete(property.span)]),
        });
    }

    fn check_shape(&mut self, keyword: &str, property: &Property, shape: Shape) {
        if let Some(body) = property
            .body
            .as_ref()
            .filter(|_| shape != Shape::Federation)
        {
            let message = format!("`{}` takes no braces", property.key.text);
            let found = Diagnostic::new(codes::MISPLACED, Severity::Error, body.span, message);
            self.report(found.suggest("remove them", vec![Edit::delete(body.span)]));
        }
        let key = property.key.text.clone();
        let single = property.values.len() == 1;
        let good = match shape {
            Shape::Text => single && matches!(property.values.first(), Some(Value::Text(_))),
            // Only an environment has several subscriptions.
            Shape::Guids if keyword == "environment" => property.values.iter().all(is_text),
            Shape::Guids => single && matches!(property.values.first(), Some(Value::Text(_))),
            Shape::Word(words) => return self.check_word(property, words),
            Shape::Duration => match property.values.first() {
                Some(Value::Number(number)) => single && is_duration(&number.text),
                _ => false,
            },
            Shape::Names => property.values.iter().all(is_word),
            Shape::References => {
                let one = matches!(key.as_str(), "runs-as" | "hub" | "subnet" | "assigned-to");
                let mut values = property.values.iter();
                (single || !one) && values.all(|value| matches!(value, Value::Reference(_)))
            }
            Shape::Within => single && is_within(keyword, property),
            Shape::Expiry => single && matches!(property.values.first(), Some(Value::Date(_))),
            Shape::Federation => {
                let source = property.values.first().map(written).unwrap_or_default();
                let keyword = match source.as_str() {
                    "github" => "github federation",
                    "oidc" => "oidc federation",
                    _ => return self.wrong_value(property.span, &key, wanted(shape, keyword)),
                };
                self.check_body(keyword, property.body.as_ref());
                single && property.body.is_some()
            }
        };
        if !good && matches!(shape, Shape::Names | Shape::References) && self.in_brackets(property)
        {
            return;
        }
        if !good {
            return self.wrong_value(property.span, &key, wanted(shape, keyword));
        }
        if let [Value::List(..)] | [_, _, ..] = property.values.as_slice() {
            self.repeated_values(&property.values);
        }
    }

    /// Reports names in brackets where they stand without; tells whether that was it.
    fn in_brackets(&mut self, property: &Property) -> bool {
        let [Value::List(values, span)] = property.values.as_slice() else {
            return false;
        };
        let names = values
            .iter()
            .all(|value| matches!(value, Value::Reference(_)));
        if !names || values.is_empty() {
            return false;
        }
        let key = &property.key.text;
        let message = format!("`{key}` takes names without brackets");
        let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, *span, message);
        let names: Vec<_> = values
            .iter()
            .map(|value| written(value).to_string())
            .collect();
        let edit = Edit::replace(*span, names.join(", "));
        self.report(found.suggest("remove the brackets", vec![edit]));
        true
    }

    fn check_word(&mut self, property: &Property, words: &[&str]) {
        let value = property.values.first();
        let written: Option<SmolStr> = match value {
            Some(Value::Reference(reference)) => Some(reference.path.clone()),
            _ => None,
        };
        if value.is_some_and(is_word)
            && written
                .as_ref()
                .is_some_and(|word| words.contains(&word.as_str()))
        {
            if property.values.len() > 1 {
                self.wrong_value(property.span, &property.key.text, "one word");
            }
            return;
        }
        let span = value.map_or(property.span, Value::span);
        let choices: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{}` takes {}", property.key.text, choices.join(" or "));
        let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message);
        let meant = written.and_then(|word| {
            let near = nearest(&word, words.iter().copied());
            near.or_else(|| only_longer(&word, words))
        });
        self.report(match meant {
            Some(meant) => found.suggest(
                format!("did you mean `{meant}`?"),
                vec![Edit::replace(span, meant)],
            ),
            None => found.help("write one of these words"),
        });
    }
}

/// Tells whether a key has not the shape of a name, of which `syntax` tells.
pub(super) fn is_told_by_its_shape(key: &Name) -> bool {
    let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !key.text.bytes().all(fits)
}

/// Finds the one word that a shorter one begins: `dev` is `development`.
fn only_longer(word: &str, words: &[&str]) -> Option<String> {
    let mut longer = words.iter().filter(|longer| longer.starts_with(word));
    let first = longer.next().filter(|_| !word.is_empty())?;
    longer.next().is_none().then(|| (*first).to_owned())
}

/// Tells whether `within` names a management group, or the resource group of an environment.
fn is_within(keyword: &str, property: &Property) -> bool {
    match (&property.qualifier, property.values.first()) {
        (None, Some(Value::Reference(_))) => true,
        (Some(word), Some(Value::Text(_))) => {
            word.text == "resource-group" && keyword == "environment"
        }
        _ => false,
    }
}

/// Tells whether a value is one name, without an environment or a way into something.
fn is_word(value: &Value) -> bool {
    match value {
        Value::Reference(one) => one.environment.is_none() && !one.path.contains('.'),
        _ => false,
    }
}

fn is_parameter(value: &Value) -> bool {
    match value {
        Value::Reference(one) => one.path.contains("${"),
        Value::List(values, _) => values.iter().any(is_parameter),
        _ => false,
    }
}

fn is_text(value: &Value) -> bool {
    match value {
        Value::Text(_) => true,
        Value::List(values, _) => values.iter().all(|one| matches!(one, Value::Text(_))),
        _ => false,
    }
}

/// Tells whether a text is a whole number and a unit of time: `15m`, `4h`, `90d`.
pub(super) fn is_duration(text: &str) -> bool {
    let number = text.strip_suffix(['m', 'h', 'd']).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns a value as it is compared with others in a list.
fn written(value: &Value) -> SmolStr {
    match value {
        Value::Text(text) => text
            .as_plain()
            .map_or_else(SmolStr::default, |text| text.to_ascii_lowercase().into()),
        Value::Reference(one) => match &one.environment {
            Some(environment) => format_smolstr!("{}@{}", one.path, environment.text),
            None => one.path.clone(),
        },
        _ => SmolStr::default(),
    }
}

fn wanted(shape: Shape, keyword: &str) -> &'static str {
    match shape {
        Shape::Text => "a string in quotes",
        Shape::Guids if keyword == "environment" => "a GUID in quotes, or a list of them",
        Shape::Guids => "a GUID in quotes",
        Shape::Word(_) => "a word",
        Shape::Duration => "a duration such as `30m`",
        Shape::Names => "names",
        Shape::References => "names of declared things",
        Shape::Within => "the name of a management group, or `resource-group \"…\"`",
        Shape::Expiry => "`expires` and a date",
        Shape::Federation => "`github { … }` or `oidc { … }`",
    }
}
