//! `rolewright catalog role NAME`

use std::fmt::Write as _;

use serde::Serialize;

use super::expand::Count;
use crate::algebra::Reach;
use crate::catalog::{BlockView, BuiltinRole, Catalog};
use crate::cli::Error;
use crate::cli::command::table::facts;
use crate::model::permission::Plane;
use crate::report;

/// Longer names get no suggestion.
const LONGEST: usize = 200;

/// Shows a built-in role.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its name now or before, or its id
    #[arg(value_name = "NAME")]
    name: String,
}

/// What is known of a built-in role.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    name: &'static str,
    id: &'static str,
    former_names: Vec<&'static str>,
    /// When Azure listed it last, where it does not any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<&'static str>,
    blocks: Vec<Block>,
    surely: Counts,
    possibly: Counts,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Block {
    actions: Vec<&'static str>,
    not_actions: Vec<&'static str>,
    data_actions: Vec<&'static str>,
    not_data_actions: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition_version: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Counts {
    operations: usize,
    access: Vec<Count>,
    risk: Vec<Count>,
}

/// Looks a role up by name, former name or id.
pub(super) fn look_up(catalog: &Catalog, args: &Args) -> Result<Shown, Error> {
    let name = args.name.trim();
    // A whole id ends with the GUID, whatever scope stands before it.
    let guid = name.rsplit('/').next().unwrap_or(name);
    let found = catalog
        .builtin_by_name(name)
        .or_else(|| catalog.builtin_by_id(guid))
        .or_else(|| catalog.builtin_alias(name).map(|alias| alias.role));
    let role = found.ok_or_else(|| unknown(catalog, name))?;
    let reach = Reach::of_builtin(catalog, role);
    let counts = |set| Counts {
        operations: crate::algebra::OperationSet::len(set),
        access: Count::by_access(catalog, set),
        risk: Count::by_risk(catalog, set),
    };
    Ok(Shown {
        name: role.name(),
        id: role.id(),
        former_names: role.former_names().collect(),
        last_seen: role.last_seen(),
        blocks: role.block_views().map(block).collect(),
        surely: counts(&reach.lower),
        possibly: counts(&reach.upper),
    })
}

fn block(view: BlockView<'_>) -> Block {
    Block {
        actions: view
            .granted(Plane::Control)
            .map(|pattern| pattern.text)
            .collect(),
        not_actions: view
            .cut(Plane::Control)
            .map(|pattern| pattern.text)
            .collect(),
        data_actions: view
            .granted(Plane::Data)
            .map(|pattern| pattern.text)
            .collect(),
        not_data_actions: view.cut(Plane::Data).map(|pattern| pattern.text).collect(),
        condition: view.condition(),
        condition_version: view.condition_version(),
    }
}

fn unknown(catalog: &Catalog, name: &str) -> Error {
    let lower = name.to_lowercase();
    let farthest = 3.max(lower.len() / 3);
    let distance = |role: BuiltinRole<'_>| {
        let known = role.name().to_lowercase();
        let edits = strsim::osa_distance(&lower, &known);
        (edits > 2 && !known.contains(&lower), edits, role.name())
    };
    let mut near: Vec<_> = if lower.len() > LONGEST {
        Vec::new()
    } else {
        catalog.builtin_roles().map(distance).collect()
    };
    near.sort_unstable();
    near.retain(|(apart, edits, _)| !apart || *edits <= farthest);
    let names: Vec<&str> = near.iter().take(5).map(|(_, _, known)| *known).collect();
    Error::Usage {
        message: format!("no built-in role is called `{}`", report::safe(name)),
        help: if names.is_empty() {
            "find roles with `rolewright catalog search`".to_owned()
        } else {
            format!("near it: `{}`", names.join("`, `"))
        },
    }
}

/// Draws the role.
pub(super) fn table(shown: &Shown, width: usize) -> String {
    let mut text = format!("{}\n", report::safe(shown.name.trim_end()));
    let mut known = vec![("id", shown.id.to_owned())];
    if !shown.former_names.is_empty() {
        known.push(("formerly", shown.former_names.join(", ")));
    }
    if let Some(day) = shown.last_seen {
        known.push(("retired", format!("last seen {day}")));
    }
    let conditional = shown.blocks.iter().any(|block| block.condition.is_some());
    let hint = if conditional {
        ", apart from blocks with a condition"
    } else {
        ""
    };
    known.push(("surely", reached(&shown.surely) + hint));
    known.push(("possibly", reached(&shown.possibly)));
    known.push(("access", Count::line(&shown.possibly.access)));
    known.push(("risk", Count::line(&shown.possibly.risk)));
    text.push_str(&facts(&known, "  ", width));
    for (at, block) in shown.blocks.iter().enumerate() {
        let _ = writeln!(text, "block {}", at + 1);
        let lists = [
            ("actions", &block.actions),
            ("not actions", &block.not_actions),
            ("data actions", &block.data_actions),
            ("not data actions", &block.not_data_actions),
        ];
        for (title, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
            let _ = writeln!(text, "  {title}");
            for pattern in *list {
                let _ = writeln!(text, "    {}", report::safe(pattern.trim_end()));
            }
        }
        if let Some(condition) = block.condition {
            let version = block.condition_version.unwrap_or("unknown");
            let _ = writeln!(text, "  condition, version {}", report::safe(version));
            let _ = writeln!(text, "    {}", report::safe(condition));
        }
    }
    text
}

fn reached(counts: &Counts) -> String {
    crate::report::counted(counts.operations, "operation")
}
