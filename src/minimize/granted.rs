//! What a policy set grants to one identity, with everything that its groups bring.

use std::cell::OnceCell;

use crate::algebra::Reach;
use crate::catalog::Catalog;
use crate::compile::Compiled;
use crate::model::permission::Block;
use crate::model::{Model, PrincipalId};
use crate::model::given::Means;
use crate::support::hash::HashMap;

/// The grants of a policy set, ready to be asked for.
#[derive(Debug)]
pub struct Granted<'a> {
    catalog: &'a Catalog,
    model: &'a Model,
    compiled: &'a Compiled,
    /// The roles that each principal holds itself, by position.
    held: HashMap<PrincipalId, Vec<usize>>,
    /// What each role reaches, worked out when it is first needed.
    reaches: Vec<OnceCell<Reach>>,
    /// What Azure gives each principal by itself, by position.
    given: HashMap<PrincipalId, Vec<usize>>,
}

impl<'a> Granted<'a> {
    /// Sorts the grants of a policy set by who holds them.
    pub fn new(catalog: &'a Catalog, model: &'a Model, compiled: &'a Compiled) -> Self {
        let mut held: HashMap<PrincipalId, Vec<usize>> = HashMap::default();
        for assignment in &compiled.assignments {
            let roles = held.entry(assignment.principal).or_default();
            roles.push(assignment.role.index());
        }
        let mut given: HashMap<PrincipalId, Vec<usize>> = HashMap::default();
        for (at, one) in model.given.iter().enumerate() {
            given.entry(one.principal).or_default().push(at);
        }
        Self {
            catalog,
            model,
            compiled,
            held,
            reaches: compiled.roles.iter().map(|_| OnceCell::new()).collect(),
            given,
        }
    }

    /// Works out what a principal may do anywhere, its groups' grants included.
    pub fn of(&self, principal: PrincipalId) -> Reach {
        let mut all = Reach::default();
        for holder in self.model.memberships(principal) {
            for role in self.held.get(&holder).into_iter().flatten() {
                if let Some(reach) = self.role(*role) {
                    add(&mut all, reach);
                }
            }
            for one in self.given.get(&holder).into_iter().flatten() {
                add(&mut all, &self.by_azure(*one));
            }
        }
        all
    }

    fn role(&self, at: usize) -> Option<&Reach> {
        let blocks = &self.compiled.roles.get(at)?.blocks;
        let made = || Reach::of_blocks(self.catalog, blocks);
        Some(self.reaches.get(at)?.get_or_init(made))
    }

    fn by_azure(&self, at: usize) -> Reach {
        let one = self.model.given.get(at);
        let role = one.and_then(|one| self.catalog.builtin_by_id(&one.role));
        let mut blocks: Vec<Block> = role.map(|role| role.blocks()).unwrap_or_default();
        if one.is_some_and(|one| one.means == Means::OwnPartsOnly) {
            for block in &mut blocks {
                block.condition.get_or_insert("the resource's own".into());
            }
        }
        Reach::of_blocks(self.catalog, &blocks)
    }
}

fn add(all: &mut Reach, other: &Reach) {
    all.lower.union_with(&other.lower);
    all.upper.union_with(&other.upper);
}
