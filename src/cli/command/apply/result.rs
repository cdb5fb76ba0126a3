//! How an apply went, for machines and for comments: docs/apply.md explains each field, `grammar/apply.schema.json` is
//! the schema.
//!
//! What came of each step is what the journal says, so that a run that was killed and gone on with is
//! told as a whole.

use std::collections::BTreeMap;
use std::path::Path;

use miette::Diagnostic as _;
use serde::Serialize;

use super::comment;
use super::state::State;
use crate::apply::{
    Account, Failure, Outcome, Saved, SavedChange, SavedSubject, Step, Way, accounts,
};
use crate::cli::{Context, Error, Exit, OutputKind};
use crate::report;

/// Rises when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// What is told of an apply, gathered while it runs.
pub(super) struct Told<'t> {
    file: &'t Path,
    saved: &'t Saved,
    resumed: bool,
    /// The object id of whoever carries it out.
    pub(super) applied_by: Option<smol_str::SmolStr>,
    /// Where the journal is, and what it says by now.
    journal: Option<(String, Vec<u8>)>,
    /// A second plan is empty; none where none was made.
    pub(super) read_back: Option<bool>,
    /// What failed.
    pub(super) failures: Vec<Failed>,
}

/// Something that failed.
#[derive(Serialize)]
pub(super) struct Failed {
    /// What it is about.
    pub(super) subject: String,
    /// Azure's code.
    pub(super) code: Option<String>,
    /// Why.
    pub(super) reason: String,
    /// What to do.
    pub(super) remedy: String,
    /// The id that Azure keeps the request by.
    pub(super) correlation: Option<String>,
}

impl Failed {
    /// Tells of what failed.
    pub(super) fn of(subject: String, failure: &Failure) -> Self {
        let trouble = match failure {
            Failure::Trouble(trouble) => Some(trouble),
            Failure::Moved | Failure::Twin(_) | Failure::Lost => None,
        };
        Self {
            subject,
            code: trouble.and_then(|one| one.code.clone()),
            reason: failure.to_string(),
            remedy: failure.remedy().to_owned(),
            correlation: trouble.and_then(|one| one.correlation.clone()),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shape<'t> {
    pub(super) schema: u32,
    pub(super) file: String,
    pub(super) plan: &'t str,
    pub(super) policy: &'t str,
    pub(super) tenant: &'t str,
    pub(super) way: Way,
    pub(super) planned_by: Option<&'t str>,
    pub(super) applied_by: Option<&'t str>,
    pub(super) resumed: bool,
    pub(super) outcome: &'static str,
    pub(super) exit: u8,
    pub(super) read_back: Option<bool>,
    pub(super) summary: BTreeMap<&'static str, usize>,
    pub(super) changes: Vec<ChangeShape<'t>>,
    pub(super) failures: &'t [Failed],
    pub(super) refusal: Option<RefusalShape>,
    pub(super) journal: Option<&'t str>,
}

#[derive(Serialize)]
pub(super) struct ChangeShape<'t> {
    pub(super) kind: &'t str,
    #[serde(flatten)]
    pub(super) subject: SubjectShape<'t>,
    pub(super) steps: Vec<StepShape<'t>>,
}

#[derive(Serialize)]
#[serde(
    tag = "what",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(super) enum SubjectShape<'t> {
    Role {
        role: &'t str,
    },
    Assignment {
        scope: &'t str,
        principal: &'t str,
        principal_id: Option<&'t str>,
        role: &'t str,
        role_id: &'t str,
    },
}

#[derive(Serialize)]
pub(super) struct StepShape<'t> {
    pub(super) phase: &'static str,
    pub(super) id: Option<String>,
    pub(super) outcome: &'static str,
    pub(super) earlier: bool,
    pub(super) requests: &'t [String],
    pub(super) correlations: &'t [String],
    pub(super) code: Option<&'t str>,
    pub(super) reason: Option<&'t str>,
}

#[derive(Serialize)]
pub(super) struct RefusalShape {
    pub(super) code: Option<String>,
    pub(super) reason: String,
    pub(super) remedy: Option<String>,
}

impl<'t> Told<'t> {
    pub(super) fn of(file: &'t Path, saved: &'t Saved, resumed: bool) -> Self {
        Self {
            file,
            saved,
            resumed,
            applied_by: None,
            journal: None,
            read_back: None,
            failures: Vec::new(),
        }
    }

