//! What an earlier resolving found out and a later one need not find out again.

use super::Resolver;
use crate::model::access::Written;
use crate::model::permission::Block;
use crate::model::{Model, Role, RoleId};
use crate::source::{FileId, Span};
use crate::support::hash::HashMap;

/// What custom roles grant, by the place of their declarations.
///
/// The lists of a role say the same whatever stands elsewhere, so they are kept as long as the text
/// around them is the same; what a template made, what was complained about, and conditions, which
/// may name a `let`, are not.
#[derive(Debug, Default)]
pub struct Kept {
    roles: HashMap<Span, Lists>,
}

/// The blocks of a role, and its patterns as they are written.
type Lists = (Vec<Block>, Vec<Vec<Written>>);

impl Kept {
    /// Takes out of a model what the roles grant that were `plain` in it, of files whose text
    /// `is_same`.
    pub fn of(model: &mut Model, plain: &[RoleId], is_same: impl Fn(FileId) -> bool) -> Self {
        let mut roles = HashMap::default();
        roles.reserve(plain.len());
        for id in plain {
            let Some(role) = model.roles.get_mut(id.index()) else {
                continue;
            };
            let declared = model.declared.get(role.declared.index());
            if let Some(span) = declared
                .map(|one| one.span)
                .filter(|span| is_same(span.file))
            {
                let lists = (&mut role.blocks, &mut role.written);
                roles.insert(span, (std::mem::take(lists.0), std::mem::take(lists.1)));
            }
        }
        Self { roles }
    }
}

impl Resolver<'_> {
    /// Lays into a role the lists that are kept of its declaration; tells whether there were any.
    pub(super) fn lay_back(&mut self, role: &mut Role, declaration: Span) -> bool {
        let Some((blocks, written)) = self.kept.roles.remove(&declaration) else {
            return false;
        };
        (role.blocks, role.written) = (blocks, written);
        true
    }
}
