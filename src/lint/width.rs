//! How wide a role is, and how to make it narrower: questions that several rules ask.

use smol_str::SmolStr;
use std::collections::BTreeSet;

use super::patterns::PatternFact;
use super::view::View;
use crate::algebra::{Answer, Bound, Match, OperationSet, PermissionSet, Reach, matching};
use crate::catalog::{Access, Catalog, OperationId, Risk};
use crate::compile::{CompiledRoleId, without_declared};
use crate::diagnostic::Edit;
use crate::model::access::Written;
use crate::model::permission::Plane;
use crate::model::{Declared, Granted, RoleId};
use crate::source::Span;

/// A role that reaches more operations than this serves no task that could be named.
const SWEEPING: usize = 5_000;

/// The built-in role Contributor.
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";

/// More names than this make no exception that anybody would read.
const MANY_NAMES: usize = 12;

impl View<'_> {
    /// Returns the declaration of a custom role.
    pub fn declared_role(&self, role: RoleId) -> Option<&Declared> {
        self.model.declaration(self.model.role(role)?.declared)
    }

    /// Tells whether a role possibly reaches every control-plane operation, as Owner does.
    pub fn is_owner_equal(&self, id: CompiledRoleId) -> bool {
        let sweeping = self.reach(id).filter(|one| one.upper.len() >= SWEEPING);
        sweeping.is_some_and(|reach| {
            let id = |index: usize| OperationId(u32::try_from(index).unwrap_or(u32::MAX));
            let mut all = self.catalog.plane_set(Plane::Control).ones();
            all.all(|index| reach.upper.contains(id(index)))
        })
    }

    /// Tells whether a role possibly reaches everything that Contributor surely does.
    pub fn is_contributor_equal(&self, id: CompiledRoleId) -> bool {
        let whole = contributor(self.catalog);
        self.reach(id)
            .is_some_and(|reach| reach.upper.len() >= SWEEPING && whole.is_subset(&reach.upper))
    }

    /// Tells whether a role is equal to Owner or Contributor, which a rule tells of every such
    /// custom role, and others of every such grant.
    pub fn is_told_by_size(&self, id: CompiledRoleId) -> bool {
        self.is_contributor_equal(id) || self.is_owner_equal(id)
    }

    /// Keeps of what a role reaches that which its being equal to Owner or Contributor does not
    /// tell already.
    pub fn untold(&self, id: CompiledRoleId, reached: OperationSet) -> OperationSet {
        if self.is_owner_equal(id) {
            OperationSet::empty()
        } else if !reached.is_empty() && self.is_contributor_equal(id) {
            reached.difference(contributor(self.catalog))
        } else {
            reached
        }
    }

    /// Tells whether a role reads nearly everything, so that no single read is worth a word.
    pub fn reads_everything(&self, id: CompiledRoleId) -> bool {
        let reach = self.reach(id);
        reach.is_some_and(|reach| {
            reach.upper.len() >= SWEEPING
                && self.of_access(&reach.upper, Access::Read).len() >= SWEEPING
        })
    }

    /// Tells whether a role surely grants nothing.
    pub fn grants_nothing(&self, id: CompiledRoleId) -> bool {
        let reaches = self.reach(id).is_some_and(|reach| !reach.upper.is_empty());
        !reaches
            && self
                .set(id)
                .is_some_and(|set| set.is_empty(Bound::Upper) == Answer::Yes)
    }

    /// Lists the custom roles that some statement grants, wherever it leads.
    pub fn granted_roles(&self) -> BTreeSet<RoleId> {
        let statements = self.model.statements.iter();
        let roles = statements.filter_map(|statement| match statement.what {
            Granted::Role(role) => Some(role),
            _ => None,
        });
        roles.collect()
    }

    /// Keeps the operations whose lower-case name fits.
    pub fn among(&self, set: &OperationSet, fits: impl Fn(&str) -> bool) -> OperationSet {
        let mut name = String::new();
        keep(set, |id| {
            name.clear();
            name.push_str(self.catalog.name(id));
            name.make_ascii_lowercase();
            fits(&name)
        })
    }

    /// Keeps the operations of a risk class.
    pub fn of_risk(&self, set: &OperationSet, risk: Risk) -> OperationSet {
        keep(set, |id| self.catalog.operation(id).risk == risk)
    }

    /// Keeps the operations of an access level.
    pub fn of_access(&self, set: &OperationSet, access: Access) -> OperationSet {
        keep(set, |id| self.catalog.operation(id).access == access)
    }

    /// Keeps the operations of a plane.
    pub fn of_plane(&self, set: &OperationSet, plane: Plane) -> OperationSet {
        keep(set, |id| self.catalog.plane(id) == plane)
    }

    /// Keeps the operations that a block of a role still grants after its own cuts.
    pub fn left_in_block(&self, role: RoleId, block: usize, set: &OperationSet) -> OperationSet {
        let found = self
            .model
            .role(role)
            .and_then(|role| role.blocks.get(block));
        let Some(block) = found else {
            return OperationSet::empty();
        };
        let alone = PermissionSet::of(std::slice::from_ref(block));
        keep(set, |id| {
            alone.holds(Bound::Upper, self.catalog.plane(id), self.catalog.name(id))
        })
    }

    /// Tells whether the block or part of a pattern grants nothing at all on its plane.
    pub fn nothing_is_left(&self, fact: &PatternFact<'_>) -> bool {
        let on_plane = || {
            fact.list
                .iter()
                .filter(|other| other.plane == fact.written.plane)
        };
        let cut = |granted: &Written| {
            let sample = granted.pattern.as_str().replace('*', "any-word/any-word");
            let cuts = on_plane().filter(|other| other.cut);
            cuts.into_iter()
                .any(|other| matching(&other.pattern, &sample) == Match::Yes)
        };
        on_plane().filter(|other| !other.cut).all(cut)
    }

    /// Returns the edits after which a role no longer grants some operations: names leave their
    /// list, and what a wildcard covers joins the `except` list. Where nothing would be left, the
    /// role's declaration goes, and what grants it.
    pub fn cut_from_role(&self, role: RoleId, operations: &OperationSet) -> Vec<Edit> {
        let Some(found) = self.model.role(role) else {
            return Vec::new();
        };
        let planes = Plane::BOTH;
        let lists = found
            .written
            .iter()
            .flat_map(|list| planes.map(|plane| (list, plane)));
        let grants = |(list, plane): &(&Vec<Written>, Plane)| {
            list.iter().any(|one| !one.cut && one.plane == Some(*plane))
        };
        let cut: Vec<Option<Vec<Edit>>> = lists
            .filter(grants)
            .map(|(list, plane)| self.cut_from_list(list, plane, operations))
            .collect();
        if cut.iter().all(Option::is_none) {
            let what = Granted::Role(role);
            let declared = self.declared_role(role);
            return declared.map_or_else(Vec::new, |one| without_declared(self.model, one, &what));
        }
        // A list that would be empty beside one that stays is for a person to mend.
        let all: Option<Vec<Vec<Edit>>> = cut.into_iter().collect();
        all.unwrap_or_default().concat()
    }

    /// Cuts operations from one list; none if nothing would be left of it.
    fn cut_from_list(
        &self,
        list: &[Written],
        plane: Plane,
        operations: &OperationSet,
    ) -> Option<Vec<Edit>> {
        let of = |cut: bool| {
            let on_plane = list.iter().filter(|one| one.plane == Some(plane));
            on_plane.filter(|one| one.cut == cut).collect::<Vec<_>>()
        };
        let (granted, cut) = (of(false), of(true));
        let gone = self.of_plane(operations, plane);
        let (Some(first), Some(last)) = (granted.first(), granted.last()) else {
            return Some(Vec::new());
        };
        let whole = first.span.to(last.span);
        let mixed = |one: &Written| whole.contains(one.span) && !granted.contains(&one);
        if gone.is_empty() || list.iter().any(mixed) {
            return Some(Vec::new());
        }
        let (kept, names) = self.kept(&granted, plane, &gone);
        if kept.is_empty() {
            return None;
        }
        let mut text = kept.join(", ");
        let names = names.join(", ");
        let mut edits = Vec::new();
        match cut.last() {
            _ if names.is_empty() => {}
            Some(last) => edits.push(Edit::insert_after(last.span, format!(", {names}"))),
            None if plane == Plane::Control => text = format!("{text} except-actions {names}"),
            None => text = format!("{text} except-data-actions {names}"),
        }
        edits.push(Edit::replace(whole, text));
        Some(edits)
    }

    /// Tells what stays of a list without some operations, and which of them its wildcards would
    /// still cover. Wildcards that cover many of them go as a whole: nobody reads an exception of
    /// hundreds of names.
    fn kept(
        &self,
        granted: &[&Written],
        plane: Plane,
        gone: &OperationSet,
    ) -> (Vec<String>, Vec<String>) {
        let named = |one: &Written| {
            let id = self.catalog.find(plane, one.pattern.as_str());
            id.is_some_and(|id| gone.contains(id))
        };
        let covers = |one: &Written, id: OperationId| {
            matching(&one.pattern, self.catalog.name(id)) != Match::No
        };
        let broad = |one: &Written| {
            gone.ids()
                .filter(|id| covers(one, *id))
                .nth(MANY_NAMES)
                .is_some()
        };
        let kept: Vec<_> = granted
            .iter()
            .filter(|one| !named(one) && !broad(one))
            .collect();
        let left = gone
            .ids()
            .filter(|id| kept.iter().any(|one| covers(one, *id)));
        let names = left
            .map(|id| format!("\"{}\"", self.catalog.name(id)))
            .collect();
        let texts = kept
            .iter()
            .map(|one| format!("\"{}\"", one.pattern.as_str()));
        (texts.collect(), names)
    }

    /// Returns the edit that takes one element out of a bracketed list.
    pub fn element_removal(&self, list: &[(SmolStr, Span)], element: Span) -> Vec<Edit> {
        let Some(position) = list.iter().position(|(_, span)| *span == element) else {
            return Vec::new();
        };
        let next = list.get(position + 1).map(|(_, next)| next.start);
        let before = position.checked_sub(1).and_then(|index| list.get(index));
        vec![Edit::delete(match (next, before) {
            (Some(next), _) => Span::new(element.file, element.start, next),
            (None, Some((_, before))) => Span::new(element.file, before.end, element.end),
            (None, None) => element,
        })]
    }
}

/// Keeps the operations of a set that fit.
fn keep(set: &OperationSet, mut fits: impl FnMut(OperationId) -> bool) -> OperationSet {
    let mut kept = OperationSet::empty();
    set.ids()
        .filter(|id| fits(*id))
        .for_each(|id| kept.insert(id));
    kept
}

/// Returns what the built-in role Contributor surely reaches.
fn contributor(catalog: &Catalog) -> &OperationSet {
    struct Whole(OperationSet);
    let Whole(surely) = catalog.kept(|| {
        let role = catalog.builtin_by_id(CONTRIBUTOR);
        let reach = role.map(|role| Reach::of_builtin(catalog, role).lower);
        Whole(reach.unwrap_or_else(OperationSet::empty))
    });
    surely
}
