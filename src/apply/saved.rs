//! A plan that was saved: what is to be written, and what it was made from.
//!
//! Form 1 is JSON in UTF-8. Fields that it does not know are refused, and so is a newer form.
//! `digest` is the SHA-256 of everything else as compact JSON, in the order of its fields.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::stamp::Stamp;
use super::step::{self, Step};
use crate::observed::Snapshot;
use crate::plan::{Change, Claims, Effect, History, Kind, Plan, Subject};
use crate::support::digest;
use crate::support::hash::HashSet;

/// The form that this version reads and writes.
pub const FORM: u32 = 1;

/// A change that writes something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SavedChange {
    /// The word of its kind.
    pub kind: SmolStr,
    /// What it is about.
    pub subject: SavedSubject,
    /// What it does to access.
    pub effect: Option<SavedEffect>,
    /// What is written.
    pub steps: Vec<Step>,
}

/// What a change is about, in names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SavedSubject {
    /// A role definition.
    Role {
        /// Its display name.
        name: SmolStr,
    },
    /// A role assignment.
    Assignment {
        /// The id of its scope.
        scope: SmolStr,
        /// The name of whom it is about.
        who: SmolStr,
        /// The display name of its role.
        role: SmolStr,
        /// The object id of whom it is about.
        who_id: Option<SmolStr>,
        /// The GUID of its role.
        role_id: SmolStr,
    },
}

/// What a change does to access, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SavedEffect {
    /// So many operations are gained.
    pub gained: usize,
    /// The gravest risk class among them.
    pub gravest_gained: Option<SmolStr>,
    /// So many operations are lost.
    pub lost: usize,
    /// The gravest risk class among them.
    pub gravest_lost: Option<SmolStr>,
    /// So many assignments have this effect.
    pub assignments: usize,
}

/// A saved plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// What it was made from.
    pub stamp: Stamp,
    /// What it changes.
    pub changes: Vec<SavedChange>,
    digest: String,
}

/// Why a saved plan cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON, or not of this shape.
    #[error("it is no saved plan: {0}")]
    Json(String),
    /// It is of another form.
    #[error("it is of form {0}, and this version reads form {FORM}")]
    Form(u32),
    /// Something was changed in it.
    #[error(
        "it was changed after it was made: its digest is {written}, and what it holds has {found}"
    )]
    Edited {
        /// The digest that it says.
        written: String,
        /// The digest of what it holds.
        found: String,
    },
}

#[derive(Deserialize)]
struct Head {
    form: u32,
}

#[derive(Serialize)]
struct Body<'s> {
    form: u32,
    from: &'s Stamp,
    changes: &'s [SavedChange],
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'s str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "form")]
    _form: u32,
    from: Stamp,
    changes: Vec<SavedChange>,
    digest: String,
}

impl Saved {
    /// Saves what a plan writes, and what was there before.
    pub fn of(plan: &Plan, snapshot: &Snapshot, stamp: Stamp) -> Self {
        let steps = step::of_plan(plan, snapshot);
        let changes = plan.changes.iter().zip(steps);
        let changes = changes.filter(|(_, steps)| !steps.is_empty());
        let changes = changes.map(|(change, steps)| SavedChange::of(change, steps));
        Self::new(stamp, changes.collect())
    }

    fn new(stamp: Stamp, changes: Vec<SavedChange>) -> Self {
        let digest = digest::of_json(&body(&stamp, &changes, None));
        Self {
            stamp,
            changes,
            digest,
        }
    }

    /// Reads a saved plan, and refuses one that somebody changed.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let json = |error: serde_json::Error| Unreadable::Json(error.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(json)?;
        if head.form != FORM {
            return Err(Unreadable::Form(head.form));
        }
        let file: File = serde_json::from_slice(bytes).map_err(json)?;
        let saved = Self::new(file.from, file.changes);
        if saved.digest != file.digest {
            return Err(Unreadable::Edited {
                written: file.digest,
                found: saved.digest,
            });
        }
        Ok(saved)
    }

    /// Writes it, with its digest.
    pub fn write(&self) -> String {
        let body = body(&self.stamp, &self.changes, Some(&self.digest));
        // No map in it has a key that is no text, so that nothing can fail.
        let mut text = serde_json::to_string_pretty(&body).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Returns the digest of everything in it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Lists the steps in the order in which they are carried out, each with its change.
    pub fn steps(&self) -> Vec<(&SavedChange, &Step)> {
        let steps = self.ordered().into_iter();
        let steps = steps.filter_map(|(at, step)| Some((self.changes.get(at)?, step)));
        steps.collect()
    }

    /// Lists for each change the positions that its steps have in that order.
    pub fn positions(&self) -> Vec<Vec<usize>> {
        let mut positions = vec![Vec::new(); self.changes.len()];
        for (position, (at, _)) in self.ordered().into_iter().enumerate() {
            if let Some(of_change) = positions.get_mut(at) {
                of_change.push(position);
            }
        }
        positions
    }

    /// Lists the steps in their order, each with the position of its change. The steps of one change
    /// keep theirs.
    fn ordered(&self) -> Vec<(usize, &Step)> {
        let changes = self.changes.iter().enumerate();
        let steps = changes.flat_map(|(at, one)| one.steps.iter().map(move |step| (at, step)));
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by_key(|(_, step)| step.phase);
        steps
    }
}

fn body<'s>(from: &'s Stamp, changes: &'s [SavedChange], digest: Option<&'s str>) -> Body<'s> {
    Body {
        form: FORM,
        from,
        changes,
        digest,
    }
}

impl SavedChange {
    fn of(change: &Change, steps: Vec<Step>) -> Self {
        let subject = match &change.subject {
            Subject::Role { name, .. } => SavedSubject::Role { name: name.clone() },
            Subject::Assignment {
                scope,
                who,
                role,
                role_id,
                ..
            } => SavedSubject::Assignment {
                scope: scope.clone(),
                who: who.name.clone(),
                role: role.clone(),
                who_id: who.id.clone(),
                role_id: role_id.clone(),
            },
        };
        Self {
            kind: change.kind.word().into(),
            subject,
            effect: change.effect.as_deref().map(SavedEffect::of),
            steps,
        }
    }

    /// Tells whether it takes something away altogether.
    pub fn is_delete(&self) -> bool {
        self.kind == Kind::Delete.word()
    }
}

/// What was explained when a plan was made is not asked for again when it is carried out.
impl History for Saved {
    fn explain(&self, claims: &mut Claims<'_>) -> String {
        let gone = self.changes.iter().filter(|one| one.is_delete());
        let steps = gone.flat_map(|one| &one.steps);
        let gone: HashSet<_> = steps
            .filter_map(|step| Some(step.key()?.guid().clone()))
            .collect();
        claims.settle_known(|id| gone.contains(id));
        "nothing did when the plan was made".to_owned()
    }
}

impl SavedEffect {
    fn of(effect: &Effect) -> Self {
        let word = |risk: Option<crate::catalog::Risk>| risk.map(|risk| risk.word().into());
        Self {
            gained: effect.gained.operations,
            gravest_gained: word(effect.gained.risk),
            lost: effect.lost.operations,
            gravest_lost: word(effect.lost.risk),
            assignments: effect.holders,
        }
    }
}

impl std::fmt::Display for SavedSubject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Role { name } => write!(formatter, "role `{name}`"),
            Self::Assignment {
                scope, who, role, ..
            } => write!(formatter, "`{role}` for `{who}` at `{scope}`"),
        }
    }
}
