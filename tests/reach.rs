//! Reach: each kind of step alone, and policies in which several come together.

mod edges;
mod page;
pub(crate) mod policies;
mod shapes;

use rolewright::access::{Access, Grant, Origin, Party, Place, Role, RoleId, Schedule, World};
use rolewright::algebra::Bound;
use rolewright::catalog::Catalog;
use rolewright::model::permission::{Block, Pattern, Plane};
use rolewright::model::{Kind, PrincipalId, PrincipalKind, ScopeId};
use rolewright::reach::Reach;

/// A world that is built piece by piece.
#[derive(Default)]
pub(crate) struct Small(pub(crate) World);

impl Small {
    pub(crate) fn party(&mut self, name: &str) -> PrincipalId {
        self.0.parties.push(Party {
            name: name.into(),
            kind: PrincipalKind::User,
            object_id: None,
            member_of: Vec::new(),
            environment: None,
            tier: None,
            labels: Vec::new(),
            resource: None,
            implicit_of: None,
            federated: Vec::new(),
            declared: true,
            gained: None,
        });
        PrincipalId::new(self.0.parties.len() - 1)
    }

    pub(crate) fn place(
        &mut self,
        id: &str,
        kind: Option<Kind>,
        parent: Option<ScopeId>,
    ) -> ScopeId {
        self.0.places.push(Place {
            name: id.into(),
            id: id.into(),
            kind,
            parent,
            environment: None,
            tier: None,
            identity: None,
            links: Vec::new(),
            settings: Vec::new(),
            labels: Vec::new(),
        });
        ScopeId::new(self.0.places.len() - 1)
    }

    pub(crate) fn at(&mut self, scope: ScopeId) -> &mut Place {
        &mut self.0.places[scope.index()]
    }

    /// Grants one operation.
    pub(crate) fn grant(&mut self, who: PrincipalId, (plane, name): (Plane, &str), scope: ScopeId) {
        let mut block = Block::default();
        let list = match plane {
            Plane::Control => &mut block.actions,
            Plane::Data => &mut block.data_actions,
        };
        list.push(Pattern::new(name));
        self.grant_blocks(who, block, scope);
    }

    pub(crate) fn grant_blocks(
        &mut self,
        who: PrincipalId,
        block: Block,
        scope: ScopeId,
    ) -> RoleId {
        self.0.roles.push(Role {
            name: "role".into(),
            guid: "".into(),
            stage: None,
            custom: false,
            assignable: Vec::new(),
            blocks: vec![block],
        });
        let role = RoleId::new(self.0.roles.len() - 1);
        self.0.grants.push(Grant {
            principal: who,
            role,
            scope,
            condition: None,
            schedule: Schedule::Standing,
            until: None,
            origin: Origin::Observed(0),
        });
        role
    }

    /// Whom somebody surely and possibly becomes, by name.
    pub(crate) fn becomes(&self, who: PrincipalId) -> [Vec<String>; 2] {
        let world = self.0.clone().with_gains();
        let access = Access::new(&world, Catalog::embedded());
        let reach = Reach::of(&access);
        [Bound::Lower, Bound::Upper].map(|bound| {
            let others = reach.becomes(who, bound);
            let names = others.map(|id| world.parties[id.index()].name.to_string());
            let mut names: Vec<_> = names.collect();
            names.sort();
            names
        })
    }
}
