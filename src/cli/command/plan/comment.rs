//! A plan as Markdown, fit for a comment on a pull request.

use super::{Drawn, words};
use crate::cli::command::markdown::{MOST, add, details, escaped};
use crate::plan::{Change, Refusal};

/// Writes the comment: a line that says it all, then what can be opened.
pub(super) fn comment(drawn: &Drawn<'_>) -> String {
    let plan = drawn.plan;
    let mut page = String::new();
    add(
        &mut page,
        &format!("**rolewright**: {}\n", escaped(&words::head(drawn))),
    );
    add(&mut page, &escaped(&words::summary(plan)));
    if plan.is_incomplete() {
        add(
            &mut page,
            "\nThe plan is incomplete: more may have to change than it can know.",
        );
    }
    for note in &plan.notes {
        add(&mut page, &format!("\n{}", escaped(note)));
    }
    let changes: Vec<_> = drawn.shown().collect();
    let groups = changes.chunk_by(|one, other| drawn.title(one) == drawn.title(other));
    let groups = groups.map(|group| section(drawn, group));
    let parts: Vec<_> = refused(drawn)
        .into_iter()
        .chain(groups)
        .chain(members(drawn))
        .chain(unread(drawn))
        .collect();
    let mut length = page.chars().count();
    let fits = parts.iter().take_while(|part| {
        length += part.chars().count();
        length <= MOST
    });
    let fits: Vec<&str> = fits.map(String::as_str).collect();
    page.extend(fits.iter().copied());
    let left = parts.len() - fits.len();
    if left > 0 {
        let all = parts.len();
        add(
            &mut page,
            &format!(
                "\n{left} of {all} parts do not fit here; `rolewright plan` shows all of them."
            ),
        );
    }
    page
}

fn section(drawn: &Drawn<'_>, group: &[&Change]) -> String {
    let heading = group
        .first()
        .map(|one| drawn.title(one))
        .unwrap_or_default();
    let mut body = String::new();
    for one in group {
        let head = format!("{} {}", one.kind.word(), words::subject(one));
        add(&mut body, &format!("- {}", escaped(&head)));
        let places = drawn.places(&one.places);
        let places = (!places.is_empty()).then(|| format!("asked for at {}", places.join(", ")));
        let refusal = one.refusal.as_deref().into_iter().flat_map(words::refusal);
        let lines = places
            .into_iter()
            .chain(words::differences(one))
            .chain(words::effect(one))
            .chain(one.notes.iter().cloned())
            .chain(refusal);
        for line in lines {
            add(&mut body, &format!("  - {}", escaped(&line)));
        }
    }
    details(&heading, &body)
}

fn refused(drawn: &Drawn<'_>) -> Option<String> {
    let line = |one: &Refusal| {
        let [reason, help] = words::refusal(one);
        let places = drawn.places(&one.places).join(", ");
        format!(
            "- {}\n  - {}\n  - {}\n",
            escaped(&reason),
            escaped(&places),
            escaped(&help)
        )
    };
    let lines: String = drawn.plan.refusals.iter().map(line).collect();
    (!lines.is_empty()).then(|| details("refused", &lines))
}

fn unread(drawn: &Drawn<'_>) -> Option<String> {
    let lines = drawn.plan.unread.iter().map(|one| {
        let line = format!("{} of `{}`: {}", one.what, one.scope, one.reason);
        format!("- {}\n", escaped(&line))
    });
    let lines: String = lines.collect();
    (!lines.is_empty()).then(|| details("not read, so that nothing is planned there", &lines))
}

fn members(drawn: &Drawn<'_>) -> Option<String> {
    let lines = drawn.plan.memberships.iter();
    let lines = lines.map(|one| format!("- {}\n", escaped(&words::membership(one))));
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| details(words::MEMBERS, &lines.concat()))
}
