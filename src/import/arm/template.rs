//! Walks a template and the templates inside it.

use std::collections::BTreeMap;

use super::copy::{MOST, number};
use super::evaluate::{Context, Evaluator};
use super::target;
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::json::{Json, Kind};
use crate::import::reading::Reading;
use crate::import::{codes, role, shape};

mod assigned;
mod nested;

/// Most copies of all the resources of a template and of those inside it.
const ALL_COPIES: usize = 10_000;

/// The type of a template inside a template.
const NESTED: &str = "Microsoft.Resources/deployments";

/// Reads the roles and assignments of a template.
pub(in crate::import) fn read(template: &Json, reading: &mut Reading) {
    let target = target::of(template, &mut reading.unknowns);
    let context = Context {
        file: template.span.file,
        parameters: template.get("parameters"),
        given: Vec::new(),
        variables: template.get("variables"),
        copies: Vec::new(),
        place: target.clone(),
        target,
    };
    let mut walk = Walk {
        reading,
        others: BTreeMap::new(),
        work: 0,
        copied: 0,
    };
    walk.template(template, &context);
    walk.count_others(template);
}

struct Walk<'r> {
    reading: &'r mut Reading,
    /// Resources that have no part in access, by type.
    others: BTreeMap<String, usize>,
    /// How much was evaluated.
    work: usize,
    /// How many copies were made.
    copied: usize,
}

/// What a resource is below.
#[derive(Clone, Copy)]
struct Parent<'p> {
    kind: &'p str,
    /// Its names, joined by slashes; may hold marks.
    names: &'p str,
}

