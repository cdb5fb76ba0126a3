//! What is gained at the end of a journey and was not held before.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::access::{Access, Gained, Origin, RoleId};
use crate::algebra::OperationSet;
use crate::catalog::{Operation, OperationId, Risk};
use crate::lint::grade::{applies, resource_type};
use crate::lint::view::View;
use crate::model::permission::Plane;
use crate::model::{Kind, PrincipalId, ScopeId};
use crate::support::hash::HashMap;

/// What something gained is good for, from the lightest to the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum Worth {
    /// Content is read.
    Read,
    /// Resources are changed.
    Change,
    /// Content is changed.
    Write,
    /// Secrets are read that open something else.
    Secrets,
    /// Access is handed out, or others are acted for.
    Access,
}

/// One grant of whom a journey comes to.
#[derive(Debug, Clone)]
pub(in crate::lint) struct Prize {
    /// The position of the grant in the world.
    pub(in crate::lint) grant: usize,
    /// Where.
    pub(in crate::lint) scope: ScopeId,
    /// What it is good for and an operation that shows it, the gravest first; of everything at a
    /// scope, none.
    pub(in crate::lint) worth: Shown,
}

impl Prize {
    /// Returns the gravest that it is good for.
    pub(in crate::lint) fn gravest(&self) -> Option<Worth> {
        self.worth.first().map(|(worth, _)| *worth)
    }

    /// Tells whether it is good for something.
    pub(in crate::lint) fn has(&self, worth: Worth) -> bool {
        self.worth.iter().any(|(one, _)| *one == worth)
    }
}

/// What a grant is good for, each with an operation that shows it.
type Shown = Vec<(Worth, Option<OperationId>)>;

/// Operations by what they are good for, the gravest first.
type Sorted = Vec<(Worth, Risk, OperationSet)>;

/// Finds prizes; what somebody holds at a scope is worked out once.
pub(super) struct Finder<'f, 'v> {
    view: &'f View<'v>,
    access: &'f Access<'f>,
    held: RefCell<HashMap<(PrincipalId, ScopeId), Rc<OperationSet>>>,
    sorted: RefCell<HashMap<(u32, Option<&'static str>), Sorted>>,
}

impl<'f, 'v> Finder<'f, 'v> {
    pub(super) fn of(view: &'f View<'v>, access: &'f Access<'f>) -> Self {
        Self {
            view,
            access,
            held: RefCell::default(),
            sorted: RefCell::default(),
        }
    }

    /// Lists what one principal holds that another does not, the gravest first.
    pub(super) fn prizes(&self, who: PrincipalId, to: PrincipalId) -> Vec<Prize> {
        let holders = self.access.holders(to).iter();
        let grants = holders.flat_map(|holder| self.access.own_grants(*holder));
        let mut prizes: Vec<_> = grants.filter_map(|grant| self.prize(who, grant)).collect();
        // Images that are pulled to start with say less than anything else that is read.
        let pulled = |prize: &Prize| self.kind(prize.scope) == Some(Kind::ContainerRegistry);
        prizes.sort_by_key(|one| (Reverse(one.gravest()), pulled(one), one.grant));
        prizes
    }

    fn prize(&self, who: PrincipalId, at: usize) -> Option<Prize> {
        let world = self.access.world();
        let grant = world.grants.get(at)?;
        let held = self.held(who, grant.scope);
        let gained = world.parties.get(grant.principal.index())?.gained;
        let worth = if matches!(gained, Some(Gained::Everything(_))) {
            self.of_everything(&held)?
        } else {
            // A grant of Azure under a condition means only what belongs to the thing itself.
            let own = matches!(grant.origin, Origin::Azure(_)) && grant.condition.is_some();
            let mut worth = if own {
                Vec::new()
            } else {
                self.beyond(grant.role, grant.scope, &held)?
            };
            // Keys open data, and no roles.
            if gained.is_some() {
                worth.retain(|(worth, _)| *worth != Worth::Access);
            }
            worth
        };
        (!worth.is_empty()).then_some(Prize {
            grant: at,
            scope: grant.scope,
            worth,
        })
    }

    /// Tells what everything at a scope is good for; none where it is handed out already.
    fn of_everything(&self, held: &OperationSet) -> Option<Shown> {
        let assigns = "Microsoft.Authorization/roleAssignments/write";
        let id = self.view.catalog.find(Plane::Control, assigns)?;
        (!held.contains(id)).then(|| vec![(Worth::Access, None)])
    }

    fn kind(&self, scope: ScopeId) -> Option<Kind> {
        self.view.model.scope(scope).map(|scope| scope.kind)
    }

    fn held(&self, who: PrincipalId, scope: ScopeId) -> Rc<OperationSet> {
        let known = self.held.borrow().get(&(who, scope)).map(Rc::clone);
        known.unwrap_or_else(|| {
            let lower = Rc::new(self.access.effective_at(who, scope).lower);
            let mut all = self.held.borrow_mut();
            all.insert((who, scope), Rc::clone(&lower));
            lower
        })
    }

    /// Tells what a role is good for at a scope beyond what is held there, each with the gravest
    /// operation that shows it.
    fn beyond(&self, role: RoleId, scope: ScopeId, held: &OperationSet) -> Option<Shown> {
        let kind = resource_type(self.view, scope);
        let key = (self.access.blocks_of(role)?, kind);
        let mut sorted = self.sorted.borrow_mut();
        let sorted = sorted
            .entry(key)
            .or_insert_with(|| self.sort(role, kind).unwrap_or_default());
        let mut found: Shown = Vec::new();
        for (worth, _, set) in sorted.iter() {
            if found.last().is_none_or(|(known, _)| known != worth) {
                let new = set.first_beyond(held);
                found.extend(new.map(|id| (*worth, Some(id))));
            }
        }
        Some(found)
    }

    /// Sorts what a role possibly reaches on a kind of resource by what it is good for, the gravest
    /// first; this takes a look at every operation, and is done once.
    fn sort(&self, role: RoleId, kind: Option<&str>) -> Option<Sorted> {
        let mut found: BTreeMap<(Worth, Risk), OperationSet> = BTreeMap::new();
        for id in self.access.reach(role)?.upper.ids() {
            let operation = self.view.catalog.operation(id);
            let Some(worth) = worth(&operation).filter(|_| applies(operation.name, kind)) else {
                continue;
            };
            let set = found.entry((worth, operation.risk));
            set.or_insert_with(OperationSet::empty).insert(id);
        }
        let gravest_first = found.into_iter().rev();
        let sorted = gravest_first.map(|((worth, risk), set)| (worth, risk, set));
        Some(sorted.collect())
    }
}

/// What signs links to data with the signer's own rights: it opens nothing else.
const SIGNS_AS_ITSELF: &str =
    "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action";

/// Tells what an operation is good for to somebody who comes to it; none where it only looks.
fn worth(operation: &Operation) -> Option<Worth> {
    if operation.name.eq_ignore_ascii_case(SIGNS_AS_ITSELF) {
        return None;
    }
    let is_data = operation.plane == Plane::Data;
    // What Azure's own authorisation reads and issues opens nothing of a resource.
    let everywhere = operation.name.starts_with("Microsoft.Authorization/");
    Some(match operation.risk {
        Risk::AccessControl | Risk::Identity => Worth::Access,
        Risk::Secrets if !everywhere => Worth::Secrets,
        Risk::ChangeContent | Risk::Destroy if is_data => Worth::Write,
        Risk::ReadContent => Worth::Read,
        Risk::Observe => return None,
        _ if is_data || everywhere => return None,
        _ => Worth::Change,
    })
}
