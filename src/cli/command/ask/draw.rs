//! Answers as text for people.

mod can;
mod path;
mod what_can;
mod who_can;

use std::fmt::Write as _;

use crate::question::{GrantTold, VerdictTold};
use crate::report::{counted, safe};

pub(super) use can::can;
pub(super) use path::path;
pub(super) use what_can::what_can;
pub(super) use who_can::who_can;

/// Says at which known scope a resource was asked about that nothing knows.
fn asked_at(text: &mut String, on: &str, asked_at: Option<&str>) {
    if let Some(above) = asked_at {
        let (on, above) = (safe(on), safe(above));
        let _ = writeln!(text, "  nothing knows `{on}`");
        let _ = writeln!(text, "  asked at `{above}`, the nearest scope above it");
    }
}

fn notes(text: &mut String, notes: &[String]) {
    for note in notes {
        let _ = writeln!(text, "  note: {}", safe(note));
    }
}

fn reasons(text: &mut String, indent: &str, verdict: &VerdictTold) {
    for why in &verdict.why {
        let _ = writeln!(text, "{indent}{}", safe(why));
    }
}

/// Writes how somebody comes to a grant: `dana -> data-scientists -> tune on churn@dev`.
fn chain(grant: &GrantTold) -> String {
    let members = grant.members.iter();
    let mut steps: Vec<String> = members.map(|one| safe(one).into_owned()).collect();
    // Stages that come to the same share a role, which is called after one of them.
    let what = match (grant.lines.first(), &grant.role.stage) {
        (Some(line), _) => line.grants.clone(),
        (None, _) if grant.origin == "gained" => grant.role.name.clone(),
        (None, Some(stage)) => stage.clone(),
        (None, None) => format!("\"{}\"", grant.role.name),
    };
    steps.push(format!("{} on {}", safe(&what), safe(&grant.scope)));
    steps.join(" -> ")
}

/// Says where a grant comes from, a line for each.
fn origin(text: &mut String, indent: &str, grant: &GrantTold) {
    for line in &grant.lines {
        let (file, line, what) = (safe(&line.file), line.line, quoted(&line.grants));
        let _ = writeln!(text, "{indent}{file}:{line} grants {what}");
    }
    if let Some(source) = grant.source {
        let _ = writeln!(text, "{indent}Azure gives it by itself ({})", safe(source));
    }
    if grant.origin == "observed" {
        let _ = writeln!(text, "{indent}it was read from Azure");
    }
}

/// Puts a name in back-ticks; a built-in role keeps its quotes.
fn quoted(what: &str) -> String {
    if what.starts_with('"') {
        safe(what).into_owned()
    } else {
        format!("`{}`", safe(what))
    }
}

/// Writes a few names and how many more there are.
fn listed(names: &[String]) -> String {
    const MOST: usize = 3;
    let shown = names.iter().take(MOST);
    let shown: Vec<_> = shown.map(|one| format!("`{}`", safe(one))).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn left_out(text: &mut String, count: usize) {
    if count > 0 {
        let ways = counted(count, "more way");
        let _ = writeln!(text, "\n{ways}; `--all` shows every one");
    }
}
