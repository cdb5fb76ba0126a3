//! The answer for people.

use std::fmt::Write as _;

use super::{Answer, Held, Identity, Log, Silent, Used};
use crate::cli::command::minimize::notes;
use crate::cli::command::table::{Table, facts};
use crate::report::{counted, safe};

/// Draws the answer.
pub(super) fn table(answer: &Answer, width: usize) -> String {
    let mut text = String::new();
    log(&mut text, &answer.log, width);
    for one in &answer.identities {
        text.push('\n');
        identity(&mut text, one, width);
    }
    silent(&mut text, &answer.not_in_the_log);
    notes::draw(&mut text, answer.notes, width);
    text
}

fn log(text: &mut String, log: &Log, width: usize) {
    let mut events = log.events.to_string();
    if let (Some(from), Some(to)) = (&log.from, &log.to) {
        let _ = write!(events, " from {from} to {to}");
    }
    let mut known = vec![("events", events)];
    for one in &log.passed_over {
        known.push(("passed over", format!("{} {}", one.entries, one.why)));
    }
    if log.goes_on_elsewhere {
        let more = "the export ends with a link to its next page, which was not read";
        known.push(("incomplete", more.to_owned()));
    }
    text.push_str(&facts(&known, "", width));
}

fn identity(text: &mut String, one: &Identity, width: usize) {
    let kind = one.kind.unwrap_or("not in the policy");
    let _ = writeln!(text, "{}, {kind}", safe(&one.name));
    let mut known = Vec::new();
    known.push(("used", counted(one.used.len(), "operation")));
    if !one.refused.is_empty() {
        known.push(("refused", counted(one.refused.len(), "operation")));
    }
    if let Some(held) = &one.held {
        known.extend(holding(held));
    }
    text.push_str(&facts(&known, "  ", width));
    if let Some(held) = &one.held {
        text.push_str(&held.never_used.draw(width));
    }
    uses(text, "USED", &one.used);
    uses(text, "REFUSED", &one.refused);
    if let Some(stage) = &one.stage {
        stage.draw(text, "  ");
    }
}

fn holding(held: &Held) -> [(&'static str, String); 2] {
    let granted = counted(held.granted, "operation");
    let unseen = held.never_in_a_log;
    [
        (
            "granted",
            format!("{granted}, {unseen} of them never in a log"),
        ),
        ("never used", held.never_used.line()),
    ]
}

fn uses(text: &mut String, title: &'static str, uses: &[Used]) {
    if uses.is_empty() {
        return;
    }
    let heads = [
        title, "RISK", "DONE", "FAILED", "REFUSED", "GRANTED", "LAST",
    ];
    let mut table = Table::new(heads);
    for one in uses {
        let last = one.last.as_deref().and_then(|time| time.split('T').next());
        table.row([
            one.operation.clone(),
            one.risk.unwrap_or("unknown").to_owned(),
            one.succeeded.to_string(),
            one.failed.to_string(),
            one.refused.to_string(),
            one.granted.unwrap_or("unknown").to_owned(),
            last.unwrap_or_default().to_owned(),
        ]);
    }
    text.push('\n');
    text.push_str(&table.draw("  "));
}

fn silent(text: &mut String, silent: &[Silent]) {
    if silent.is_empty() {
        return;
    }
    let mut table = Table::new(["NOT IN THE LOG", "KIND", "NEVER USED"]);
    for one in silent {
        let unused = one.held.never_used.line();
        table.row([one.name.clone(), one.kind.to_owned(), unused]);
    }
    text.push('\n');
    text.push_str(&table.draw(""));
}