impl Walk<'_> {
    fn template(&mut self, template: &Json, context: &Context<'_>) {
        for resource in resources(template) {
            self.resource(resource, None, context);
        }
    }

    fn evaluate(&mut self, value: &Json, context: &Context<'_>) -> Json {
        let mut evaluator = Evaluator::after(self.work, &mut self.reading.unknowns);
        let value = evaluator.value(value, context);
        self.work = evaluator.work();
        value
    }

    fn resource(&mut self, resource: &Json, parent: Option<Parent<'_>>, context: &Context<'_>) {
        let is_existing = resource
            .get("existing")
            .is_some_and(|value| value.kind == Kind::Bool(true));
        if is_existing || !resource.is_object() {
            return;
        }
        if let Some(copy) = resource.get("copy") {
            return self.copies(resource, copy, parent, context);
        }
        if !self.is_deployed(resource, context) {
            return;
        }
        let kind = resource
            .get("type")
            .and_then(Json::text)
            .unwrap_or("")
            .to_owned();
        let kind = match parent {
            Some(parent) if !is_full_type(&kind) => format!("{}/{kind}", parent.kind),
            _ => kind,
        };
        let lower = kind.to_ascii_lowercase();
        if lower == "microsoft.authorization/roledefinitions" {
            let definition = self.evaluate(&without(resource, "resources"), context);
            role::read_resource(&definition, self.reading);
        } else if lower.ends_with("/roleassignments") {
            self.assignment(resource, &kind, parent, context);
        } else if lower == NESTED.to_ascii_lowercase() {
            self.nested(resource, context);
        } else if let Some(what) = shape::other_access(&kind) {
            let message = format!("{what} cannot be said in policy text");
            let help = "keep it in a template of its own";
            self.reading
                .error(codes::NOT_REPRESENTABLE, resource.span, message, help);
        } else {
            *self.others.entry(kind.clone()).or_default() += 1;
        }
        self.children(resource, &kind, parent, context);
    }

    fn children(
        &mut self,
        resource: &Json,
        kind: &str,
        parent: Option<Parent<'_>>,
        context: &Context<'_>,
    ) {
        let Some(children) = resource.get("resources") else {
            return;
        };
        let own = resource
            .get("name")
            .map(|name| self.evaluate(name, context));
        let own = own.as_ref().and_then(symbolic).unwrap_or_default();
        let names = match parent {
            Some(parent) if !own.contains('/') => format!("{}/{own}", parent.names),
            _ => own,
        };
        let below = Parent {
            kind,
            names: &names,
        };
        for child in items(children) {
            self.resource(child, Some(below), context);
        }
    }

    /// A condition that is false leaves the resource out; one that is open is named.
    fn is_deployed(&mut self, resource: &Json, context: &Context<'_>) -> bool {
        let Some(condition) = resource.get("condition") else {
            return true;
        };
        let value = self.evaluate(condition, context);
        let (deployed, severity, message) = match value.kind {
            Kind::Bool(true) => return true,
            Kind::Bool(false) => (
                false,
                Severity::Note,
                "the condition is false, so this resource is left out",
            ),
            _ => (
                true,
                Severity::Warning,
                "whether this resource is deployed depends on the deployment; it is read as if it were",
            ),
        };
        self.reading.report(
            Diagnostic::new(codes::UNKNOWN_EXPRESSION, severity, condition.span, message)
                .help("write the resource without a condition, or leave it out"),
        );
        deployed
    }

    /// Reads each copy of a resource by itself.
    fn copies(
        &mut self,
        resource: &Json,
        copy: &Json,
        parent: Option<Parent<'_>>,
        context: &Context<'_>,
    ) {
        let one = without(resource, "copy");
        let named = copy.get("name").and_then(Json::text).unwrap_or_default();
        let count = copy.get("count").map(|count| self.evaluate(count, context));
        let Some(count) = count.as_ref().and_then(number) else {
            return self.uncounted(copy, "how many copies there are is known only at run time");
        };
        self.copied = self.copied.saturating_add(count);
        if count > MOST || self.copied > ALL_COPIES {
            return self.uncounted(copy, "there are more copies than a template may have");
        }
        for index in 0..count {
            let mut context = context.clone();
            context.copies.push((named.into(), index));
            self.resource(&one, parent, &context);
        }
    }

    fn uncounted(&mut self, copy: &Json, message: &str) {
        let help = "write each copy out, or import what was deployed";
        self.reading
            .error(codes::NOT_REPRESENTABLE, copy.span, message, help);
    }

    fn count_others(&mut self, template: &Json) {
        let total: usize = self.others.values().sum();
        let Some(place) = template.entry("resources").filter(|_| total > 0) else {
            return;
        };
        let kinds: Vec<_> = self
            .others
            .iter()
            .map(|(kind, count)| format!("{kind} ({count})"))
            .collect();
        let message = match total {
            1 => "one resource of this template is not about access and is left out".to_owned(),
            _ => {
                format!("{total} resources of this template are not about access and are left out")
            }
        };
        self.reading.report(
            Diagnostic::new(codes::LEFT_OUT, Severity::Note, place.key_span, message)
                .note(kinds.join(", "))
                .help("keep deploying them with this template"),
        );
    }
}

/// Returns a resource without one of its properties.
fn without(resource: &Json, key: &str) -> Json {
    let own = resource.entries().iter();
    let own = own.filter(|entry| !entry.key.eq_ignore_ascii_case(key));
    Json {
        kind: Kind::Object(own.cloned().collect()),
        span: resource.span,
    }
}

fn resources(template: &Json) -> Vec<&Json> {
    template.get("resources").map(items).unwrap_or_default()
}

/// Resources stand in a list, or in an object by their symbolic names.
fn items(resources: &Json) -> Vec<&Json> {
    match &resources.kind {
        Kind::List(items) => items.iter().collect(),
        _ => resources
            .entries()
            .iter()
            .map(|entry| &entry.value)
            .collect(),
    }
}

fn symbolic(value: &Json) -> Option<String> {
    match &value.kind {
        Kind::Text(text) | Kind::Symbolic(text) => Some(text.clone()),
        _ => None,
    }
}

/// A type with a provider in front, such as `Microsoft.Storage/storageAccounts`.
fn is_full_type(kind: &str) -> bool {
    kind.split_once('/')
        .is_some_and(|(provider, _)| provider.contains('.'))
}
