//! Tests for people: a line for each, then what is wrong, then how many.

use std::io::{self, Write};

use super::{Outcome, Share};
use crate::report::{Style, counted, safe};

/// So many things that no test speaks about are listed.
const LISTED: usize = 20;

impl Outcome<'_> {
    /// Writes what became of each test; with `quiet` only what is wrong.
    pub fn human(&self, style: Style, quiet: bool, out: &mut dyn Write) -> io::Result<()> {
        let faults: Vec<_> = self.faults().cloned().collect();
        let mut parts = vec![Vec::new(); 4];
        if let [list, drawn, coverage, result] = parts.as_mut_slice() {
            if !quiet {
                self.list(style, list)?;
                self.result(style, result)?;
            }
            *drawn = self.draw(faults, style)?;
            self.unspoken(coverage)?;
        }
        let mut written = false;
        for part in parts.iter().map(|part| part.trim_ascii_end()) {
            if !part.is_empty() {
                out.write_all(if written { b"\n" } else { b"" })?;
                out.write_all(part)?;
                out.write_all(b"\n")?;
                written = true;
            }
        }
        Ok(())
    }

    fn list(&self, style: Style, out: &mut dyn Write) -> io::Result<()> {
        self.tests.iter().try_for_each(|test| {
            let end = if test.passes() {
                painted("ok", "32", style)
            } else {
                painted("FAILED", "1;91", style)
            };
            writeln!(out, "test \"{}\" ... {end}", safe(&test.title))
        })
    }

    fn result(&self, style: Style, out: &mut dyn Write) -> io::Result<()> {
        let (failed, faults) = (self.failed(), self.faults().count());
        let tests = counted(self.tests.len(), "test");
        let lines = counted(self.lines().count(), "expectation");
        let ok = painted("ok", "32", style);
        let bad = painted("FAILED", "1;91", style);
        if failed > 0 {
            writeln!(
                out,
                "test result: {bad}, {failed} of {tests}, {faults} of {lines}"
            )
        } else if !self.passes() {
            writeln!(
                out,
                "test result: {bad}, {tests} passed and too few grants are spoken about"
            )
        } else if self.is_empty() {
            Ok(())
        } else {
            writeln!(out, "test result: {ok}, {tests} with {lines}")
        }
    }

    fn unspoken(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(coverage) = &self.coverage else {
            return Ok(());
        };
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
