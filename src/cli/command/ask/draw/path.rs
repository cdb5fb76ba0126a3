//! The answer to `path`, and paths within other answers.

use std::fmt::Write as _;

use super::{asked_at, chain, listed, notes, origin, reasons};
use crate::question::{PathTold, Paths, StepTold};
use crate::report::{counted, safe};

/// Draws the answer to `path`.
pub(in crate::cli::command::ask) fn path(found: &Paths) -> String {
    let [who, what, on] = [&found.who, &found.what, &found.on].map(|name| safe(name));
    let mut text = match found.paths.iter().map(|path| path.steps.len()).max() {
        None => format!("no: no path leads `{who}` to `{what}` on `{on}`\n"),
        Some(0) => {
            let answer = found.verdict.answer;
            format!("{answer}: `{who}` has `{what}` on `{on}` without a step\n")
        }
        Some(most) => {
            let (answer, steps) = (found.verdict.answer, counted(most, "step"));
            let perhaps = if answer == "unknown" { " perhaps" } else { "" };
            let lead = if most == 1 { "leads" } else { "lead" };
            format!("{answer}: {steps}{perhaps} {lead} `{who}` to `{what}` on `{on}`\n")
        }
    };
    reasons(&mut text, "  ", &found.verdict);
    asked_at(&mut text, &found.on, found.asked_at.as_deref());
    notes(&mut text, &found.notes);
    let asked: usize = found.paths.iter().map(|path| path.gives.len()).sum();
    for path in &found.paths {
        text.push('\n');
        draw(&mut text, path, asked);
    }
    text
}

/// Draws one path, of several operations that were asked about.
pub(super) fn draw(text: &mut String, path: &PathTold, asked: usize) {
    let mut number = 0;
    for step in &path.steps {
        draw_step(text, "", &mut number, step);
    }
    number += 1;
    let _ = writeln!(text, "{number}. {}", chain(&path.end));
    origin(text, "   ", &path.end);
    if path.gives.len() < asked {
        let _ = writeln!(text, "   gives {}", listed(&path.gives));
    }
    for doubt in &path.doubts {
        let _ = writeln!(text, "   not sure: {}", safe(doubt));
    }
}

fn draw_step(text: &mut String, indent: &str, number: &mut usize, step: &StepTold) {
    *number += 1;
    let begin = match &step.grant {
        Some(grant) => chain(grant),
        None => safe(&step.from).into_owned(),
    };
    let _ = writeln!(text, "{indent}{number}. {begin}");
    let below = format!("{indent}   ");
    let mut inner = 0;
    for half in &step.together {
        for step in half {
            draw_step(text, &below, &mut inner, step);
        }
    }
    if let Some(grant) = &step.grant {
        origin(text, &below, grant);
    }
    let on = match &step.on {
        Some(on) => format!(" (on `{}`)", safe(on)),
        None => String::new(),
    };
    let _ = writeln!(text, "{below}may {}{on}", step.says);
    if step.to != step.from {
        let word = if step.is_identity { "becomes" } else { "gains" };
        let _ = writeln!(text, "{below}{word} `{}` [{}]", safe(&step.to), step.edge);
    }
}
