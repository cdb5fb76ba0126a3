#![doc = include_str!("blob_ownership_granted.md")]

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::given::{Told, tell};
use crate::lint::power::Power;
use crate::lint::{Group, Judges, Rule, View};

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW555",
        name: "blob-ownership-granted",
    },
    group: Group::Storage,
    severity: Severity::Warning,
    judges: Judges::Meaning,
    page: include_str!("blob_ownership_granted.md"),
    check,
};

const TOLD: Told = Told {
    rule: &RULE,
    message: |who, place| {
        format!("{who} can change the owner and the permissions of files in {place}")
    },
    why: "whoever changes the permissions of files decides who else reads them",
    names_operations: true,
    remedy: "take the grant back, and give \"Storage Blob Data Contributor\" instead",
};

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let owns = |role| {
        let owns = view.part_of(role, Power::OwnFiles);
        owns.filter(|_| !view.is_told_by_size(role))
    };
    found.extend(tell(view, &TOLD, |_| true, owns));
}
