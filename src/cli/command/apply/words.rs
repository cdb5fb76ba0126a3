//! What people are told of an apply.

use crate::apply::{Ended, Saved, SavedChange, SavedSubject, Stamp, Step, Summary};
use crate::cli::command::plan::{Made, Reading};
use crate::plan::{Kind, Phase};
use crate::report::counted;
use crate::support::hash::HashMap;

/// The names that the policy gives to scopes, by their ids.
pub(super) type Names<'m> = HashMap<&'m str, String>;

/// Says what a change is about. Its scope goes by its name, as the plan that was shown has it.
pub(super) fn subject(change: &SavedChange, names: &Names<'_>) -> String {
    if let SavedSubject::Assignment {
        scope, who, role, ..
    } = &change.subject
        && let Some(name) = names.get(scope.as_str())
    {
        return format!("`{role}` for `{who}` at `{name}`");
    }
    change.subject.to_string()
}

/// Says what becomes of a plan that is refused by now.
pub(super) const REFUSED: &str = "nothing was written to Azure";

/// Asks whether a plan is to be carried out.
pub(super) fn question((saved, fresh): (&Saved, &Saved), made: &Made) -> String {
    let steps = counted(fresh.steps().len(), "write");
    let deletes = fresh.changes.iter().filter(|one| one.is_delete()).count();
    let deletes = match deletes {
        0 => String::new(),
        count => format!(", {} among them", counted(count, "deletion")),
    };
    let (who, tenant) = (
        made.reading.endpoint().word(),
        &made.reading.snapshot.tenant,
    );
    let people = people(&saved.stamp, &fresh.stamp, &made.reading);
    format!("{steps} to tenant {tenant} of {who}{deletes}\n{people}")
}

/// Says who planned and who carries it out. They may be two: each has only the rights that it needs.
fn people(saved: &Stamp, fresh: &Stamp, reading: &Reading) -> String {
    let (planner, applier) = (saved.planned_by.as_deref(), fresh.planned_by.as_deref());
    let person = |id: Option<&str>| match id {
        Some(id) => reading.person(id),
        None => "somebody whose token does not tell who it is".to_owned(),
    };
    if planner == applier {
        return format!("planned and carried out by {}", person(planner));
    }
    let (planner, applier) = (person(planner), person(applier));
    format!("planned by {planner}, carried out by {applier}")
}

/// Says what a phase does.
pub(super) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Define => "writing role definitions",
        Phase::Assign => "giving",
        Phase::Unassign => "taking away",
        Phase::Narrow => "narrowing role definitions",
        Phase::Undefine => "deleting role definitions",
    }
}

/// Says how a step ended.
pub(super) fn ended(
    (change, step): (&SavedChange, &Step),
    ended: &Ended,
    names: &Names<'_>,
) -> String {
    let verb = match (ended, &step.before, &step.after) {
        (Ended::Found, ..) => "was there already:",
        (Ended::Stopped, ..) => "left as it is:",
        (Ended::Failed(_), ..) => "FAILED:",
        (Ended::Written, _, None) => "deleted",
        (Ended::Written, None, _) => "created",
        (Ended::Written, ..) if change.kind == Kind::Adopt.word() => "adopted",
        (Ended::Written, ..) => "updated",
    };
    let subject = subject(change, names);
    match ended {
        Ended::Failed(failure) => format!("{verb} {subject}: {failure}"),
        _ => format!("{verb} {subject}"),
    }
}

/// Says how a run ended.
pub(super) fn summary(saved: &Saved, summary: &Summary, names: &Names<'_>) -> Vec<String> {
    let Summary {
        written,
        found,
        left,
        failed,
    } = summary;
    let all = saved.steps();
    let mut lines = vec![format!(
        "{} of {} done: {written} written now, {found} found as they are to be",
        all.len() - left,
        counted(all.len(), "write"),
    )];
    for (at, failure) in failed {
        let subject = all.get(*at).map(|(change, _)| subject(change, names));
        lines.push(format!("{}: {failure}", subject.unwrap_or_default()));
        lines.push(format!("  {}", failure.remedy()));
    }
    if *left > 0 {
        lines.push(format!("stopped part-way: {left} left"));
    }
    lines
}
