//! What became of the tests of a policy set, for people, programs and build servers.

mod human;
mod json;
mod junit;

use super::{Findings, Report, Style};
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};

/// What became of the tests of one run.
#[derive(Debug)]
pub struct Outcome<'run> {
    tests: Vec<Tested>,
    coverage: Option<Coverage>,
    sources: &'run Sources,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// Its title.
    pub title: String,
    /// The whole test.
    pub span: Span,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// One line of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The whole line.
    pub span: Span,
    /// What is wrong with it; none where it holds.
    pub fault: Option<Diagnostic>,
}

/// How much of a policy set its tests speak about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The grants.
    pub grants: Share<UnspokenGrant>,
    /// The identities, each in each environment.
    pub pairs: Share<UnspokenPair>,
    /// The share of the grants that is asked for, in per cent.
    pub least: Option<usize>,
}

/// How many of something tests speak about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share<T> {
    /// How many there are.
    pub all: usize,
    /// The share that tests speak about, in whole per cent.
    pub percent: usize,
    /// Those that no test speaks about.
    pub missing: Vec<T>,
}

/// A grant that no test speaks about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct UnspokenGrant {
    /// What is granted.
    pub what: String,
    /// To whom.
    pub to: String,
    /// Where.
    pub on: String,
    /// Where it is written.
    #[serde(skip)]
    pub span: Span,
}

/// An identity that no test mentions in an environment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct UnspokenPair {
    /// The identity.
    pub identity: String,
    /// The environment.
    pub environment: String,
}

impl Tested {
    /// Tells whether all of its lines hold.
    pub fn passes(&self) -> bool {
        self.lines.iter().all(|line| line.fault.is_none())
    }
}

impl Coverage {
    /// Tells whether enough is spoken about.
    pub fn suffices(&self) -> bool {
        self.least.is_none_or(|least| self.grants.percent >= least)
    }
}

impl<T> Share<T> {
    /// Counts those that tests speak about.
    pub fn count(&self) -> usize {
        self.all - self.missing.len()
    }
}

impl<'run> Outcome<'run> {
    /// Takes what became of tests; they come in the order in which they are written.
    pub fn new(mut tests: Vec<Tested>, coverage: Option<Coverage>, sources: &'run Sources) -> Self {
        tests.sort_by_key(|test| test.span);
        Self {
            tests,
            coverage,
            sources,
        }
    }

    /// Tells whether every test passes and enough is spoken about.
    pub fn passes(&self) -> bool {
        let enough = self.coverage.as_ref().is_none_or(Coverage::suffices);
        enough && self.tests.iter().all(Tested::passes)
    }

    /// Tells whether there is any test.
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    fn failed(&self) -> usize {
        self.tests.iter().filter(|test| !test.passes()).count()
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.tests.iter().flat_map(|test| &test.lines)
    }

    fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.lines().filter_map(|line| line.fault.as_ref())
    }

    /// Draws findings over the policy text.
    fn draw(&self, faults: Vec<Diagnostic>, style: Style) -> std::io::Result<Vec<u8>> {
        let findings = Findings::new(faults, Vec::new(), self.sources);
        let report = Report {
            findings: &findings,
            sources: self.sources,
            rules: &[],
        };
        let mut drawn = Vec::new();
        super::human(&report, style, &mut drawn)?;
        Ok(drawn)
    }

    /// Returns the text at a span in one line.
    fn text(&self, span: Span) -> String {
        let text = self.sources.get(span.file).map_or("", |file| file.text());
        let text = text.get(span.start as usize..span.end as usize);
        let words = text.unwrap_or_default().split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    }

    /// Returns the file and line of a span.
    fn place(&self, span: Span) -> (String, u32) {
        let Some(file) = self.sources.get(span.file) else {
            return (String::new(), 1);
        };
        let name = file.name().to_string_lossy().into_owned();
        (name, file.place(span.start).line)
    }
}
