//! Drift as Markdown, fit for an issue or a comment.

use super::{Drawn, words};
use crate::cli::command::markdown::{MOST, add, details, escaped};
use crate::cli::command::plan::words as planned;

/// Writes it: a line that says it all, then what can be opened.
pub(super) fn comment(drawn: &Drawn<'_>) -> String {
    let drift = drawn.drift;
    let mut page = String::new();
    let head = escaped(&words::head(drawn)).clone();
    add(&mut page, &format!("**rolewright**: {head}\n"));
    add(&mut page, &escaped(&words::summary(drift)));
    for remark in words::remarks(drawn) {
        add(&mut page, &format!("\n{}", escaped(&remark)));
    }
    let items = drift.items.iter().enumerate().map(|(at, one)| {
        let mut body = String::new();
        for line in words::lines(drawn, at, one) {
            add(&mut body, &format!("- {}", escaped(&line)));
        }
        details(&words::item(one), &body)
    });
    let moved: Vec<_> = drift.moved.iter().flat_map(planned::refusal).collect();
    let members: Vec<_> = drift.memberships.iter().map(planned::membership).collect();
    let lists = [
        ("identities that are others", moved),
        ("members of groups that are not as declared", members),
        ("not told", words::untold(drawn)),
    ];
    let lists = lists.iter().filter(|(_, lines)| !lines.is_empty());
    let lists = lists.map(|(title, lines)| {
        let lines = lines.iter().map(|line| format!("- {}\n", escaped(line)));
        details(title, &lines.collect::<Vec<_>>().concat())
    });
    let parts: Vec<_> = lists.chain(items).collect();
    let mut length = page.chars().count();
    let fits = parts.iter().take_while(|part| {
        length += part.chars().count();
        length <= MOST
    });
    let fits: Vec<&str> = fits.map(String::as_str).collect();
    page.extend(fits.iter().copied());
    let (left, all) = (parts.len() - fits.len(), parts.len());
    if left > 0 {
        let more = format!(
            "\n{left} of {all} parts do not fit here; `rolewright drift` shows all of them."
        );
        add(&mut page, &more);
    }
    page
}
