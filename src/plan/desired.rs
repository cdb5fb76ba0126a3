//! What the policy asks for, as far as leftovers have to know it.

use smol_str::SmolStr;

use super::Work;
use super::aim::Aim;
use super::change::{Change, Kind};
use super::found::Tuple;
use super::others::Names;
use super::principals::Wrong;
use super::roles::Roles;
use crate::compile::{Assignment, Compiled, CompiledRoleId, compile};
use crate::model::PrincipalId;
use crate::observed::RoleAssignment;
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};

/// An assignment that is asked for and whose object id or role in Azure is not known.
pub(super) struct Open {
    pub(super) who: Option<SmolStr>,
    pub(super) role: Option<SmolStr>,
    /// Whose it is.
    pub(super) name: String,
}

/// What the policy asks for.
pub(super) struct Desired<'s> {
    /// The principals to whom nothing may be assigned.
    pub(super) wrong: HashSet<PrincipalId>,
    /// The positions of the assignments in the snapshot that are asked for.
    pub(super) matched: HashSet<usize>,
    /// By scope.
    pub(super) open: HashMap<String, Vec<Open>>,
    /// The tuples that were asked for so far.
    pub(super) asked: HashSet<Tuple>,
    /// What must not be deleted although its last day has passed.
    pub(super) kept: HashMap<Tuple, Vec<Span>>,
    /// What Azure grants by itself.
    pub(super) given: HashSet<Tuple>,
    /// What people call what an assignment points to.
    names: Names<'s>,
}

impl<'s> Desired<'s> {
    pub(super) fn of(work: &Work<'s>, roles: &Roles<'_>, wrong: &Wrong) -> Self {
        let model = work.input.model;
        let given = model.given.iter().filter_map(|one| {
            let scope = model.scope(one.scope)?;
            let who = work.ids.known(one.principal)?;
            Some(Tuple::new(&scope.id, who, &one.role))
        });
        Self {
            wrong: wrong.who.clone(),
            matched: HashSet::default(),
            open: HashMap::default(),
            asked: HashSet::default(),
            kept: kept(work, roles),
            given: given.collect(),
            names: Names::of(
                model,
                (work.input.snapshot, &work.ids),
                work.input.compiled.catalog,
            ),
        }
    }

    /// Makes a change of an assignment that is in Azure and that nothing asks for.
    pub(super) fn change(&self, work: &Work<'_>, kind: Kind, one: &RoleAssignment) -> Change {
        Change::new(kind, self.names.subject(&work.index, one), Vec::new())
    }

    /// Remembers an assignment of which something is not known.
    pub(super) fn open(&mut self, scope: String, open: Open) {
        self.open.entry(scope).or_default().push(open);
    }

    /// Finds an assignment that is asked for and may be one that Azure has.
    pub(super) fn may_be(&self, tuple: &Tuple) -> Option<&str> {
        let open = self.open.get(&tuple.scope)?.iter();
        let mut fits = open.filter(|one| {
            one.who.as_ref().is_none_or(|who| *who == tuple.who)
                && one.role.as_ref().is_none_or(|role| *role == tuple.role)
        });
        fits.next().map(|one| one.name.as_str())
    }
}

/// Lists what grants ask for that are marked `keep`, whatever the day.
fn kept(work: &Work<'_>, roles: &Roles<'_>) -> HashMap<Tuple, Vec<Span>> {
    let model = work.input.model;
    let mut statements = model.statements.iter();
    let all = *work.input.aim != Aim::Hold;
    if !statements.any(|one| one.keep && (all || one.until.is_some())) {
        return HashMap::default();
    }
    let timeless = compile(model, work.input.compiled.catalog, None);
    // A role that only an expired grant has is not among those that are settled.
    let ids: HashMap<&str, &SmolStr> = work
        .input
        .compiled
        .roles
        .iter()
        .enumerate()
        .filter_map(|(at, role)| {
            let id = CompiledRoleId::new(at);
            Some((role.key.as_str(), &roles.get(id)?.id))
        })
        .collect();
    let tuples = timeless.assignments.iter().filter_map(|one| {
        let role = timeless.roles.get(one.role.index())?;
        let id = ids.get(role.key.as_str()).copied().unwrap_or(&role.guid);
        let scope = model.scope(one.scope)?;
        let who = work.ids.known(one.principal)?;
        let places = keeping(work, &timeless, one);
        (!places.is_empty()).then(|| (Tuple::new(&scope.id, who, id), places))
    });
    tuples.collect()
}

fn keeping(work: &Work<'_>, timeless: &Compiled, one: &Assignment) -> Vec<Span> {
    let statements = timeless.statements(work.input.model, one);
    statements
        .filter(|one| one.keep)
        .map(|one| one.span)
        .collect()
}
