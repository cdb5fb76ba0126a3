//! What holds at the tops, below them and above them.

mod at_once;
mod lists;

use futures_util::stream::{self, StreamExt as _};
use smol_str::SmolStr;

use super::collected::Collected;
use super::tops::{Level, Top, subscription};
use super::{Failure, Sources, Via, convert, unless_fatal};
use crate::azure::{Error, Manager, RoleFilter, ScheduleInstance};
use crate::model::Guid;
use crate::observed::Aspect;
use at_once::AtOnce;
use lists::{Lists, Role, Taken, joined, lists};

/// So many tops are read at once; each has several lists, and the client keeps to fewer calls.
const AT_ONCE: usize = 8;

/// What was read of the tops.
pub(super) struct Places {
    /// What was read of a list stays, even where the list broke off.
    taken: Taken,
    all: Option<AtOnce>,
    each: Vec<Lists>,
}

/// Reads every top, several at once.
pub(super) async fn read(sources: Sources<'_>, tops: &[Top]) -> Places {
    let taken = Taken::new();
    let all = async {
        match sources.via {
            Via::ResourceGraph => Some(at_once::read(sources.manager, tops, &taken).await),
            Via::ResourceManager => None,
        }
    };
    let reads = tops.iter().map(|top| lists(sources, top, &taken));
    let each = stream::iter(reads).buffered(AT_ONCE).collect();
    let (all, each) = futures_util::join!(all, each);
    Places { taken, all, each }
}

impl Places {
    /// Takes over what was read; the tree has to be there already.
    pub(super) fn take(self, tops: &[Top], collected: &mut Collected) -> Result<(), Failure> {
        collected.role_assignments(self.taken.list());
        if let Some(all) = self.all {
            all.take(tops, collected)?;
        }
        for (top, lists) in tops.iter().zip(self.each) {
            Found { top, collected }.all(lists)?;
        }
        Ok(())
    }
}

/// The built-in roles, or why they were not read.
pub(super) type BuiltIn = Result<Vec<Role>, String>;

/// Reads the built-in roles, which are the same everywhere: the first top that gives them is enough.
pub(super) async fn built_in(manager: &Manager, tops: &[Top]) -> Result<BuiltIn, Error> {
    let mut reason = String::new();
    for top in tops.iter().take(AT_ONCE) {
        let roles =
            manager.role_definitions(&top.id, RoleFilter::BuiltIn, convert::role_definition);
        match told(roles.await)? {
            Ok(roles) => return Ok(Ok(roles)),
            Err(refused) => reason = refused,
        }
    }
    Ok(Err(reason))
}

/// Takes the built-in roles over.
pub(super) fn take_built_in(roles: BuiltIn, tops: &[Top], collected: &mut Collected) {
    match roles {
        Ok(roles) => {
            let roles = roles.into_iter().flatten();
            roles.for_each(|one| collected.role_definition(one));
        }
        Err(reason) => {
            for top in tops {
                if !collected.is_absent(&top.id) {
                    collected.missing(Aspect::RoleDefinitions, &top.id, true, reason.clone());
                }
            }
        }
    }
}

/// Turns an error into why something was not read, unless it spoils all reading.
fn told<T>(read: Result<T, Error>) -> Result<Result<T, String>, Error> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(error) => unless_fatal(error).map(Err),
    }
}

/// What was found at a top, on its way to the rest.
struct Found<'f> {
    top: &'f Top,
    collected: &'f mut Collected,
}

impl Found<'_> {
    fn all(mut self, lists: Lists) -> Result<(), Error> {
        use Aspect::{DenyAssignments, Locks, RoleAssignments};
        if let Some(scope) = lists.absent(&self.top.id) {
            // Nothing is there that could have been read.
            self.collected.absent(scope);
            return Ok(());
        }
        if let Some(assignments) = lists.assignments {
            match told(assignments)? {
                Err(reason) => self.read(RoleAssignments, Some(&reason)),
                Ok(even) => self.read(RoleAssignments, (!even).then(|| ODD.to_owned()).as_ref()),
            }
        }
        if let (Some(here), Some(below)) = (lists.roles, lists.roles_below) {
            let add = Collected::role_definition;
            self.take(Aspect::RoleDefinitions, joined(here, below), |one| one, add)?;
        }
        self.take(
            DenyAssignments,
            lists.denials,
            convert::deny_assignment,
            Collected::deny_assignment,
        )?;
        if let Some(locks) = lists.locks {
            self.take(Locks, locks, convert::lock, Collected::lock)?;
        }
        self.schedules(lists.eligible, lists.active)
    }

    /// Takes a list over, and says whether it is whole.
    fn take<A, T>(
        &mut self,
        what: Aspect,
        list: Result<Vec<A>, Error>,
        one: fn(A) -> Option<T>,
        add: fn(&mut Collected, T),
    ) -> Result<(), Error> {
        let mut odd = None;
        match told(list)? {
            Err(reason) => self.read(what, Some(&reason)),
            Ok(list) => {
                for entry in list {
                    match one(entry) {
                        Some(entry) => add(self.collected, entry),
                        None => odd = Some(ODD.to_owned()),
                    }
                }
                self.read(what, odd.as_ref());
            }
        }
        Ok(())
    }

    /// Takes over what can be activated, and when what is active ends.
    fn schedules(
        &mut self,
        eligible: Result<Vec<ScheduleInstance>, Error>,
        active: Result<Vec<ScheduleInstance>, Error>,
    ) -> Result<(), Error> {
        let active = told(active)?;
        for one in active.iter().flatten() {
            let name = one.assignment.as_deref().and_then(Guid::read);
            if let (Some(name), Some(until)) = (name, convert::until(one)) {
                self.collected.ends(name, until);
            }
        }
        // Through a group somebody has what the group has, which is listed itself.
        let own = |list: Vec<ScheduleInstance>| {
            let own = list.into_iter().filter(|one| !one.through_group);
            own.collect()
        };
        let eligible = eligible.map(own);
        self.take(
            Aspect::Schedules,
            eligible,
            convert::eligible,
            Collected::role_assignment,
        )?;
        if let Err(reason) = active {
            self.read(Aspect::Schedules, Some(&reason));
        }
        Ok(())
    }

    /// Notes that something was read, or why not. Each list says what is above as well, and of a
    /// management group what is below is not known.
    fn read(&mut self, what: Aspect, missing: Option<&String>) {
        let below = self.top.level != Level::ManagementGroup;
        let id = match what {
            Aspect::Locks => subscription(&self.top.id).unwrap_or(&self.top.id),
            _ => &self.top.id,
        };
        if let Some(reason) = missing {
            self.collected.missing(what, id, below, reason.clone());
            return;
        }
        self.collected.full(what, id, below);
        if what == Aspect::Locks {
            return;
        }
        let above_group = (self.top.level == Level::ResourceGroup).then(|| subscription(id));
        let above_group = above_group.flatten().map(SmolStr::new);
        let start = above_group.as_deref().unwrap_or(id);
        let above = self.collected.above(start);
        for one in above_group.iter().chain(&above) {
            self.collected.full(what, one, false);
        }
    }
}

/// Why a list is not whole that has an entry which nobody can read.
const ODD: &str = "an entry is not written as Azure writes it";
