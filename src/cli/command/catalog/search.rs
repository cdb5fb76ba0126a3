//! `rolewright catalog search TEXT`

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Listed, plane_word};
use crate::catalog::Catalog;
use crate::cli::command::table::Table;
use crate::report;
use crate::report::counted;

/// Longest word for which a near one is looked for.
const LONGEST: usize = 64;

/// Find operations and built-in roles by words in their names.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Words that a name must hold, all of them, in any case; `*` stands for any characters
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
    /// Where nothing was found: what may have been meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    near: Vec<String>,
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
        words.iter().all(|word| has(&name, word))
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
    let mut found = Found {
        text: words.join(" "),
        operations: first(operations.map(|id| Listed::of(catalog, id)), args.limit),
        roles: first(roles, args.limit),
        retired: first(retired, args.limit),
        near: Vec::new(),
    };
    if found.operations.count + found.roles.count + found.retired.count == 0 {
        found.near = near(catalog, &words);
    }
    found
}

/// Tells whether a name holds a word, in which `*` stands for any characters.
fn has(name: &str, word: &str) -> bool {
    let mut rest = name;
    word.split('*').all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

/// Lists the segments of known operations nearest to the words that no name holds.
fn near(catalog: &Catalog, words: &[String]) -> Vec<String> {
    let names: Vec<String> = catalog
        .ids()
        .map(|id| catalog.name(id).to_lowercase())
        .collect();
    let segments: BTreeSet<&str> = names.iter().flat_map(|name| name.split('/')).collect();
    let lost = words
        .iter()
        .filter(|word| word.len() <= LONGEST && !names.iter().any(|name| has(name, word.as_str())));
    let mut near: Vec<(usize, &str)> = Vec::new();
    for word in lost {
        let farthest = 1.max(word.chars().count() / 3);
        let edits = segments
            .iter()
            .map(|known| (strsim::osa_distance(word, known), *known));
        near.extend(edits.filter(|(edits, _)| *edits <= farthest));
    }
    near.sort_unstable();
    let names = near.into_iter().map(|(_, known)| known.to_owned());
    names.take(5).collect()
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
        if !found.near.is_empty() {
            let _ = writeln!(text, "near it: `{}`", found.near.join("`, `"));
        }
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
