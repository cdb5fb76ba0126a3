//! `rolewright catalog show OPERATION`

use std::fmt::Write as _;

use serde::Serialize;

use super::Listed;
use crate::algebra::{Answer, PermissionSet};
use crate::catalog::classify::Rules;
use crate::catalog::{Catalog, Evidence, Operation, OperationId};
use crate::cli::Error;
use crate::cli::command::table::{Table, facts};
use crate::report;
use crate::report::counted;

/// Shows what is known of one operation.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The operation's name, in any case
    #[arg(value_name = "OPERATION")]
    name: String,
}

/// What is known of a name: one operation, or one in each plane.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    operations: Vec<Known>,
}

#[derive(Debug, Serialize)]
struct Known {
    #[serde(flatten)]
    listed: Listed,
    evidence: &'static str,
    #[serde(rename = "planeIsSure")]
    sure: bool,
    #[serde(rename = "registeredCasing")]
    registered_casing: bool,
    weight: u8,
    #[serde(rename = "accessBecause")]
    access_because: String,
    #[serde(rename = "riskBecause")]
    risk_because: String,
    roles: Vec<Grant>,
}

#[derive(Debug, Serialize)]
struct Grant {
    name: &'static str,
    id: &'static str,
    grants: &'static str,
}

/// Looks a name up; a retired or unknown one is an error with the nearest names.
pub(super) fn look_up(catalog: &Catalog, args: &Args) -> Result<Shown, Error> {
    let name = args.name.trim();
    let operations: Vec<Known> = catalog
        .named(name)
        .map(|id| known(catalog, OperationId(id)))
        .collect();
    if operations.is_empty() {
        Err(unknown(catalog, name))
    } else {
        Ok(Shown { operations })
    }
}

fn known(catalog: &Catalog, id: OperationId) -> Known {
    let operation = catalog.operation(id);
    let rules = Rules::embedded();
    let verdict = rules.judge(operation.plane, operation.name);
    Known {
        listed: Listed::of(catalog, id),
        evidence: operation.evidence.word(),
        sure: operation.evidence.is_sure(),
        registered_casing: operation.registered_casing,
        weight: operation.risk.weight(),
        access_because: rules.reason(verdict.lines.0).to_owned(),
        risk_because: rules.reason(verdict.lines.1).to_owned(),
        roles: grants(catalog, operation),
    }
}

fn grants(catalog: &Catalog, operation: Operation) -> Vec<Grant> {
    let roles = catalog.builtin_roles().filter_map(|role| {
        let answer = PermissionSet::of(&role.blocks()).grants(operation.plane, operation.name);
        let word = match answer {
            Answer::No => return None,
            Answer::Unknown(_) => "maybe",
            Answer::If(_) => "under a condition",
            Answer::Yes => "yes",
        };
        Some(Grant {
            name: role.name(),
            id: role.id(),
            grants: word,
        })
    });
    roles.collect()
}

fn unknown(catalog: &Catalog, name: &str) -> Error {
    let shown = report::safe(name);
    let near = catalog.nearest(name, 5);
    let near = match near.as_slice() {
        [] => String::new(),
        near => format!("near it: `{}`", near.join("`, `")),
    };
    let (message, help) = match catalog.retired(name) {
        Some(retired) => {
            let when = retired.last_seen.map(|day| format!(", last seen on {day}"));
            (
                format!("`{shown}` was retired{}", when.unwrap_or_default()),
                near,
            )
        }
        None if name.contains('*') => (
            format!("`{shown}` is a pattern, not an operation"),
            "list what it covers with `rolewright catalog expand`".to_owned(),
        ),
        None => (format!("no operation is called `{shown}`"), near),
    };
    let help = if help.is_empty() {
        format!("find names with `rolewright catalog search {shown}`")
    } else {
        help
    };
    Error::Usage { message, help }
}

/// Draws what is known.
pub(super) fn table(shown: &Shown, width: usize) -> String {
    let mut text = String::new();
    for known in &shown.operations {
        if !text.is_empty() {
            text.push('\n');
        }
        draw(&mut text, known, width);
    }
    text
}

fn draw(text: &mut String, known: &Known, width: usize) {
    let casing = if known.registered_casing {
        "as registered"
    } else {
        "as built-in roles have it"
    };
    let _ = writeln!(text, "{}", known.listed.name);
    let known_facts = [
        (
            "plane",
            format!(
                "{}, because {}",
                known.listed.plane,
                evidence(known.evidence)
            ),
        ),
        (
            "access",
            format!("{}, because: {}", known.listed.access, known.access_because),
        ),
        (
            "risk",
            format!(
                "{}, {} of 10, because: {}",
                known.listed.risk, known.weight, known.risk_because
            ),
        ),
        ("casing", casing.to_owned()),
    ];
    text.push_str(&facts(&known_facts, "  ", width));
    draw_roles(text, known);
}

fn draw_roles(text: &mut String, known: &Known) {
    if known.roles.is_empty() {
        text.push_str("no built-in role grants it\n");
        return;
    }
    let mut table = Table::new(["BUILT-IN ROLE", "ID", "GRANTS IT"]);
    for grant in &known.roles {
        table.row([grant.name, grant.id, grant.grants].map(str::to_owned));
    }
    let surely = known
        .roles
        .iter()
        .filter(|grant| grant.grants == "yes")
        .count();
    let _ = writeln!(
        text,
        "granted by {}, {surely} of them surely",
        counted(known.roles.len(), "built-in role")
    );
    text.push_str(&table.draw("  "));
}

fn evidence(word: &str) -> &'static str {
    match Evidence::from_word(word) {
        Some(Evidence::Role) => "built-in roles name it there",
        Some(Evidence::Arm) => "a Resource Manager method maps to it",
        Some(Evidence::Docs) => "the provider's published list says so",
        Some(Evidence::Rule) => "the shape of its name says so",
        Some(Evidence::RuleWeak) => "the shape of its name suggests it; not sure",
        Some(Evidence::Default) | None => "nothing points to a data plane; not sure",
    }
}
