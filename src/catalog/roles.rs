//! Built-in roles: their names, former names, and permission blocks decoded when asked for.

use std::cmp::Ordering;

use super::format::{
    ALIAS_RECORD, BLOCK_RECORD, GONE_RECORD, INDEX, LIST, NONE, PATTERN_RECORD, REFERENCE,
    ROLE_RECORD, u16_at, u32_at,
};
use super::operations::{OperationId, compare, partition};
use super::store::Catalog;
use crate::model::permission::{Block, Pattern, Plane};

/// The position of a built-in role in its catalogue, ordered by lower-case name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleId(pub u32);

/// One built-in role.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinRole<'catalog> {
    catalog: &'catalog Catalog,
    role: RoleId,
}

/// A name that a built-in role had before.
#[derive(Debug, Clone, Copy)]
pub struct Alias<'catalog> {
    /// The former name.
    pub former: &'static str,
    /// When the name changed, as far as it is known.
    pub since: &'static str,
    /// The role that had it.
    pub role: BuiltinRole<'catalog>,
}

/// One permission block of a built-in role, read in place.
#[derive(Debug, Clone, Copy)]
pub struct BlockView<'catalog> {
    catalog: &'catalog Catalog,
    start: usize,
}

/// One entry of a permission list of a built-in role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RolePattern {
    /// The text as Azure publishes it (two entries end in a blank).
    pub text: &'static str,
    /// The operation that it names in the plane of its list, if it is no wildcard and known.
    pub operation: Option<OperationId>,
}

impl Catalog {
    /// Lists the built-in roles in order of their lower-case names.
    pub fn builtin_roles(&self) -> impl ExactSizeIterator<Item = BuiltinRole<'_>> {
        let count = u32::try_from(self.roles.len() / ROLE_RECORD).unwrap_or(u32::MAX);
        (0..count).map(|at| self.builtin(RoleId(at)))
    }

    /// Reads a built-in role by position; one past the end has no name and no blocks.
    pub fn builtin(&self, role: RoleId) -> BuiltinRole<'_> {
        BuiltinRole {
            catalog: self,
            role,
        }
    }

    /// Finds a built-in role by its GUID, ignoring case.
    pub fn builtin_by_id(&self, id: &str) -> Option<BuiltinRole<'_>> {
        let at_position = |at: usize| self.builtin(RoleId(u32_at(self.roles_by_id, at * INDEX)));
        let count = self.roles_by_id.len() / INDEX;
        let at = partition(count, |at| {
            compare(at_position(at).id(), id) == Ordering::Less
        });
        let found = (at < count).then(|| at_position(at))?;
        found.id().eq_ignore_ascii_case(id).then_some(found)
    }

    /// Finds a built-in role by its display name, ignoring case.
    pub fn builtin_by_name(&self, name: &str) -> Option<BuiltinRole<'_>> {
        let roles = self.builtin_roles();
        let count = roles.len();
        let name = name.trim_end();
        let role = |at: usize| self.builtin(RoleId(u32::try_from(at).unwrap_or(u32::MAX)));
        let at = partition(count, |at| compare(role(at).name(), name) == Ordering::Less);
        let found = (at < count).then(|| role(at))?;
        // One published name ends in a blank, which nobody would write.
        let same = found.name().trim_end().eq_ignore_ascii_case(name);
        same.then_some(found)
    }

    /// Finds the built-in role that had a display name before, ignoring case.
    pub fn builtin_alias(&self, name: &str) -> Option<Alias<'_>> {
        self.aliases()
            .find(|alias| alias.former.eq_ignore_ascii_case(name))
    }

    /// Lists the former names in order.
    pub fn aliases(&self) -> impl Iterator<Item = Alias<'_>> {
        (0..self.aliases.len() / ALIAS_RECORD)
            .map(|at| at * ALIAS_RECORD)
            .map(|at| Alias {
                former: self.reference(self.aliases, at),
                since: self.reference(self.aliases, at + REFERENCE),
                role: self.builtin(RoleId(u32_at(self.aliases, at + 2 * REFERENCE))),
            })
    }
}

impl<'catalog> BuiltinRole<'catalog> {
    /// Returns the position in the catalogue.
    pub fn position(&self) -> RoleId {
        self.role
    }

