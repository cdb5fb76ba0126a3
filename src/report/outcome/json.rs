//! Tests as JSON, versioned by `schema` like the findings.

use std::io::{self, Write};

use serde::Serialize;

use super::{Coverage, Line, Outcome, Share, Tested, UnspokenGrant, UnspokenPair};
use crate::report::json::{FindingShape, PlaceShape, SCHEMA, place, shape};
use crate::report::{blanks, escape};
use crate::source::Sources;

#[derive(Serialize)]
struct OutcomeShape {
    schema: u32,
    tool: &'static str,
    version: &'static str,
    summary: Summary,
    tests: Vec<TestShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageShape>,
}

#[derive(Serialize)]
struct Summary {
    tests: usize,
    failed: usize,
    expectations: usize,
    failed_expectations: usize,
}

#[derive(Serialize)]
struct TestShape {
    title: String,
    passes: bool,
    place: PlaceShape,
    expectations: Vec<LineShape>,
}

#[derive(Serialize)]
struct LineShape {
    text: String,
    holds: bool,
    place: PlaceShape,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<FindingShape>,
}

#[derive(Serialize)]
struct CoverageShape {
    suffices: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    least_percent: Option<usize>,
    grants: ShareShape<GrantShape>,
    identities: ShareShape<UnspokenPair>,
}

#[derive(Serialize)]
struct ShareShape<T> {
    all: usize,
    spoken_about: usize,
    percent: usize,
    missing: Vec<T>,
}

#[derive(Serialize)]
struct GrantShape {
    #[serde(flatten)]
    grant: UnspokenGrant,
    place: PlaceShape,
}

impl Outcome<'_> {
    /// Writes what became of each test as JSON.
    ///
    /// The value is an object with `schema` (1), `tool`, `version`, `summary` (`tests`, `failed`,
    /// `expectations`, `failed_expectations`) and `tests`. A test has `title`, `passes`, `place` and
    /// `expectations`; each of these has its `text`, `holds`, its `place`, and where it does not hold
    /// a `finding` as `lint` writes it. `coverage`, where it was asked for, has `suffices`,
    /// `least_percent` where one is asked for, and `grants` and `identities`, each with `all`,
    /// `spoken_about`, `percent` and `missing`.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let shape = OutcomeShape {
            schema: SCHEMA,
            tool: "rolewright",
            version: env!("CARGO_PKG_VERSION"),
            summary: Summary {
                tests: self.tests.len(),
                failed: self.failed(),
                expectations: self.lines().count(),
                failed_expectations: self.faults().count(),
            },
            tests: self.tests.iter().map(|test| self.test(test)).collect(),
            coverage: self.coverage.as_ref().map(|one| covered(one, self.sources)),
        };
        escape::write(&shape, out)
    }

    fn test(&self, test: &Tested) -> TestShape {
        TestShape {
            title: test.title.clone(),
            passes: test.passes(),
            place: place(test.span, self.sources),
            expectations: test.lines.iter().map(|line| self.line(line)).collect(),
        }
    }

    fn line(&self, line: &Line) -> LineShape {
        let fault = line.fault.clone().map(|mut fault| {
            blanks::fit(&mut fault, self.sources);
            fault
        });
        LineShape {
            text: self.text(line.span),
            holds: fault.is_none(),
            place: place(line.span, self.sources),
            finding: fault.map(|finding| shape(&finding, self.sources)),
        }
    }
}

fn covered(coverage: &Coverage, sources: &Sources) -> CoverageShape {
    CoverageShape {
        suffices: coverage.suffices(),
        least_percent: coverage.least,
        grants: share(&coverage.grants, |grant| GrantShape {
            grant: grant.clone(),
            place: place(grant.span, sources),
        }),
        identities: share(&coverage.pairs, UnspokenPair::clone),
    }
}

fn share<T, Out>(share: &Share<T>, shape: impl Fn(&T) -> Out) -> ShareShape<Out> {
    ShareShape {
        all: share.all,
        spoken_about: share.count(),
        percent: share.percent,
        missing: share.missing.iter().map(shape).collect(),
    }
}
