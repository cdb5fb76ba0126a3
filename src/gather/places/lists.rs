//! The lists of one top, all asked for at once.

use std::sync::{Mutex, PoisonError};
use std::task::Poll;

use crate::azure::{
    DenyAssignment, Error, Filter, Lock, Manager, RoleFilter, ScheduleInstance, ScheduleKind,
};
use crate::gather::tops::{Level, Top, subscription};
use crate::gather::{Sources, Via, absent, convert};
use crate::observed;

/// A role definition; none of one that is not written as Azure writes it.
pub(super) type Role = Option<observed::RoleDefinition>;

/// The lists of a top.
pub(super) struct Lists {
    /// Whether the assignments were read to the end, and each as Azure writes it.
    pub(super) assignments: Option<Result<bool, Error>>,
    pub(super) roles: Option<Result<Vec<Role>, Error>>,
    pub(super) roles_below: Option<Result<Vec<Role>, Error>>,
    pub(super) denials: Result<Vec<DenyAssignment>, Error>,
    pub(super) locks: Option<Result<Vec<Lock>, Error>>,
    pub(super) eligible: Result<Vec<ScheduleInstance>, Error>,
    pub(super) active: Result<Vec<ScheduleInstance>, Error>,
}

impl Lists {
    /// Returns the scope that one of them says is not there: that of the lists, or one above it.
    pub(super) fn absent<'i>(&self, id: &'i str) -> Option<&'i str> {
        fn why<T>(list: &Result<T, Error>) -> Option<&Error> {
            list.as_ref().err()
        }
        let errors = [
            self.assignments.as_ref().and_then(why),
            self.roles.as_ref().and_then(why),
            self.roles_below.as_ref().and_then(why),
            why(&self.denials),
            self.locks.as_ref().and_then(why),
            why(&self.eligible),
            why(&self.active),
        ];
        let mut errors = errors.into_iter().flatten();
        errors.find_map(|error| absent::of(id, error))
    }
}

/// Room for so many role assignments is kept from the start: a list that grows is copied, and all of
/// it is in memory twice then. Room that is not used takes none.
const ROOM: usize = 1 << 17;

/// The role assignments of all tops, taken over as they come.
pub(super) struct Taken(Mutex<Vec<observed::RoleAssignment>>);

impl Taken {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Vec::with_capacity(ROOM)))
    }

    /// Takes one over, if it is written as Azure writes it; tells whether it is.
    pub(super) fn take(&self, one: Option<observed::RoleAssignment>) -> bool {
        // What stands in the list stays right even if somebody panicked beside it.
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_read = one.is_some();
        list.extend(one);
        is_read
    }

    pub(super) fn list(self) -> Vec<observed::RoleAssignment> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the lists of a top; assignments and custom roles not where Resource Graph gave them.
pub(super) async fn lists(sources: Sources<'_>, top: &Top, taken: &Taken) -> Lists {
    let (manager, id) = (sources.manager, top.id.as_str());
    let filter = match top.level {
        // There is no list of all that is in a management group.
        Level::ManagementGroup => Filter::AtScope,
        Level::Subscription | Level::ResourceGroup => Filter::Around,
    };
    let slow = sources.via == Via::ResourceManager;
    let assignments = async {
        if slow {
            let (mut even, mut roles) = (true, convert::Roles::default());
            let kept = |one| convert::role_assignment(one, &mut roles);
            let take = |one| even &= taken.take(one);
            let read = manager.each_role_assignment(id, filter, kept, take).await;
            Some(read.map(|()| even))
        } else {
            None
        }
    };
    let roles = |filter| async move {
        if slow {
            let kept = convert::role_definition;
            Some(manager.role_definitions(id, filter, kept).await)
        } else {
            None
        }
    };
    let others = async {
        // The longest list decides how long all take: that of each top begins before any other.
        after_all_began().await;
        futures_util::join!(
            roles(RoleFilter::Custom),
            roles(RoleFilter::CustomBelow),
            manager.deny_assignments(id, filter),
            locks(manager, top),
            manager.schedule_instances(ScheduleKind::Eligible, id, filter),
            manager.schedule_instances(ScheduleKind::Active, id, filter),
        )
    };
    let (assignments, others) = futures_util::join!(assignments, others);
    let (roles, roles_below, denials, locks, eligible, active) = others;
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

/// Waits until whatever waits beside it was asked once.
async fn after_all_began() {
    let mut asked = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut asked, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Lists the locks of a whole subscription: whether those of a resource group say what is above it
/// Azure does not document. Management groups have none.
async fn locks(manager: &Manager, top: &Top) -> Option<Result<Vec<Lock>, Error>> {
    Some(manager.locks(subscription(&top.id)?).await)
}

/// Puts two lists into one, if both are there.
pub(super) fn joined<T>(
    one: Result<Vec<T>, Error>,
    other: Result<Vec<T>, Error>,
) -> Result<Vec<T>, Error> {
    let mut one = one?;
    one.extend(other?);
    Ok(one)
}
