//! What effective access depends on, as plain data: who there is, where, and who holds what.

use smol_str::SmolStr;

use crate::model::date::Day;
use crate::model::permission::Block;
use crate::model::principal::Federation;
use crate::model::{Kind, PrincipalId, PrincipalKind, ScopeId, Tier};

crate::model::index! {
    /// Identifies a role of a [`World`].
    RoleId
}

/// Everything that a question about access is asked of.
///
/// Principals and scopes of a policy stand first and keep the ids that they have in its model.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Who there is.
    pub parties: Vec<Party>,
    /// Where something may be held.
    pub places: Vec<Place>,
    /// What may be held.
    pub roles: Vec<Role>,
    /// Who holds what where.
    pub grants: Vec<Grant>,
    /// What is denied.
    pub denials: Vec<Denial>,
    /// The groups whose members were not all read: anybody may be in them.
    pub open: Vec<PrincipalId>,
    /// What was not read, so that no answer may rest on its absence.
    pub gaps: Vec<Gap>,
}

impl World {
    /// Returns this world with some of its grants alone, and without denials and gaps.
    pub fn only(&self, keep: impl Fn(Origin) -> bool) -> Self {
        let grants = self.grants.iter().filter(|grant| keep(grant.origin));
        Self {
            parties: self.parties.clone(),
            places: self.places.clone(),
            roles: self.roles.clone(),
            grants: grants.cloned().collect(),
            ..Self::default()
        }
    }
}

/// One principal.
#[derive(Debug, Clone)]
pub struct Party {
    /// Its name as a policy writes it, `trainer@dev`; its display name where no policy declares it.
    pub name: SmolStr,
    /// What kind of principal.
    pub kind: PrincipalKind,
    /// Its object id in lower case, where it is known.
    pub object_id: Option<SmolStr>,
    /// The groups that hold it.
    pub member_of: Vec<PrincipalId>,
    /// The environment of an instance.
    pub environment: Option<SmolStr>,
    /// The tier of that environment.
    pub tier: Option<Tier>,
    /// Its labels.
    pub labels: Vec<SmolStr>,
    /// The resource of a user-assigned identity.
    pub resource: Option<ScopeId>,
    /// The resource that has it by itself.
    pub implicit_of: Option<ScopeId>,
    /// The tokens of other issuers that it trusts.
    pub federated: Vec<Federation>,
    /// The policy declares it.
    pub declared: bool,
    /// It is no principal of the directory but what a step of reach gains.
    pub gained: Option<Gained>,
}

impl Party {
    /// Makes a principal of which nothing but its name and kind is known.
    pub fn new(name: SmolStr, kind: PrincipalKind) -> Self {
        Self {
            name,
            kind,
            object_id: None,
            member_of: Vec::new(),
            environment: None,
            tier: None,
            labels: Vec::new(),
            resource: None,
            implicit_of: None,
            federated: Vec::new(),
            declared: false,
            gained: None,
        }
    }
}

/// What a step of reach gains without becoming a principal of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gained {
    /// Everything at a scope and below.
    Everything(ScopeId),
    /// What the keys of a thing open.
    Data(ScopeId),
    /// A token of another issuer that an identity trusts.
    Token(PrincipalId),
}

/// One scope.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its name as a policy writes it, `churn@dev`; its resource id where no policy declares it.
    pub name: SmolStr,
    /// Its resource id in lower case, without a slash at the end; empty for the root.
    pub id: SmolStr,
    /// What kind of thing it is, where that is known.
    pub kind: Option<Kind>,
    /// The scope above it, where one is known.
    pub parent: Option<ScopeId>,
    /// The environment that it is in.
    pub environment: Option<SmolStr>,
    /// The tier of that environment.
    pub tier: Option<Tier>,
    /// Who acts for whatever runs there.
    pub identity: Option<PrincipalId>,
    /// What a workspace uses.
    pub links: Vec<ScopeId>,
    /// What is known of its configuration: `shared-keys` is `off`.
    pub settings: Vec<(SmolStr, SmolStr)>,
    /// Its labels.
    pub labels: Vec<SmolStr>,
}

impl Place {
    /// Returns what is known of one setting.
    pub fn setting(&self, key: &str) -> Option<&str> {
        let found = self.settings.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the resource type of its id, in lower case: `microsoft.compute/virtualmachines`.
    pub fn azure_type(&self) -> Option<String> {
        azure_type(&self.id)
    }
}

/// Returns the resource type of a resource id: `microsoft.compute/virtualmachines`.
pub(crate) fn azure_type(id: &str) -> Option<String> {
    let (_, resource) = id.rsplit_once("/providers/")?;
    let mut segments = resource.split('/');
    let provider = segments.next()?;
    let types: Vec<_> = segments.step_by(2).collect();
    (!types.is_empty()).then(|| format!("{provider}/{}", types.join("/")))
}

/// One role definition.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its display name.
    pub name: SmolStr,
    /// Its GUID in lower case.
    pub guid: SmolStr,
    /// The stage that it is composed for.
    pub stage: Option<SmolStr>,
    /// It is no built-in role.
    pub custom: bool,
    /// Where it may be assigned, as resource ids in lower case; empty where that is not known.
    pub assignable: Vec<SmolStr>,
    /// Its permission blocks.
    pub blocks: Vec<Block>,
}

/// Who asks for a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// The policy: a position in [`Compiled::assignments`](crate::compile::Compiled::assignments).
    Policy(usize),
    /// Azure gives it by itself: a position in [`Model::given`](crate::model::Model::given).
    Azure(usize),
    /// It was read from Azure: a position in the snapshot's role assignments.
    Observed(usize),
    /// It is what a step of reach gains.
    Gained,
}

/// When a grant counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Schedule {
    /// Always.
    Standing,
    /// After it is activated.
    Eligible,
}

/// One role for one principal at one scope.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Who.
    pub principal: PrincipalId,
    /// What.
    pub role: RoleId,
    /// Where.
    pub scope: ScopeId,
    /// The text that has to hold; its meaning is not looked at.
    pub condition: Option<SmolStr>,
    /// When.
    pub schedule: Schedule,
    /// The last day on which it counts, where it has an end.
    pub until: Option<Day>,
    /// Who asks for it.
    pub origin: Origin,
}

/// A deny assignment.
#[derive(Debug, Clone)]
pub struct Denial {
    /// Its display name.
    pub name: SmolStr,
    /// Where.
    pub scope: ScopeId,
    /// What is denied, block by block.
    pub blocks: Vec<Block>,
    /// Everyone is denied.
    pub everyone: bool,
    /// Who is denied.
    pub principals: Vec<PrincipalId>,
    /// Who is not, groups among them.
    pub excluded: Vec<PrincipalId>,
    /// What lies below the scope is left alone.
    pub not_below: bool,
    /// The text that has to hold.
    pub condition: Option<SmolStr>,
}

/// What something that was not read may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hides {
    /// Somebody may hold more.
    Access,
    /// Somebody may be denied more.
    Denials,
}

/// Something that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What it may change.
    pub hides: Hides,
    /// Whom it is about; none means everyone.
    pub principal: Option<PrincipalId>,
    /// Where; none means everywhere. It counts there and below.
    pub scope: Option<ScopeId>,
    /// What was not read: "the members of group `x`".
    pub what: SmolStr,
}
