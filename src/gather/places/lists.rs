//! The lists of one top, all asked for at once.

use std::task::Poll;

use crate::azure::{
    DenyAssignment, Error, Filter, Lock, Manager, RoleAssignment, RoleDefinition, RoleFilter,
    ScheduleInstance, ScheduleKind,
};
use crate::gather::tops::{Level, Top, subscription};
use crate::gather::{Sources, Via, convert};
use crate::observed;

/// The lists of a top.
pub(super) struct Lists {
    pub(super) assignments: Option<Result<Taken, Error>>,
    pub(super) roles: Option<Result<Vec<RoleDefinition>, Error>>,
    pub(super) roles_below: Option<Result<Vec<RoleDefinition>, Error>>,
    pub(super) denials: Result<Vec<DenyAssignment>, Error>,
    pub(super) locks: Option<Result<Vec<Lock>, Error>>,
    pub(super) eligible: Result<Vec<ScheduleInstance>, Error>,
    pub(super) active: Result<Vec<ScheduleInstance>, Error>,
}

/// So many assignments are kept together: one long list would be copied each time that it grows.
const CHUNK: usize = 1024;

/// Role assignments, taken over as they came.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) lists: Vec<Vec<observed::RoleAssignment>>,
    /// One was not written as Azure writes it.
    pub(super) odd: bool,
    roles: convert::Roles,
}

impl Taken {
    pub(super) fn take(&mut self, one: RoleAssignment) {
        match convert::role_assignment(one, &mut self.roles) {
            Some(one) => self.keep(one),
            None => self.odd = true,
        }
    }

    fn keep(&mut self, one: observed::RoleAssignment) {
        let last = self.lists.last_mut();
        if let Some(list) = last.filter(|list| list.len() < list.capacity()) {
            list.push(one);
            return;
        }
        let mut list = Vec::with_capacity(CHUNK);
        list.push(one);
        self.lists.push(list);
    }
}

/// Reads the lists of a top; assignments and custom roles not where Resource Graph gave them.
pub(super) async fn lists(sources: Sources<'_>, top: &Top) -> Lists {
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
