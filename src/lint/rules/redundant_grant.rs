#![doc = include_str!("redundant_grant.md")]

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::idle::{idle, path};
use crate::lint::{Group, How, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW311",
        name: "redundant-grant",
    },
    group: Group::Assignments,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("redundant_grant.md"),
    check,
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let told = idle(view, How::Own).into_par_iter().map(|idle| {
        let message = format!(
            "{} gives {} nothing on {} that they do not have already",
            idle.what, idle.who, idle.place
        );
        RULE.at(idle.span, message)
            .related(view.place(idle.wide), "this grant gives all of it")
            .note(path(view, &idle))
            .note("whoever removes this line believes that access has ended, and it has not")
            .suggest("remove it, or narrow the other one", idle.edits)
    });
    found.par_extend(told);
}
