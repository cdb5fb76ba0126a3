#![doc = include_str!("contributor_equal_role.md")]

use crate::algebra::Reach;
use crate::compile::Provenance;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::mend::without_declared;
use crate::lint::{Group, Judges, Rule, View};
use crate::model::Granted;

pub(crate) static RULE: Rule = Rule {
    code: Code {
        id: "RW202",
        name: "contributor-equal-role",
    },
    group: Group::Roles,
    severity: Severity::Error,
    judges: Judges::Meaning,
    page: include_str!("contributor_equal_role.md"),
    check,
};

/// The built-in role Contributor.
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";

/// Fewer operations than this are never all that Contributor may do.
const MANY: usize = 5_000;

fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let mut contributor: Option<Reach> = None;
    for (id, role) in view.roles() {
        let Provenance::Written(written) = role.provenance else {
            continue;
        };
        let Some(reach) = view.reach(id).filter(|reach| reach.upper.len() >= MANY) else {
            continue;
        };
        let Some(built_in) = view.catalog.builtin_by_id(CONTRIBUTOR) else {
            return;
        };
        let whole = contributor.get_or_insert_with(|| Reach::of_builtin(view.catalog, built_in));
        if !whole.lower.is_subset(&reach.upper) || view.is_owner_equal(id) {
            continue;
        }
        let Some(declared) = view.declared_role(written) else {
            continue;
        };
        let message = format!(
            "role `{}` may do everything that Contributor may",
            declared.name
        );
        found.push(
            RULE.at(declared.name_span, message)
                .note("it can change, read the keys of and delete every resource below its scope")
                .suggest(
                    "remove it, and list the operations that the task needs",
                    without_declared(view, declared, &Granted::Role(written)),
                ),
        );
    }
}
