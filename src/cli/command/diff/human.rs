//! A difference for people at a terminal.

use std::fmt::Write as _;

use super::Drawn;
use super::names::Rows;
use super::words;
use crate::catalog::Catalog;
use crate::diff::{Becomes, Change, Stair};
use crate::report::safe;

/// Draws everything; a gate says at the end what fails it.
pub(super) fn human(drawn: &Drawn<'_>, is_gate: bool) -> String {
    let mut page = Page {
        text: String::new(),
        all: drawn.all,
        catalog: drawn.diff.catalog,
    };
    page.line(0, &words::summary(drawn));
    for one in &drawn.diff.identities {
        let name = words::identity(one);
        for (verb, changes) in [("gains", &one.gained), ("loses", &one.lost)] {
            if !changes.is_empty() {
                page.head(&format!("{name} {verb}"));
                page.changes(1, changes, verb == "loses");
            }
        }
    }
    if !drawn.diff.becomes.is_empty() {
        page.head("By steps");
        drawn.diff.becomes.iter().for_each(|one| page.becomes(one));
    }
    page.broken(drawn);
    page.loosened(drawn);
    if !drawn.diff.unread.is_empty() {
        page.head("Not read, so that it may hide more");
        drawn.diff.unread.iter().for_each(|what| page.line(1, what));
    }
    let witness = words::witness(drawn).filter(|_| is_gate && drawn.diff.is_widened());
    if let Some(witness) = witness {
        page.head(&format!("widened: {witness}"));
    }
    page.text
}

struct Page {
    text: String,
    all: bool,
    catalog: &'static Catalog,
}

impl Page {
    fn line(&mut self, depth: usize, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:1$}{2}", "", depth * 2, safe(line));
    }

    fn head(&mut self, line: &str) {
        self.text.push('\n');
        self.line(0, line);
    }

    fn changes(&mut self, depth: usize, changes: &[Change], lost: bool) {
        for change in changes {
            let amount = words::amount(&change.beyond);
            self.line(depth, &format!("on {} and below: {amount}", change.scope));
            self.beyond(depth + 1, change, lost);
            if let Some(chain) = &change.chain {
                self.line(depth + 1, &words::chain(chain));
            }
        }
    }

    fn beyond(&mut self, depth: usize, change: &Change, lost: bool) {
        for (words, operations) in words::kinds(&change.beyond, lost) {
            if operations.is_empty() {
                continue;
            }
            if !words.is_empty() {
                self.line(depth, words);
            }
            let rows = Rows::of(self.catalog, operations, change);
            if self.all {
                for (risk, names) in rows.all() {
                    for name in names {
                        self.line(depth, &format!("{risk:<14}  {name}"));
                    }
                }
                continue;
            }
            for row in rows.few() {
                let (risk, count) = (row.risk, row.count);
                self.line(depth, &format!("{risk:<14} {count:>5}  {}", row.what));
            }
        }
    }

    fn stairs(&mut self, steps: &[Stair]) {
        for (index, stair) in steps.iter().enumerate() {
            self.line(2, &format!("{}. {}", index + 1, words::stair(stair)));
        }
    }

    fn becomes(&mut self, one: &Becomes) {
        self.line(1, &words::becomes(one));
        self.stairs(&one.steps);
        self.line(
            2,
            if one.lost {
                "which gave"
            } else {
                "which gives"
            },
        );
        self.changes(3, &one.gives, one.lost);
    }

    fn broken(&mut self, drawn: &Drawn<'_>) {
        if drawn.broken.is_empty() {
            return;
        }
        self.head("Broken");
        for one in &drawn.broken {
            self.line(1, &words::invariant(one));
            self.stairs(&one.0.steps);
            self.line(2, &words::breaker(one.0));
        }
    }

    fn loosened(&mut self, drawn: &Drawn<'_>) {
        if drawn.loosened.is_empty() {
            return;
        }
        self.head("Loosened");
        for (one, place) in &drawn.loosened {
            match place {
                Some(place) => self.line(1, &format!("{place}: {}", one.what)),
                None => self.line(1, &one.what),
            }
        }
    }
}
