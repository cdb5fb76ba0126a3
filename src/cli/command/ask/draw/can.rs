//! The answer to `can`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{asked_at, chain, left_out, listed, notes, origin, path, reasons};
use crate::cli::command::table::Table;
use crate::question::{Can, NeedTold, VerdictTold, WayTold};
use crate::report::safe;

/// Draws the answer to `can`.
pub(in crate::cli::command::ask) fn can(can: &Can) -> String {
    let mut text = format!("{}: {}\n", can.verdict.answer, sentence(can));
    reasons(&mut text, "  ", &can.verdict);
    asked_at(&mut text, &can.on, can.asked_at.as_deref());
    notes(&mut text, &can.notes);
    parts(&mut text, can);
    for way in &can.ways {
        text.push('\n');
        draw_way(&mut text, way, can);
    }
    left_out(&mut text, can.left_out);
    for path in &can.paths {
        text.push('\n');
        path::draw(&mut text, path, can.operations.len());
    }
    denials(&mut text, can);
    for what in &can.not_read {
        let _ = writeln!(text, "\nnot read: {}", safe(what));
    }
    if !can.below.is_empty() {
        text.push_str("\nbelow it\n");
        for below in &can.below {
            let _ = writeln!(text, "  {}: on `{}`", below.verdict.answer, safe(&below.on));
        }
    }
    text
}

fn sentence(can: &Can) -> String {
    let [who, what, on] = [&can.who, &can.what, &can.on].map(|name| safe(name));
    let (pattern, operation) = (what.contains('*'), what.contains(['/', '*']));
    let said = match can.verdict.answer {
        "no" if pattern => format!("may do nothing of `{what}`"),
        "no" if operation => format!("may not do `{what}`"),
        "no" => format!("cannot `{what}`"),
        "partly" if operation => format!("may do some of `{what}`, and not all,"),
        "partly" if !can.capabilities.is_empty() => {
            format!("can do some of the stage `{what}`, and not all,")
        }
        "partly" => format!("can do some of what `{what}` takes, and not all,"),
        _ if pattern => format!("may do all of `{what}`"),
        _ if operation => format!("may do `{what}`"),
        _ => format!("can `{what}`"),
    };
    let condition = match &can.verdict.condition {
        Some(condition) => format!(", where {}", safe(condition)),
        None => String::new(),
    };
    let perhaps = if can.verdict.answer == "unknown" {
        "perhaps "
    } else {
        ""
    };
    format!("{perhaps}`{who}` {said} on `{on}`{condition}")
}

/// Lists the capabilities of a stage, or the operations, where their answers differ.
fn parts(text: &mut String, can: &Can) {
    let capabilities = can.capabilities.iter().map(|one| &one.verdict);
    if differ(capabilities) {
        let mut table = Table::new(["CAPABILITY", "ANSWER"]);
        for one in &can.capabilities {
            table.row([one.name.clone(), answer(&one.verdict)]);
        }
        text.push('\n');
        text.push_str(&table.draw("  "));
        return;
    }
    if can.what.contains('*') {
        for one in &can.operations {
            pattern(text, one, can.operations.len() > 1);
        }
        return;
    }
    if can.verdict.answer == "no" {
        return;
    }
    if differ(can.operations.iter().map(|one| &one.verdict)) {
        let mut table = Table::new(["OPERATION", "PLANE", "ON", "ANSWER"]);
        for one in &can.operations {
            let needed = if one.defines { "" } else { ", and only needed" };
            let said = format!("{}{needed}", answer(&one.verdict));
            table.row([one.name.clone(), one.plane.to_owned(), one.on.clone(), said]);
        }
        text.push('\n');
        text.push_str(&table.draw("  "));
    }
}

/// Shows of a pattern that is granted in part what is and what is not; of several planes each.
fn pattern(text: &mut String, one: &NeedTold, several: bool) {
    let plane = one.plane;
    let examples = [("granted", &one.granted), ("not granted", &one.missing)];
    for (word, name) in examples {
        if let Some(name) = name {
            let name = safe(name);
            let _ = writeln!(text, "  {word} in the {plane} plane: `{name}`, for example");
        }
    }
    if several && one.missing.is_none() {
        let answer = answer(&one.verdict);
        let _ = writeln!(text, "  in the {plane} plane: {answer}");
    }
}

fn differ<'v>(mut verdicts: impl Iterator<Item = &'v VerdictTold>) -> bool {
    let first = verdicts.next();
    verdicts.any(|one| Some(one) != first)
}

fn answer(verdict: &VerdictTold) -> String {
    match &verdict.condition {
        Some(condition) => format!("{} {condition}", verdict.answer),
        None => verdict.answer.to_owned(),
    }
}

/// Draws one way: the chain, and below it where it comes from.
fn draw_way(text: &mut String, way: &WayTold, can: &Can) {
    let _ = writeln!(text, "{}", chain(&way.grant));
    origin(text, "  ", &way.grant);
    if way.grant.above {
        let (above, on) = (safe(&way.grant.scope), safe(&can.on));
        let _ = writeln!(text, "  `{above}` stands above `{on}`");
    }
    match &way.verdict.condition {
        Some(condition) => {
            let _ = writeln!(text, "  it counts where {}", safe(condition));
        }
        None => reasons(text, "  ", &way.verdict),
    }
    let names: BTreeSet<_> = can.operations.iter().map(|one| &one.name).collect();
    match (way.gives.len(), names.len()) {
        (gives, all) if gives >= all => {}
        (1..=3, _) => {
            let _ = writeln!(text, "  of what is asked it gives {}", listed(&way.gives));
        }
        (gives, all) => {
            let _ = writeln!(text, "  it gives {gives} of the {all} operations");
        }
    }
}

fn denials(text: &mut String, can: &Can) {
    for denial in &can.denials {
        let (name, scope) = (safe(&denial.name), safe(&denial.scope));
        let takes = if denial.surely { "takes" } else { "may take" };
        let _ = write!(
            text,
            "\nthe deny assignment `{name}` on `{scope}` {takes} it away"
        );
        if let Some(condition) = &denial.condition {
            let _ = write!(text, " where `{}`", safe(condition));
        }
        text.push('\n');
    }
}