    /// Reads what the journal says by now. It was there when the run began: what cannot be read tells
    /// of no step.
    pub(super) fn look(&mut self, state: &State, context: &Context<'_, '_>) {
        let bytes = std::fs::read(context.world.place(state.path()));
        let path = state.path().display().to_string();
        self.journal = Some((path, bytes.unwrap_or_default()));
    }

    /// Writes it wherever JSON and Markdown go.
    pub(super) fn deliver(
        &self,
        ended: &Result<Exit, Error>,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Error> {
        let targets = context.targets().into_iter();
        let targets: Vec<_> = targets
            .filter(|one| one.kind != OutputKind::Human)
            .collect();
        if targets.is_empty() {
            return Ok(());
        }
        let journal = self.journal.as_ref();
        let bytes = journal.map_or(&[][..], |(_, bytes)| bytes);
        let accounts = accounts(bytes, self.saved.steps().len());
        let shape = self.shape(ended, &accounts);
        for target in targets {
            let text = match target.kind {
                OutputKind::Markdown => comment::comment(&shape),
                _ => report::json_text(&shape)?,
            };
            context.deliver(&target, &text)?;
        }
        Ok(())
    }

    fn shape<'s>(&'s self, ended: &Result<Exit, Error>, accounts: &'s [Account]) -> Shape<'s> {
        let stamp = &self.saved.stamp;
        let summary = Outcome::ALL.map(|outcome| {
            let alike = accounts.iter().filter(|one| one.outcome == outcome);
            (outcome.word(), alike.count())
        });
        let positions = self.saved.positions();
        let changes = self.saved.changes.iter().zip(positions);
        Shape {
            schema: SCHEMA,
            file: self.file.display().to_string(),
            plan: self.saved.digest(),
            policy: &stamp.policy,
            tenant: &stamp.tenant,
            way: stamp.way,
            planned_by: stamp.planned_by.as_deref(),
            applied_by: self.applied_by.as_deref(),
            resumed: self.resumed,
            outcome: self.outcome(ended, accounts),
            exit: *ended.as_ref().unwrap_or(&Exit::Trouble) as u8,
            read_back: self.read_back,
            summary: summary.into(),
            changes: changes
                .map(|(one, at)| change(one, &at, accounts))
                .collect(),
            failures: &self.failures,
            refusal: ended.as_ref().err().map(refusal),
            journal: self.journal.as_ref().map(|(path, _)| path.as_str()),
        }
    }

    fn outcome(&self, ended: &Result<Exit, Error>, accounts: &[Account]) -> &'static str {
        let mut begun = accounts.iter().map(|one| one.outcome);
        let begun = begun.any(|outcome| outcome != Outcome::Skipped);
        match ended {
            Ok(Exit::Clean) if self.journal.is_some() => "done",
            Ok(Exit::Clean) => "nothing",
            Ok(Exit::Findings) if !begun => "findings",
            Err(_) if !begun => "refused",
            _ => "part-way",
        }
    }
}

fn change<'s>(one: &'s SavedChange, at: &[usize], accounts: &'s [Account]) -> ChangeShape<'s> {
    let steps = one.steps.iter().zip(at);
    let steps = steps.filter_map(|(one, at)| Some(step(one, accounts.get(*at)?)));
    ChangeShape {
        kind: &one.kind,
        subject: subject(&one.subject),
        steps: steps.collect(),
    }
}

fn step<'s>(one: &Step, account: &'s Account) -> StepShape<'s> {
    StepShape {
        phase: one.phase.word(),
        id: one.key().map(|key| key.guid().to_string()),
        outcome: account.outcome.word(),
        earlier: account.earlier,
        requests: &account.requests,
        correlations: &account.correlations,
        code: account.code.as_deref(),
        reason: account.why.as_deref(),
    }
}

fn subject(one: &SavedSubject) -> SubjectShape<'_> {
    match one {
        SavedSubject::Role { name } => SubjectShape::Role { role: name },
        SavedSubject::Assignment {
            scope,
            who,
            role,
            who_id,
            role_id,
        } => SubjectShape::Assignment {
            scope,
            principal: who,
            principal_id: who_id.as_deref(),
            role,
            role_id,
        },
    }
}

fn refusal(error: &Error) -> RefusalShape {
    RefusalShape {
        code: error.code().map(|code| code.to_string()),
        reason: error.to_string(),
        remedy: error.help().map(|help| help.to_string()),
    }
}
