//! A difference as Markdown, fit for a comment on a pull request.

use super::Drawn;
use super::names::Rows;
use super::words;
use crate::cli::command::markdown::{MOST, add, details, escaped};
use crate::diff::{Becomes, Change, Identity, Stair};

/// Writes the comment: a line that says it all, then what can be opened.
pub(super) fn comment(drawn: &Drawn<'_>) -> String {
    let mut page = format!("**rolewright**: {}\n", escaped(&words::summary(drawn)));
    if let Some(witness) = words::witness(drawn).filter(|_| drawn.diff.is_widened()) {
        add(
            &mut page,
            &format!("\nAccess is widened: {}", escaped(&witness)),
        );
    }
    let diff = drawn.diff;
    let identities = diff.identities.iter().map(|one| identity(drawn, one));
    let becomes = diff.becomes.iter().map(|one| becomes(drawn, one));
    let parts = loosened(drawn)
        .into_iter()
        .chain(broken(drawn))
        .chain(identities)
        .chain(becomes)
        .chain(unread(drawn));
    let all = diff.identities.len() + diff.becomes.len();
    let all = all + usize::from(!diff.broken.is_empty());
    let all = all + usize::from(!diff.loosened.is_empty()) + usize::from(!diff.unread.is_empty());
    let mut length = page.chars().count();
    let mut told = 0;
    for part in parts {
        length += part.chars().count();
        if length > MOST {
            break;
        }
        page.push_str(&part);
        told += 1;
    }
    if told < all {
        let left = all - told;
        add(
            &mut page,
            &format!(
                "\n{left} of {all} parts do not fit here; `rolewright diff` shows all of them."
            ),
        );
    }
    page
}

fn identity(drawn: &Drawn<'_>, one: &Identity) -> String {
    let name = words::identity(one);
    let part = |verb: &str, changes: &[Change], lost: bool| {
        if changes.is_empty() {
            return String::new();
        }
        details(
            &format!("{name} {verb} access"),
            &list(drawn, changes, lost),
        )
    };
    part("gains", &one.gained, false) + &part("loses", &one.lost, true)
}

fn list(drawn: &Drawn<'_>, changes: &[Change], lost: bool) -> String {
    let mut text = String::new();
    for change in changes {
        let amount = words::amount(&change.beyond);
        let chain = change.chain.as_ref().map(words::chain).unwrap_or_default();
        let by = if chain.is_empty() {
            chain
        } else {
            format!(", {chain}")
        };
        let line = format!("on {} and below: {amount}{by}", change.scope);
        add(&mut text, &format!("- {}", escaped(&line)));
        for (words, operations) in words::kinds(&change.beyond, lost) {
            if !operations.is_empty() && !words.is_empty() {
                add(&mut text, &format!("  - {words}"));
            }
            for row in Rows::of(drawn.diff.catalog, operations, change).few() {
                add(
                    &mut text,
                    &format!("  - {}: {}, {}", row.risk, row.count, row.what),
                );
            }
        }
    }
    text
}

fn stairs(body: &mut String, before: &str, steps: &[Stair]) {
    for stair in steps {
        add(
            body,
            &format!("{before}1. {}", escaped(&words::stair(stair))),
        );
    }
}

fn becomes(drawn: &Drawn<'_>, one: &Becomes) -> String {
    let mut body = String::new();
    stairs(&mut body, "", &one.steps);
    body.push_str(if one.lost {
        "\nThis gave:\n\n"
    } else {
        "\nThis gives:\n\n"
    });
    body.push_str(&list(drawn, &one.gives, one.lost));
    details(&words::becomes(one), &body)
}

fn broken(drawn: &Drawn<'_>) -> Option<String> {
    let mut body = String::new();
    for one in &drawn.broken {
        add(&mut body, &format!("- {}", escaped(&words::invariant(one))));
        stairs(&mut body, "  ", &one.0.steps);
        let breaker = escaped(&words::breaker(one.0));
        add(&mut body, &format!("  - {breaker}"));
    }
    (!body.is_empty()).then(|| details("what was ruled out before is possible", &body))
}

fn loosened(drawn: &Drawn<'_>) -> Option<String> {
    let lines = drawn.loosened.iter().map(|(one, place)| {
        let place = place
            .as_ref()
            .map(|place| format!("{place}: "))
            .unwrap_or_default();
        format!("- {}\n", escaped(&format!("{place}{}", one.what)))
    });
    let lines: String = lines.collect();
    (!lines.is_empty()).then(|| details("what judges the policy is loosened", &lines))
}

fn unread(drawn: &Drawn<'_>) -> Option<String> {
    let lines = drawn
        .diff
        .unread
        .iter()
        .map(|what| format!("- {}\n", escaped(what)));
    let lines: String = lines.collect();
    (!lines.is_empty()).then(|| details("not read, so that it may hide more", &lines))
}
