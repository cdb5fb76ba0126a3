//! What holds at the tops, below them and above them.

use futures_util::stream::{self, StreamExt as _};
use smol_str::SmolStr;

use super::collected::Collected;
use super::tops::{Level, Top, subscription};
use super::{Failure, Sources, Via, convert, unless_fatal};
use crate::azure::{
    Breadth, DenyAssignment, Error, Filter, Lock, Manager, RoleAssignment, RoleDefinition,
    RoleFilter, ScheduleInstance, ScheduleKind,
};
use crate::observed::{self, Aspect};

/// So many tops are read at once; each has several lists, and the client keeps to fewer calls.
const AT_ONCE: usize = 8;

/// The lists of a top.
struct Lists {
    assignments: Option<Result<Taken, Error>>,
    roles: Option<Result<Vec<RoleDefinition>, Error>>,
    roles_below: Option<Result<Vec<RoleDefinition>, Error>>,
    denials: Result<Vec<DenyAssignment>, Error>,
    locks: Option<Result<Vec<Lock>, Error>>,
    eligible: Result<Vec<ScheduleInstance>, Error>,
    active: Result<Vec<ScheduleInstance>, Error>,
}

/// Role assignments, taken over as they came.
#[derive(Default)]
struct Taken {
    list: Vec<observed::RoleAssignment>,
    /// One was not written as Azure writes it.
    odd: bool,
}

impl Taken {
    fn take(&mut self, one: RoleAssignment) {
        match convert::role_assignment(one) {
            Some(one) => self.list.push(one),
            None => self.odd = true,
        }
    }
}

/// Reads every top, several at once.
pub(super) async fn read(
    sources: Sources<'_>,
    tops: &[Top],
    collected: &mut Collected,
) -> Result<(), Failure> {
    if sources.via == Via::ResourceGraph {
        at_once(sources.manager, tops, collected).await?;
    }
    built_in(sources.manager, tops, collected).await?;
    let reads = tops
        .iter()
        .map(|top| async move { (top, lists(sources, top).await) });
    let mut reads = stream::iter(reads).buffered(AT_ONCE);
    while let Some((top, lists)) = reads.next().await {
        Found { top, collected }.all(lists)?;
    }
    Ok(())
}

/// Reads the built-in roles, which are the same everywhere.
async fn built_in(
    manager: &Manager,
    tops: &[Top],
    collected: &mut Collected,
) -> Result<(), Failure> {
    let Some(top) = tops.first() else {
        return Ok(());
    };
    match manager.role_definitions(&top.id, RoleFilter::BuiltIn).await {
        Ok(roles) => {
            let roles = roles.into_iter().filter_map(convert::role_definition);
            roles.for_each(|one| collected.role_definition(one));
        }
        // The lists of custom roles fail in the same way, and say so.
        Err(error) => drop(unless_fatal(error)?),
    }
    Ok(())
}

async fn lists(sources: Sources<'_>, top: &Top) -> Lists {
    let (manager, id) = (sources.manager, top.id.as_str());
    let filter = match top.level {
        // There is no list of all that is in a management group.
        Level::ManagementGroup => Filter::AtScope,
        Level::Subscription | Level::ResourceGroup => Filter::Around,
    };
    let slow = sources.via == Via::ResourceManager;
    let assignments = async {
        if slow {
            let mut taken = Taken::default();
            let read = manager.each_role_assignment(id, filter, |one| taken.take(one));
            let read = read.await;
            Some(read.map(|()| taken))
        } else {
            None
        }
    };
    let roles = |filter| async move {
        if slow {
            Some(manager.role_definitions(id, filter).await)
        } else {
            None
        }
    };
    let (assignments, roles, roles_below, denials, locks, eligible, active) = futures_util::join!(
        assignments,
        roles(RoleFilter::Custom),
        roles(RoleFilter::CustomBelow),
        manager.deny_assignments(id, filter),
        locks(manager, top),
        manager.schedule_instances(ScheduleKind::Eligible, id, filter),
        manager.schedule_instances(ScheduleKind::Active, id, filter),
    );
    Lists {
        assignments,
        roles,
        roles_below,
        denials,
        locks,
        eligible,
        active,
    }
}

/// Lists the locks of a whole subscription: whether those of a resource group say what is above it
/// Azure does not document. Management groups have none.
async fn locks(manager: &Manager, top: &Top) -> Option<Result<Vec<Lock>, Error>> {
    Some(manager.locks(subscription(&top.id)?).await)
}

/// Reads assignments and custom roles of all tops through Resource Graph.
async fn at_once(
    manager: &Manager,
    tops: &[Top],
    collected: &mut Collected,
) -> Result<(), Failure> {
    let groups = tops
        .iter()
        .filter(|top| top.level == Level::ManagementGroup);
    let groups: Vec<_> = groups.filter_map(|top| last(&top.id)).collect();
    let mut many: Vec<_> = tops
        .iter()
        .filter_map(|top| last(subscription(&top.id)?))
        .collect();
    many.dedup();
    let breadths = groups.iter().map(Breadth::ManagementGroup);
    let all = breadths.chain((!many.is_empty()).then_some(Breadth::Subscriptions(&many)));
    let (mut taken, mut assignments, mut roles) = (Taken::default(), Ok(()), Ok(Vec::new()));
    for breadth in all {
        let (read, further) = futures_util::join!(
            manager.each_graph_role_assignment(breadth, |one| taken.take(one)),
            manager.graph_custom_roles(breadth),
        );
        assignments = assignments.and(read);
        roles = joined(roles, further);
    }
    let (assignments, roles) = (told(assignments)?, told(roles)?);
    let odd = taken.odd.then(|| ODD.to_owned());
    let lost = assignments.err().or(odd);
    for top in tops {
        let mut found = Found { top, collected };
        found.read(Aspect::RoleAssignments, lost.as_ref());
        found.read(Aspect::RoleDefinitions, roles.as_ref().err());
    }
    collected.role_assignments(taken.list);
    let roles = roles.unwrap_or_default().into_iter();
    let roles = roles.filter_map(convert::role_definition);
    roles.for_each(|one| collected.role_definition(one));
    Ok(())
}

fn last(id: &str) -> Option<SmolStr> {
    id.rsplit('/').next().map(SmolStr::new)
}

fn joined<T>(one: Result<Vec<T>, Error>, other: Result<Vec<T>, Error>) -> Result<Vec<T>, Error> {
    let mut one = one?;
    one.extend(other?);
    Ok(one)
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
        if let Some(assignments) = lists.assignments {
            match told(assignments)? {
                Err(reason) => self.read(RoleAssignments, Some(&reason)),
                Ok(Taken { list, odd }) => {
                    self.collected.role_assignments(list);
                    self.read(RoleAssignments, odd.then(|| ODD.to_owned()).as_ref());
                }
            }
        }
        if let (Some(here), Some(below)) = (lists.roles, lists.roles_below) {
            let add = Collected::role_definition;
            self.take(
                Aspect::RoleDefinitions,
                joined(here, below),
                convert::role_definition,
                add,
            )?;
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
            if let (Some(name), Some(until)) = (&one.assignment, convert::until(one)) {
                self.collected.ends(name.clone(), until);
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
