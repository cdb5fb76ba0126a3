#![doc = include_str!("image_writer_becomes_identity.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::steps::{Story, Told, tell};
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW658",
        name: "image-writer-becomes-identity",
    },
    group: Group::Escalation,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("image_writer_becomes_identity.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    story: Story::ImageReplaced,
    message: |words| format!("{} can replace images in {}, run as {} and {}", words.who, words.place, words.to, words.gain),
    why: "an image that is pulled under the same name is run without a question, as whoever the host is",
    remedy: "take away the grant with which the path begins",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(tell(view, &TOLD));
}
