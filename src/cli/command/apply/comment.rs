//! How an apply went as Markdown, fit for a comment on the pull request that it came from.

use super::result::{ChangeShape, Shape, StepShape, SubjectShape};
use crate::cli::command::markdown::{MOST, add, details, escaped};
use crate::report::counted;

/// Writes the comment: what came of it, what failed, then every change.
pub(super) fn comment(shape: &Shape<'_>) -> String {
    let mut page = String::new();
    let head = format!(
        "apply of policy `{}`: {}",
        shape.policy,
        ended(shape.outcome)
    );
    add(&mut page, &format!("**rolewright**: {}\n", escaped(&head)));
    let counts = shape.summary.iter().filter(|(_, count)| **count > 0);
    let counts: Vec<_> = counts
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    if !counts.is_empty() {
        add(&mut page, &escaped(&counts.join(", ")));
    }
    for line in remarks(shape) {
        add(&mut page, &format!("\n{}", escaped(&line)));
    }
    let lines: Vec<_> = shape.changes.iter().map(line).collect();
    let mut length = page.chars().count();
    let fits = lines.iter().take_while(|line| {
        length += line.chars().count();
        length <= MOST
    });
    let fits: Vec<&str> = fits.map(String::as_str).collect();
    let left = lines.len() - fits.len();
    if !fits.is_empty() {
        let title = counted(shape.changes.len(), "change");
        page.push_str(&details(&title, &fits.concat()));
    }
    if left > 0 {
        add(
            &mut page,
            &format!("\n{left} more do not fit here; the journal has them."),
        );
    }
    page
}

fn ended(outcome: &str) -> &'static str {
    match outcome {
        "done" => "done, and a second plan is empty",
        "nothing" => "there was nothing to change",
        "refused" => "refused, and nothing was begun",
        "findings" => "the policy has findings that fail it, and nothing was begun",
        _ => "it stopped part-way",
    }
}

fn remarks(shape: &Shape<'_>) -> Vec<String> {
    let failures = shape.failures.iter();
    let failures = failures.flat_map(|one| {
        let failed = format!("{}: {}", one.subject, one.reason);
        [failed, format!("help: {}", one.remedy)]
    });
    let refusal = shape.refusal.iter().flat_map(|one| {
        let help = one.remedy.as_ref().map(|help| format!("help: {help}"));
        std::iter::once(one.reason.clone()).chain(help)
    });
    let unlike = (shape.read_back == Some(false)).then(|| "a second plan is not empty".to_owned());
    failures.chain(refusal).chain(unlike).collect()
}

fn line(change: &ChangeShape<'_>) -> String {
    let subject = match &change.subject {
        SubjectShape::Role { role } => format!("role `{role}`"),
        SubjectShape::Assignment {
            scope,
            principal,
            role,
            ..
        } => format!("`{role}` for `{principal}` at `{scope}`"),
    };
    let steps: Vec<_> = change.steps.iter().map(step).collect();
    let text = format!("{} {subject}: {}", change.kind, steps.join(", then "));
    format!("- {}\n", escaped(&text))
}

fn step(one: &StepShape<'_>) -> String {
    match one.code {
        Some(code) => format!("{} (`{code}`)", one.outcome),
        None => one.outcome.to_owned(),
    }
}
