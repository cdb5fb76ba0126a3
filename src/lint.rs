//! Findings about what a policy set means.
//!
//! In: a [`View`] of the model, of what it compiles to and of the catalogue. Out: findings, and
//! those that an `@allow` accepts. Absent on purpose: names that cannot be resolved (`resolve`),
//! what Azure would refuse (`compile`), and printing. A rule is a pair of files under
//! `lint/rules` and one line in the table; it judges what is reached and never how it is spelled.

mod coverage;
mod cut;
mod dangerous;
mod engine;
mod given;
mod grade;
mod grave;
mod handed;
mod height;
mod holding;
mod host;
mod idle;
mod inherit;
mod mend;
mod patterns;
mod posture;
mod power;
mod rule;
pub mod rules;
mod separate;
mod settings;
mod steps;
pub mod suppress;
mod tiers;
mod trust;
mod view;
mod width;
mod words;

pub use coverage::{Covered, How};
pub use cut::Cuts;
pub use engine::{Linted, MOST_OF_A_RULE, lint};
pub use grade::{Class, Grade};
pub use holding::{Holdings, Joint};
pub use patterns::{Owner, PatternFact};
pub use rule::{Group, Judges, Rule};
pub(crate) use rules::faults;
pub use settings::Settings;
pub use suppress::{Accepted, find, nearest};
pub use view::{Facts, View};

/// Writes a table of every rule, which reads well as it is and as Markdown.
pub fn index() -> String {
    let names = rules::ALL.iter().map(|rule| rule.code.name.len());
    let width = names.max().unwrap_or_default();
    let line = "-".repeat(width);
    let head = format!(
        "| code  | {:width$} | group            | severity |\n| ----- | {line} | ---------------- | -------- |\n",
        "name"
    );
    rules::ALL.iter().fold(head, |table, rule| {
        let (code, group) = (rule.code, rule.group.name());
        let severity = rule.severity.word();
        format!(
            "{table}| {} | {:width$} | {group:16} | {severity:8} |\n",
            code.id, code.name
        )
    })
}
