//! Tests of `report`: what people and programs see of findings.

mod blanks;
mod drawing;
mod hostile;

use rolewright::diagnostic::{Code, Diagnostic, Edit, Severity};
use rolewright::report::{
    Allowed, Findings, Report, RuleText, Style, allowed, github, human, json, sarif, short,
};
use rolewright::source::{FileId, Origin, Sources, Span};

use crate::support::snapshot;

const UNKNOWN: Code = Code {
    id: "RW101",
    name: "unknown-name",
};
const WIDE: Code = Code {
    id: "RW310",
    name: "wider-grant-above",
};

const ACCESS: &str = "\
grant train to data-scientists on churn@dev
grant deploy to release-managers on churn@prod {
    until 2027-03-31
    because \"CHG0041270\"
    because \"twice\"
    because \"three times\"
}
grant trian to trainer on churn@dev
";
const PLACES: &str = "environment dev { tier development }\nenvironment prod { tier production }\n";

/// Returns the span of the `nth` occurrence, from 0, of a text in a file.
fn span(sources: &Sources, file: FileId, text: &str, nth: usize) -> Span {
    let whole = sources.get(file).unwrap().text();
    let (start, found) = whole.match_indices(text).nth(nth).unwrap();
    let byte = |at: usize| u32::try_from(at).unwrap();
    Span::new(file, byte(start), byte(start + found.len()))
}

fn example() -> (Sources, Findings) {
    let mut sources = Sources::default();
    let access = sources.add("policies/access.rw", ACCESS, Origin::Policy);
    let places = sources.add("policies/places.rw", PLACES, Origin::Policy);
    let typo = span(&sources, access, "trian", 0);
    let unknown = Diagnostic::new(UNKNOWN, Severity::Error, typo, "there is no stage `trian`")
        .label("not declared")
        .suggest("did you mean `train`?", vec![Edit::replace(typo, "train")]);
    let deploy = span(&sources, access, ACCESS.lines().nth(1).unwrap(), 0);
    let deploy = Span::new(access, deploy.start, span(&sources, access, "}\n", 0).end);
    let wide = Diagnostic::new(
        WIDE,
        Severity::Warning,
        span(&sources, access, "grant train to data-scientists", 0),
        "`data-scientists` hold more than `train` says, since a grant above reaches `churn@dev` too",
    )
    .related(deploy, "the grant above")
    .related(span(&sources, places, "prod", 0), "reaches all of this environment")
    .note("`data-scientists` is a member of `ml-engineers`, which is a member of `release-managers`, which holds `deploy` on the subscription")
    .note("step 1\n  step 2")
    .fix("grant `deploy` on one workspace", vec![Edit::delete(span(&sources, access, "    because \"twice\"\n", 0))]);
    let allowed = Allowed {
        finding: Diagnostic::new(
            WIDE,
            Severity::Error,
            span(&sources, places, "dev", 0),
            "all of `dev`",
        ),
        because: "vendor needs it, SEC-812".to_owned(),
        until: Some("2027-01-31".to_owned()),
        annotation: span(&sources, places, "tier development", 0),
    };
    // The repeated and unsorted list is what a run collects.
    let findings = Findings::new(
        vec![unknown.clone(), wide, unknown],
        vec![allowed],
        &sources,
    );
    (sources, findings)
}

const PAGE: &str = "# unknown-name (RW101)\n\nSomething is used that nobody declares.\n\n## Why is this bad?\n\nIt means\nnothing.\n";

fn rendered(render: impl FnOnce(&Report<'_>, &mut Vec<u8>) -> std::io::Result<()>) -> String {
    let (sources, findings) = example();
    let rules = [RuleText {
        code: UNKNOWN,
        severity: Severity::Error,
        page: PAGE,
    }];
    let mut out = Vec::new();
    render(
        &Report {
            findings: &findings,
            sources: &sources,
            rules: &rules,
        },
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn findings_are_drawn_for_people() {
    let style = |width| Style {
        colour: false,
        width,
    };
    snapshot(
        "report",
        "human-60",
        &rendered(|report, out| human(report, style(60), out)),
    );
    snapshot(
        "report",
        "human-120",
        &rendered(|report, out| human(report, style(120), out)),
    );
}

#[test]
fn findings_have_a_line_each() {
    snapshot(
        "report",
        "short",
        &rendered(|report, out| short(report, out)),
    );
}

#[test]
fn accepted_findings_have_a_line_each() {
    let text = rendered(|report, out| allowed(report, out));
    assert_eq!(
        text,
        "policies/places.rw:1:13: allowed[RW310]: all of `dev` (vendor needs it, SEC-812, until 2027-01-31)\n"
    );
}

#[test]
fn findings_are_written_as_json() {
    snapshot("report", "json", &rendered(|report, out| json(report, out)));
}

#[test]
fn findings_are_written_as_sarif() {
    snapshot(
        "report",
        "sarif",
        &rendered(|report, out| sarif(report, "lint", out)),
    );
}

#[test]
fn findings_are_written_as_workflow_commands() {
    snapshot(
        "report",
        "github",
        &rendered(|report, out| github(report, out)),
    );
}
