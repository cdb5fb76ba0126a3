//! A plan as plain values.

use smol_str::SmolStr;

use super::Pins;
use super::effect::Effect;
use super::members::Membership;
use super::others::Others;
use super::refusal::Refusal;
use super::write::{Phase, Write};
use crate::catalog::Catalog;
use crate::source::Span;

/// What has to change, what is refused and what is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Every role definition that was looked at, then by scope every role assignment that the policy
    /// asks for or that is its own.
    pub changes: Vec<Change>,
    /// The role assignments that are neither.
    pub others: Others,
    /// Why the plan as a whole must not be carried out; what refuses one change stands there.
    pub refusals: Vec<Refusal>,
    /// What was not read of scopes that the policy touches.
    pub unread: Vec<Unread>,
    /// What else a reader of the plan as a whole has to know.
    pub notes: Vec<String>,
    /// The object ids that names of the policy led to.
    pub pins: Pins,
    /// The groups whose declared members are not those of the directory; no plan writes them.
    pub memberships: Vec<Membership>,
    /// The catalogue whose operations are counted.
    pub catalog: &'static Catalog,
}

impl Plan {
    /// Lists the writes in the order in which nobody who keeps access lacks it on the way.
    pub fn writes(&self) -> Vec<&Write> {
        let writes = self.changes.iter().flat_map(|one| &one.writes);
        let mut writes: Vec<_> = writes.collect();
        writes.sort_by_key(|(phase, _)| *phase);
        writes.into_iter().map(|(_, write)| write).collect()
    }

    /// Lists every refusal, those of single changes included.
    pub fn refused(&self) -> impl Iterator<Item = &Refusal> {
        let single = self.changes.iter().filter_map(|one| one.refusal.as_deref());
        self.refusals.iter().chain(single)
    }

    /// Lists the GUIDs of what is the policy's, and of what becomes so.
    pub fn ours(&self) -> impl Iterator<Item = &SmolStr> {
        let ours = self.changes.iter().filter(|one| {
            matches!(
                one.kind,
                Kind::Create | Kind::Update | Kind::Adopt | Kind::Delete | Kind::Same
            )
        });
        ours.filter_map(|one| match &one.subject {
            Subject::Role { id, .. } => Some(id),
            Subject::Assignment { name, .. } => name.as_ref(),
        })
    }

    /// Counts the changes of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        let changes = self.changes.iter().filter(|one| one.kind == kind).count();
        match kind {
            Kind::Foreign => changes + self.others.foreign.len(),
            Kind::Given => changes + self.others.given.len(),
            _ => changes,
        }
    }

    /// Tells whether anything has to be written.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(|one| !one.writes.is_empty())
    }

    /// Tells whether more may have to change than the plan can know.
    pub fn is_incomplete(&self) -> bool {
        let open = |one: &Change| matches!(one.kind, Kind::Unresolved | Kind::Unknown);
        !self.unread.is_empty() || self.changes.iter().any(open)
    }
}

/// What happens to one role definition or role assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change.
    pub kind: Kind,
    /// What it is about.
    pub subject: Subject,
    /// What differs between Azure and the policy.
    pub differences: Vec<Difference>,
    /// Where the policy asks for it.
    pub places: Vec<Span>,
    /// What else a reader has to know.
    pub notes: Vec<String>,
    /// Why it is refused.
    pub refusal: Option<Box<Refusal>>,
    /// What it does to access.
    pub effect: Option<Box<Effect>>,
    /// What is written, and when.
    pub writes: Vec<(Phase, Write)>,
}

impl Change {
    /// Makes a change that writes nothing yet.
    pub(super) fn new(kind: Kind, subject: Subject, places: Vec<Span>) -> Self {
        Self {
            kind,
            subject,
            differences: Vec::new(),
            places,
            notes: Vec::new(),
            refusal: None,
            effect: None,
            writes: Vec::new(),
        }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(super) fn write(mut self, phase: Phase, write: Write) -> Self {
        self.writes.push((phase, write));
        self
    }

    pub(super) fn refuse(mut self, refusal: Refusal) -> Self {
        self.kind = Kind::Refused;
        self.refusal = Some(Box::new(refusal));
        self
    }
}

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Azure lacks it.
    Create,
    /// It is ours, and Azure has it otherwise.
    Update,
    /// Azure has it without our marker; it becomes ours.
    Adopt,
    /// It is ours and not declared any more.
    Delete,
    /// It must not, or Azure would not let it, be done.
    Refused,
    /// The object id of its principal is not known.
    Unresolved,
    /// What Azure has there was not read.
    Unknown,
    /// A role that is not declared any more and that somebody still holds.
    Waiting,
    /// It carries our marker, and it is not sure that it is ours; never deleted.
    Suspicious,
    /// A built-in role that the policy counts on is not what the catalogue says.
    BuiltInChanged,
    /// Azure granted it by itself.
    Given,
    /// It is not ours.
    Foreign,
    /// Azure has it as the policy asks.
    Same,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Create,
        Self::Update,
        Self::Adopt,
        Self::Delete,
        Self::Refused,
        Self::Unresolved,
        Self::Unknown,
        Self::Waiting,
        Self::Suspicious,
        Self::BuiltInChanged,
        Self::Given,
        Self::Foreign,
        Self::Same,
    ];

    /// Returns its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Adopt => "adopt",
            Self::Delete => "delete",
            Self::Refused => "refused",
            Self::Unresolved => "unresolved",
            Self::Unknown => "unknown",
            Self::Waiting => "waiting",
            Self::Suspicious => "suspicious",
            Self::BuiltInChanged => "built-in-changed",
            Self::Given => "given",
            Self::Foreign => "foreign",
            Self::Same => "same",
        }
    }

    /// Returns its sign at the beginning of a line.
    pub fn sign(self) -> char {
        match self {
            Self::Create => '+',
            Self::Update | Self::BuiltInChanged => '~',
            Self::Adopt => '>',
            Self::Delete => '-',
            Self::Refused => '!',
            Self::Unresolved | Self::Unknown | Self::Waiting | Self::Suspicious => '?',
            Self::Given | Self::Foreign | Self::Same => ' ',
        }
    }
}

/// A role definition or a role assignment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A role definition.
    Role {
        /// Its display name.
        name: SmolStr,
        /// Its GUID.
        id: SmolStr,
    },
    /// A role assignment.
    Assignment {
        /// The id of the scope.
        scope: SmolStr,
        /// Who.
        who: Who,
        /// The display name of the role.
        role: SmolStr,
        /// The GUID of the role.
        role_id: SmolStr,
        /// The GUID that ends its id; none where the object id is not known.
        name: Option<SmolStr>,
    },
}

/// Somebody whom an assignment is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Who {
    /// The name in the policy, else the display name, else the object id.
    pub name: SmolStr,
    /// The object id.
    pub id: Option<SmolStr>,
    /// Azure's word for what it is.
    pub kind: &'static str,
}

/// What differs in one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The property.
    pub what: &'static str,
    /// What Azure has and the policy does not ask for.
    pub old: Vec<String>,
    /// What the policy asks for and Azure does not have.
    pub new: Vec<String>,
}

/// Something that was not read of a scope that the policy touches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The id of the scope.
    pub scope: SmolStr,
    /// What was not read.
    pub what: &'static str,
    /// Why.
    pub reason: String,
}
