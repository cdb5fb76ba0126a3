//! The answer to `who-can`.

use super::{asked_at, chain, left_out, notes};
use crate::cli::command::table::Table;
use crate::question::{Candidate, GrantTold, PathTold, Verdict, WhoCan};
use crate::report::safe;

/// Draws the answer to `who-can`.
pub(in crate::cli::command::ask) fn who_can(found: &WhoCan) -> String {
    let (what, on) = (safe(&found.what), safe(&found.on));
    let verb = if what.contains(['/', '*']) {
        "may do"
    } else {
        "can"
    };
    let mut text = if found.who.is_empty() {
        format!("nobody {verb} `{what}` on `{on}`\n")
    } else {
        format!("who {verb} `{what}` on `{on}`: {}\n", counts(found))
    };
    asked_at(&mut text, &found.on, found.asked_at.as_deref());
    notes(&mut text, &found.notes);
    if found.who.is_empty() {
        return text;
    }
    let mut table = Table::new(["WHO", "ANSWER", "WAY", "GRANTED BY"]);
    for one in &found.who {
        rows(&mut table, one);
    }
    text.push('\n');
    text.push_str(&table.draw("  "));
    let left = found.who.iter().map(|one| one.left_out);
    left_out(&mut text, left.sum());
    text
}

fn rows(table: &mut Table<4>, one: &Candidate) {
    let answer = match &one.verdict.condition {
        Some(condition) => format!("{} {condition}", one.verdict.answer),
        None => one.verdict.answer.to_owned(),
    };
    let ways = one
        .ways
        .iter()
        .map(|way| (chain(&way.grant), by(&way.grant)));
    let paths = one.paths.iter().map(|path| (steps(path), by(&path.end)));
    let mut all: Vec<_> = ways.chain(paths).collect();
    if all.is_empty() {
        all.push((one.verdict.why.join("; "), String::new()));
    }
    let mut said = [one.name.clone(), answer];
    for (way, by) in all {
        let [name, answer] = std::mem::take(&mut said);
        table.row([name, answer, way, by]);
    }
}

fn by(grant: &GrantTold) -> String {
    match (grant.lines.first(), grant.origin) {
        (Some(line), _) => format!("{}:{}", line.file, line.line),
        (None, "azure") => "Azure by itself".to_owned(),
        (None, "observed") => "read from Azure".to_owned(),
        (None, _) => String::new(),
    }
}

/// Writes a path in one line: `dana => trainer@dev => fit-models on churn-lake.raw@dev`.
fn steps(path: &PathTold) -> String {
    let steps = path.steps.iter();
    let mut said: Vec<String> = steps.map(|step| step.from.clone()).collect();
    said.push(chain(&path.end));
    said.join(" => ")
}

/// Counts the candidates by answer.
fn counts(found: &WhoCan) -> String {
    let counted = Verdict::WORDS.iter().filter_map(|word| {
        let with = found.who.iter().filter(|one| one.verdict.answer == *word);
        let count = Some(with.count()).filter(|count| *count > 0)?;
        let said = match *word {
            "yes" => "surely",
            "if" => "under a condition",
            "partly" => "in part",
            _ => "perhaps",
        };
        Some(format!("{count} {said}"))
    });
    counted.collect::<Vec<_>>().join(", ")
}
