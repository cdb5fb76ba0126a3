//! Which of the shapes of the wild a value is.

use super::json::{self, Json, Kind};
use super::reading::Reading;
use super::{arm, assignment, codes, role, snapshot};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::FileId;

/// Lists of Azure's own envelopes, and the words around them that say nothing about access.
const ENVELOPE: &[&str] = &[
    "count",
    "totalRecords",
    "resultTruncated",
    "facets",
    "skip_token",
    "skipToken",
    "$skipToken",
    "total_records",
    "result_truncated",
    "@odata.context",
    "@odata.count",
];

/// Reads everything that one document holds.
pub(super) fn read(file: FileId, text: &str, reading: &mut Reading) {
    let Some(root) = json::parse(file, text, &mut reading.diagnostics) else {
        return;
    };
    if !walk(&root, reading) && !root.is_blank() {
        report_unknown(&root, reading);
    }
}

/// Reads a value; tells whether anything in it was recognised.
fn walk(value: &Json, reading: &mut Reading) -> bool {
    match &value.kind {
        Kind::List(items) => walk_list(items, reading),
        Kind::Object(_) => known(value, reading) || walk_object(value, reading),
        _ => false,
    }
}

fn walk_list(items: &[Json], reading: &mut Reading) -> bool {
    let unknown: Vec<_> = items.iter().filter(|item| !walk(item, reading)).collect();
    let some = unknown.len() < items.len();
    if some {
        for item in unknown {
            report_unknown(item, reading);
        }
    }
    some
}

fn walk_object(object: &Json, reading: &mut Reading) -> bool {
    let mut unknown = Vec::new();
    let mut some = false;
    for entry in object.entries() {
        if walk(&entry.value, reading) {
            some = true;
        } else if !entry.value.is_blank() && !is_envelope(&entry.key) {
            unknown.push(entry);
        }
    }
    if some {
        for entry in unknown {
            if is_link(&entry.key) {
                let message =
                    "the list goes on at another address, and its rest is not in this file";
                reading.error(
                    codes::NOT_REPRESENTABLE,
                    entry.key_span,
                    message,
                    "export the whole list",
                );
            } else {
                report_unknown(&entry.value, reading);
            }
        }
    }
    some
}

fn is_link(key: &str) -> bool {
    key.eq_ignore_ascii_case("nextLink") || key.eq_ignore_ascii_case("@odata.nextLink")
}

fn is_envelope(key: &str) -> bool {
    ENVELOPE.iter().any(|word| key.eq_ignore_ascii_case(word))
}

/// Reads an object that is one of the known shapes.
fn known(object: &Json, reading: &mut Reading) -> bool {
    if snapshot::is_one(object) {
        reading.snapshots.push(object.clone());
    } else if arm::is_template(object) {
        arm::read(object, reading);
    } else if let Some(what) = elsewhere(object) {
        let message = format!("{what} cannot be said in policy text");
        reading.error(
            codes::NOT_REPRESENTABLE,
            object.span,
            message,
            "keep it in a file of its own",
        );
    } else if assignment::is_one(object) {
        assignment::read(object, reading);
    } else if role::is_one(object) {
        role::read(object, reading);
    } else {
        return false;
    }
    true
}

/// Names what grants or takes access in Azure by other means than definitions and assignments.
fn elsewhere(object: &Json) -> Option<&'static str> {
    let kind = object.get("type").and_then(Json::text)?;
    other_access(kind)
}

/// Names a resource type that is about access and that the language does not cover.
pub(super) fn other_access(kind: &str) -> Option<&'static str> {
    let (provider, kind) = kind.rsplit_once('/')?;
    if !provider.eq_ignore_ascii_case("Microsoft.Authorization") {
        return None;
    }
    let kind = kind.to_ascii_lowercase();
    match kind.as_str() {
        "denyassignments" => Some("a deny assignment"),
        _ if kind.starts_with("roleeligibility") => Some("an eligible assignment"),
        _ if kind.starts_with("roleassignmentschedule") => Some("a scheduled assignment"),
        _ if kind.starts_with("rolemanagementpolic") => Some("a role management policy"),
        _ => None,
    }
}

fn report_unknown(value: &Json, reading: &mut Reading) {
    if holds_parameters(value) {
        let message = "this file holds values of parameters, which are not put into templates";
        let help = "write each as the `defaultValue` of its parameter in the template, or import what was deployed";
        let found = Diagnostic::new(codes::UNKNOWN_SHAPE, Severity::Warning, value.span, message);
        return reading.report(found.help(help));
    }
    let message = match &value.kind {
        Kind::Object(_) => "this object is no role definition, role assignment or template",
        Kind::List(_) => "this list holds no role definition, role assignment or template",
        _ => "this value is no role definition, role assignment or template",
    };
    reading.report(
        Diagnostic::new(codes::UNKNOWN_SHAPE, Severity::Warning, value.span, message)
            .help("leave it out, or export it with `az role definition list`, `az role assignment list` or as a template"),
    );
}

/// Tells whether a value is a parameter file of a deployment.
fn holds_parameters(value: &Json) -> bool {
    let schema = value.get("$schema").and_then(Json::text).unwrap_or("");
    let schema = schema.trim_end_matches('#').to_ascii_lowercase();
    schema.ends_with("deploymentparameters.json")
}
