//! `rolewright catalog search TEXT`

use std::fmt::Write as _;

use serde::Serialize;

use super::table::Table;
use super::{Listed, counted, plane_word};
use crate::catalog::Catalog;
use crate::report;

/// Finds operations and built-in roles by words in their names.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Words that a name must hold, all of them, in any case
    #[arg(value_name = "TEXT", required = true)]
    words: Vec<String>,
    /// Show at most NUMBER of each kind
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
}

/// What was found.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    text: String,
    operations: Kind<Listed>,
    roles: Kind<Role>,
    retired: Kind<Gone>,
}

/// Hits of one kind, the first few of them.
#[derive(Debug, Serialize)]
struct Kind<T> {
    count: usize,
    first: Vec<T>,
}

#[derive(Debug, Serialize)]
struct Role {
    name: &'static str,
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    formerly: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Gone {
    name: &'static str,
    plane: &'static str,
    #[serde(rename = "lastSeen")]
    last_seen: Option<&'static str>,
}

/// Looks for the words.
pub(super) fn find(catalog: &Catalog, args: &Args) -> Found {
    let words: Vec<String> = args
        .words
        .iter()
        .flat_map(|word| word.split_whitespace())
        .map(str::to_lowercase)
        .collect();
    let holds = |name: &str| {
        let name = name.to_lowercase();
        words.iter().all(|word| name.contains(word.as_str()))
    };
    let operations = catalog.ids().filter(|id| holds(catalog.name(*id)));
    let roles = catalog.builtin_roles().filter_map(|role| {
        let formerly = role.former_names().find(|name| holds(name));
        let found = formerly.is_some() || holds(role.name());
        found.then(|| Role {
            name: role.name(),
            id: role.id(),
            formerly,
        })
    });
    let retired = catalog
        .all_retired()
        .filter(|retired| holds(retired.name))
        .map(|retired| Gone {
            name: retired.name,
            plane: plane_word(retired.plane),
            last_seen: retired.last_seen,
        });
    Found {
        text: words.join(" "),
        operations: first(operations.map(|id| Listed::of(catalog, id)), args.limit),
        roles: first(roles, args.limit),
        retired: first(retired, args.limit),
    }
}

fn first<T>(mut hits: impl Iterator<Item = T>, limit: usize) -> Kind<T> {
    let first: Vec<T> = hits.by_ref().take(limit).collect();
    Kind {
        count: first.len() + hits.count(),
        first,
    }
}

/// Draws what was found.
pub(super) fn table(found: &Found) -> String {
    let mut text = String::new();
    let mut roles = Table::new(["BUILT-IN ROLE", "ID", "FORMERLY"]);
    for hit in &found.roles.first {
        roles.row([hit.name, hit.id, hit.formerly.unwrap_or("")].map(str::to_owned));
    }
    section(&mut text, "built-in role", &found.roles, &roles);
    let mut operations = Table::new(["OPERATION", "PLANE", "ACCESS", "RISK"]);
    found
        .operations
        .first
        .iter()
        .for_each(|hit| operations.row(hit.cells()));
    section(&mut text, "operation", &found.operations, &operations);
    let mut retired = Table::new(["RETIRED OPERATION", "PLANE", "LAST SEEN"]);
    for hit in &found.retired.first {
        retired.row([hit.name, hit.plane, hit.last_seen.unwrap_or("unknown")].map(str::to_owned));
    }
    section(&mut text, "retired operation", &found.retired, &retired);
    if text.is_empty() {
        let _ = writeln!(text, "no name holds `{}`", report::safe(&found.text));
    }
    text
}

fn section<T, const COLUMNS: usize>(
    text: &mut String,
    thing: &str,
    kind: &Kind<T>,
    table: &Table<COLUMNS>,
) {
    if kind.count == 0 {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    if !kind.first.is_empty() {
        text.push_str(&table.draw(""));
    }
    let hidden = kind.count - kind.first.len();
    let more = if hidden == 0 {
        String::new()
    } else {
        format!(", {hidden} more with `--limit`")
    };
    let _ = writeln!(text, "{}{more}", counted(kind.count, thing));
}
