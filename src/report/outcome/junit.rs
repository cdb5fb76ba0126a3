//! Tests as `JUnit` XML, which build servers show: a suite for each file, a case for each expectation.
//!
//! There is no standard; what is written here is what Jenkins, GitLab, Azure DevOps and GitHub's
//! actions for it all read: <https://llg.cubic.org/docs/junit/>.

use std::io::{self, Write};

use super::{Coverage, Line, Outcome, Tested};
use crate::report::{Style, safe, safe_lines};

/// How wide findings are drawn, since nobody knows where they are shown.
const WIDTH: usize = 100;

/// What a suite comes to.
#[derive(Default)]
struct Counts {
    cases: usize,
    failures: usize,
    skipped: usize,
}

impl Counts {
    fn of<'t>(tests: impl Iterator<Item = &'t Tested>) -> Self {
        let mut counts = Self::default();
        for test in tests {
            let faults = test.lines.iter().filter(|line| line.fault.is_some());
            counts.failures += faults.count();
            // A test that expects nothing is told as a case that was skipped.
            counts.skipped += usize::from(test.lines.is_empty());
            counts.cases += test.lines.len().max(1);
        }
        counts
    }

    fn attributes(&self) -> String {
        let Self {
            cases,
            failures,
            skipped,
        } = self;
        format!("tests=\"{cases}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"")
    }
}

impl Outcome<'_> {
    /// Writes what became of each test as `JUnit` XML.
    pub fn junit(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut counts = Counts::of(self.tests.iter());
        let asked = self.coverage.as_ref().filter(|one| one.least.is_some());
        counts.cases += usize::from(asked.is_some());
        counts.failures += usize::from(asked.is_some_and(|one| !one.suffices()));
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            out,
            "<testsuites name=\"rolewright\" {}>",
            counts.attributes()
        )?;
        for tests in self
            .tests
            .chunk_by(|one, other| one.span.file == other.span.file)
        {
            self.suite(tests, out)?;
        }
        if let Some(coverage) = asked {
            enough(coverage, out)?;
        }
        writeln!(out, "</testsuites>")
    }

    fn suite(&self, tests: &[Tested], out: &mut dyn Write) -> io::Result<()> {
        let file = tests.first().map(|test| self.place(test.span).0);
        let file = attribute(&file.unwrap_or_default());
        let counts = Counts::of(tests.iter()).attributes();
        writeln!(out, "  <testsuite name=\"{file}\" {counts}>")?;
        for test in tests {
            let title = attribute(&test.title);
            if test.lines.is_empty() {
                let line = self.place(test.span).1;
                writeln!(
                    out,
                    "    <testcase classname=\"{title}\" name=\"{title}\" file=\"{file}\" line=\"{line}\">\n      \
                     <skipped message=\"it expects nothing\"/>\n    </testcase>"
                )?;
            }
            for line in &test.lines {
                self.case(&title, line, out)?;
            }
        }
        writeln!(out, "  </testsuite>")
    }

    fn case(&self, title: &str, line: &Line, out: &mut dyn Write) -> io::Result<()> {
        let (file, number) = self.place(line.span);
        let (name, file) = (attribute(&self.text(line.span)), attribute(&file));
        write!(
            out,
            "    <testcase classname=\"{title}\" name=\"{name}\" file=\"{file}\" line=\"{number}\""
        )?;
        let Some(fault) = &line.fault else {
            return writeln!(out, "/>");
        };
        let style = Style {
            colour: false,
            width: WIDTH,
        };
        let drawn = self.draw(vec![fault.clone()], style)?;
        let drawn = String::from_utf8_lossy(&drawn);
        let (message, kind) = (attribute(&fault.message), fault.code.name);
        writeln!(
            out,
            ">\n      <failure message=\"{message}\" type=\"{kind}\">{}</failure>\n    </testcase>",
            escaped(&safe_lines(drawn.trim_end()))
        )
    }
}

/// Writes whether enough is spoken about, as a suite of its own.
fn enough(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    let failures = usize::from(!coverage.suffices());
    let (percent, least) = (coverage.grants.percent, coverage.least.unwrap_or_default());
    let name = format!("tests speak about at least {least} % of the grants");
    writeln!(
        out,
        "  <testsuite name=\"coverage\" tests=\"1\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">"
    )?;
    write!(out, "    <testcase classname=\"coverage\" name=\"{name}\"")?;
    if coverage.suffices() {
        writeln!(out, "/>")?;
    } else {
        writeln!(
            out,
            ">\n      <failure message=\"tests speak about {percent} % of them\" type=\"min-coverage\"/>\n    \
             </testcase>"
        )?;
    }
    writeln!(out, "  </testsuite>")
}

fn attribute(text: &str) -> String {
    escaped(&safe(text))
}

/// Escapes text that has no unsafe characters any more; the two that Unicode never assigns are no
/// characters of XML either.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
