//! Tests for people: a line for each, then what is wrong, then how many.

use std::io::{self, Write};

use super::{Coverage, Outcome, Share};
use crate::report::{Style, counted, safe};

/// So many things that no test speaks about are listed.
const LISTED: usize = 20;

impl Outcome<'_> {
    /// Writes what became of each test; with `quiet` only what is wrong.
    pub fn human(&self, style: Style, quiet: bool, out: &mut dyn Write) -> io::Result<()> {
        if !quiet {
            for test in &self.tests {
                let end = if test.passes() {
                    painted("ok", "32", style)
                } else {
                    painted("FAILED", "1;91", style)
                };
                writeln!(out, "test \"{}\" ... {end}", safe(&test.title))?;
            }
        }
        let faults: Vec<_> = self.faults().cloned().collect();
        if !faults.is_empty() {
            if !quiet {
                writeln!(out)?;
            }
            out.write_all(&self.draw(faults, style)?)?;
        }
        if let Some(coverage) = &self.coverage {
            self.unspoken(coverage, out)?;
        }
        if quiet {
            return Ok(());
        }
        self.result(style, out)
    }

    fn result(&self, style: Style, out: &mut dyn Write) -> io::Result<()> {
        if self.tests.is_empty() {
            return Ok(());
        }
        let (all, failed) = (self.tests.len(), self.failed());
        let (lines, faults) = (self.lines().count(), self.faults().count());
        if failed == 0 {
            let ok = painted("ok", "32", style);
            let (tests, lines) = (counted(all, "test"), counted(lines, "expectation"));
            return writeln!(out, "test result: {ok}, {tests} with {lines}");
        }
        let end = painted("FAILED", "1;91", style);
        let (tests, lines) = (counted(all, "test"), counted(lines, "expectation"));
        writeln!(
            out,
            "test result: {end}, {failed} of {tests}, {faults} of {lines}"
        )
    }

    fn unspoken(&self, coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
        let grants = &coverage.grants;
        let told = grants.missing.iter().map(|one| {
            let (file, line) = self.place(one.span);
            let (what, to, on) = (safe(&one.what), safe(&one.to), safe(&one.on));
            format!("{what} to {to} on {on} ({}:{line})", safe(&file))
        });
        list("no test speaks about these grants", told, out)?;
        let pairs = coverage.pairs.missing.iter();
        let told =
            pairs.map(|one| format!("{} in {}", safe(&one.identity), safe(&one.environment)));
        list("no test mentions these identities", told, out)?;
        let (grants, pairs) = (share(grants), share(&coverage.pairs));
        write!(
            out,
            "tests speak about {grants} of the grants, and mention {pairs} of the identities in each environment"
        )?;
        match coverage.least {
            Some(least) if !coverage.suffices() => {
                writeln!(out, ": at least {least} % of the grants are asked for")
            }
            _ => writeln!(out),
        }
    }
}

fn share<T>(share: &Share<T>) -> String {
    format!("{} % ({} of {})", share.percent, share.count(), share.all)
}

fn list(
    title: &str,
    things: impl ExactSizeIterator<Item = String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let count = things.len();
    if count == 0 {
        return Ok(());
    }
    writeln!(out, "{title}:")?;
    for thing in things.take(LISTED) {
        writeln!(out, "  {thing}")?;
    }
    match count.saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more, which --output json lists"),
    }
}

fn painted(word: &str, code: &str, style: Style) -> String {
    if style.colour {
        format!("\x1b[{code}m{word}\x1b[0m")
    } else {
        word.to_owned()
    }
}
