//! A plan for people at a terminal.

use std::fmt::Write as _;

use super::{Drawn, words};
use crate::plan::{Change, Refusal};
use crate::report::safe;

/// Draws a plan.
pub(super) fn human(drawn: &Drawn<'_>) -> String {
    let mut page = Page {
        text: String::new(),
        drawn,
    };
    page.line(0, &words::head(drawn));
    page.changes();
    page.refusals();
    page.unread();
    page.memberships();
    page.end();
    page.text
}

struct Page<'d> {
    text: String,
    drawn: &'d Drawn<'d>,
}

impl Page<'_> {
    fn line(&mut self, depth: usize, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:1$}{2}", "", depth * 2, safe(line));
    }

    fn head(&mut self, line: &str) {
        self.text.push('\n');
        self.line(0, line);
    }

    /// Lists what changes, scope by scope.
    fn changes(&mut self) {
        let drawn = self.drawn;
        let changes: Vec<_> = drawn.shown().collect();
        for group in changes.chunk_by(|one, other| drawn.title(one) == drawn.title(other)) {
            if let Some(first) = group.first() {
                self.head(&drawn.title(first));
            }
            for one in group {
                self.change(one);
            }
        }
    }

    fn refusals(&mut self) {
        let refusals = &self.drawn.plan.refusals;
        if !refusals.is_empty() {
            self.head("Refused");
        }
        for one in refusals {
            self.refusal(one);
        }
    }

    fn unread(&mut self) {
        let unread = &self.drawn.plan.unread;
        if !unread.is_empty() {
            self.head("Not read, so that nothing is planned there");
        }
        for one in unread {
            let line = format!("{} of `{}`: {}", one.what, one.scope, one.reason);
            self.line(1, &line);
        }
    }

    fn memberships(&mut self) {
        let drawn = self.drawn;
        if !drawn.plan.memberships.is_empty() {
            self.head(words::MEMBERS);
        }
        for one in &drawn.plan.memberships {
            self.line(1, &format!("? {}", words::membership(one)));
            let places = drawn.places(&one.places).join(", ");
            self.line(3, &format!("declared at {places}"));
        }
    }

    /// Says how much it is, what else a reader has to know, and what becomes of it.
    fn end(&mut self) {
        let drawn = self.drawn;
        self.head(&words::summary(drawn.plan));
        if drawn.plan.is_incomplete() {
            let line = "the plan is incomplete: more may have to change than it can know";
            self.line(0, line);
        }
        let notes = drawn.plan.notes.iter().map(String::as_str);
        for line in notes.chain(drawn.fate.lines()) {
            self.line(0, line);
        }
    }

    fn change(&mut self, one: &Change) {
        let (sign, word) = (one.kind.sign(), one.kind.word());
        self.line(1, &format!("{sign} {word} {}", words::subject(one)));
        let places = self.drawn.places(&one.places);
        if !places.is_empty() {
            self.line(3, &format!("asked for at {}", places.join(", ")));
        }
        for difference in words::differences(one) {
            self.line(3, &difference);
        }
        if let Some(effect) = words::effect(one) {
            self.line(3, &effect);
        }
        for note in &one.notes {
            self.line(3, note);
        }
        if let Some(refusal) = &one.refusal {
            for line in words::refusal(refusal) {
                self.line(3, &line);
            }
        }
    }

    fn refusal(&mut self, one: &Refusal) {
        let [reason, help] = words::refusal(one);
        self.line(1, &format!("! {reason}"));
        let places = self.drawn.places(&one.places);
        if !places.is_empty() {
            self.line(3, &format!("at {}", places.join(", ")));
        }
        self.line(3, &help);
    }
}
