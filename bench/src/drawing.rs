//! Findings drawn for people: as quick at the end of a large file as at its start.

use std::io::sink;
use std::time::Instant;

use rolewright::diagnostic::{Code, Diagnostic, Edit, Severity};
use rolewright::report::{Findings, Report, Style, human};
use rolewright::source::{Origin, Sources, Span};

const FINDINGS: u32 = 2_000;
const LINE: &str =
    "grant train to data-scientists on churn@dev { because \"the weekly training\" }\n";

/// Prints the time of one finding near the start and near the end of a file of 5 MB.
pub(crate) fn measure() {
    let mut sources = Sources::default();
    let lines = u32::try_from(5_000_000 / LINE.len()).unwrap_or(0);
    let file = sources.add("large.rw", LINE.repeat(lines as usize), Origin::Policy);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    for (place, first) in [("start", 0), ("end", lines - FINDINGS)] {
        let finding = |line: u32| {
            let start = line * u32::try_from(LINE.len()).unwrap_or(0);
            let code = Code {
                id: "RW999",
                name: "drawn",
            };
            let span = Span::new(file, start + 6, start + 11);
            Diagnostic::new(code, Severity::Warning, span, "this is what is wrong")
                .note("this is why it matters")
                .suggest("write this instead", vec![Edit::replace(span, "tune")])
        };
        let findings: Vec<_> = (first..first + FINDINGS).map(finding).collect();
        let findings = Findings::new(findings, Vec::new(), &sources);
        let report = Report {
            findings: &findings,
            sources: &sources,
            rules: &[],
        };
        let style = Style {
            colour: false,
            width: 100,
        };
        let draw = || {
            let start = Instant::now();
            let drawn = human(&report, style, &mut sink());
            drawn.map(|()| start.elapsed().as_secs_f64() * 1e6 / f64::from(FINDINGS))
        };
        let drawn = pool
            .as_ref()
            .map(|pool| pool.install(|| draw().and_then(|_| draw())));
        match drawn {
            Ok(Ok(each)) => println!(
                "a finding drawn near the {place} of a 5 MB file, one thread: {each:.1} µs"
            ),
            _ => println!("a finding drawn: NOT MEASURED"),
        }
    }
}