    /// Returns the GUID.
    pub fn id(&self) -> &'static str {
        self.catalog.reference(self.catalog.roles, self.start())
    }

    /// Returns the display name.
    pub fn name(&self) -> &'static str {
        self.catalog
            .reference(self.catalog.roles, self.start() + REFERENCE)
    }

    /// Returns the day on which Azure listed it last, if it does not any more.
    pub fn last_seen(&self) -> Option<&'static str> {
        let gone = self.catalog.gone_roles;
        let mut starts = (0..gone.len()).step_by(GONE_RECORD);
        let at = starts.find(|at| u32_at(gone, *at) == self.role.0)?;
        Some(self.catalog.reference(gone, at + INDEX))
    }

    /// Lists the names that it had before.
    pub fn former_names(&self) -> impl Iterator<Item = &'static str> + use<'catalog> {
        let role = self.role;
        self.catalog
            .aliases()
            .filter(move |alias| alias.role.role == role)
            .map(|alias| alias.former)
    }

    /// Lists the permission blocks, read in place.
    pub fn block_views(
        &self,
    ) -> impl ExactSizeIterator<Item = BlockView<'catalog>> + use<'catalog> {
        let (catalog, at) = (self.catalog, self.start() + 2 * REFERENCE);
        let first = u32_at(catalog.roles, at) as usize;
        (0..u16_at(catalog.roles, at + 4)).map(move |offset| {
            let start = (first + usize::from(offset)).saturating_mul(BLOCK_RECORD);
            BlockView { catalog, start }
        })
    }

    /// Decodes the permission blocks.
    pub fn blocks(&self) -> Vec<Block> {
        self.block_views().map(|block| block.decode()).collect()
    }

    fn start(&self) -> usize {
        (self.role.0 as usize).saturating_mul(ROLE_RECORD)
    }
}

impl<'catalog> BlockView<'catalog> {
    /// Returns the condition of the block itself.
    pub fn condition(&self) -> Option<&'static str> {
        let text = self.catalog.reference(self.catalog.blocks, self.start);
        (!text.is_empty()).then_some(text)
    }

    /// Returns the version of the condition language, such as `2.0`.
    pub fn condition_version(&self) -> Option<&'static str> {
        let text = self
            .catalog
            .reference(self.catalog.blocks, self.start + REFERENCE);
        (!text.is_empty()).then_some(text)
    }

    /// Lists the granted patterns of a plane.
    pub fn granted(&self, plane: Plane) -> impl Iterator<Item = RolePattern> + use<'catalog> {
        self.list(if plane == Plane::Control { 0 } else { 2 }, plane)
    }

    /// Lists the patterns that are cut from a plane.
    pub fn cut(&self, plane: Plane) -> impl Iterator<Item = RolePattern> + use<'catalog> {
        self.list(if plane == Plane::Control { 1 } else { 3 }, plane)
    }

    /// Decodes the block.
    pub fn decode(&self) -> Block {
        let patterns = |list: RolePattern| Pattern::new(list.text);
        Block {
            actions: self.granted(Plane::Control).map(patterns).collect(),
            not_actions: self.cut(Plane::Control).map(patterns).collect(),
            data_actions: self.granted(Plane::Data).map(patterns).collect(),
            not_data_actions: self.cut(Plane::Data).map(patterns).collect(),
            condition: self.condition().map(Into::into),
        }
    }

    fn list(
        &self,
        which: usize,
        plane: Plane,
    ) -> impl Iterator<Item = RolePattern> + use<'catalog> {
        let catalog = self.catalog;
        let at = self.start + 2 * REFERENCE + which * LIST;
        let first = u32_at(catalog.blocks, at) as usize;
        (0..u16_at(catalog.blocks, at + 4)).map(move |offset| {
            let at = (first + usize::from(offset)).saturating_mul(INDEX);
            catalog.pattern(u32_at(catalog.pool, at) as usize, plane)
        })
    }
}

impl Catalog {
    fn pattern(&self, at: usize, plane: Plane) -> RolePattern {
        let start = at.saturating_mul(PATTERN_RECORD);
        let column = if plane == Plane::Control {
            REFERENCE
        } else {
            REFERENCE + 4
        };
        let operation = u32_at(self.patterns, start + column);
        RolePattern {
            text: self.reference(self.patterns, start),
            operation: (operation != NONE).then_some(OperationId(operation)),
        }
    }
}
