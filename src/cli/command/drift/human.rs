//! Drift for people at a terminal.

use std::fmt::Write as _;

use super::{Drawn, words};
use crate::cli::command::plan::{scopes, words as planned};
use crate::drift::Kind;
use crate::report::safe;

/// Draws it.
pub(super) fn human(drawn: &Drawn<'_>) -> String {
    let mut page = String::new();
    line(&mut page, 0, &words::head(drawn));
    let names = scopes(&drawn.made.analysis.model);
    let mut title = String::new();
    for (at, one) in drawn.drift.items.iter().enumerate() {
        let own = planned::title(&names, &one.change);
        if own != title {
            head(&mut page, &own);
            title = own;
        }
        line(
            &mut page,
            1,
            &format!("{} {}", sign(one.kind), words::item(one)),
        );
        for more in words::lines(drawn, at, one) {
            line(&mut page, 3, &more);
        }
    }
    identities(&mut page, drawn);
    list(&mut page, "Not told", &words::untold(drawn));
    head(&mut page, &words::summary(drawn.drift));
    for remark in words::remarks(drawn) {
        line(&mut page, 0, &remark);
    }
    page
}

fn identities(page: &mut String, drawn: &Drawn<'_>) {
    let sources = &drawn.made.session.sources;
    if !drawn.drift.moved.is_empty() {
        head(page, "Identities that are others");
    }
    for one in &drawn.drift.moved {
        let [reason, help] = planned::refusal(one);
        line(page, 1, &format!("! {reason}"));
        let places = planned::places(sources, &one.places).join(", ");
        line(page, 3, &format!("declared at {places}"));
        line(page, 3, &help);
    }
    let members: Vec<_> = drawn
        .drift
        .memberships
        .iter()
        .map(planned::membership)
        .collect();
    list(page, "Members of groups that are not as declared", &members);
}

fn list(page: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        head(page, title);
    }
    for one in lines {
        line(page, 1, &format!("? {one}"));
    }
}

fn sign(kind: Kind) -> &'static str {
    match kind {
        Kind::Added => "+",
        Kind::Gone | Kind::Left => "-",
        Kind::Changed | Kind::Unmarked | Kind::BuiltInChanged => "~",
        Kind::Suspicious => "?",
        Kind::Blocked => "!",
    }
}

fn line(page: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{:1$}{2}", "", depth * 2, safe(text));
}

fn head(page: &mut String, text: &str) {
    page.push('\n');
    line(page, 0, text);
}
