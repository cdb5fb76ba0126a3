//! Assignments and custom roles of all tops, through Resource Graph.

use smol_str::SmolStr;

use super::lists::{Role, Taken, joined};
use super::{Found, ODD, told};
use crate::azure::{Breadth, Error, Manager};
use crate::gather::collected::Collected;
use crate::gather::tops::{Level, Top, subscription};
use crate::gather::{Failure, convert};
use crate::observed::Aspect;

/// Assignments and custom roles of all tops.
pub(super) struct AtOnce {
    /// Every assignment is written as Azure writes it.
    even: bool,
    /// Whether the assignments were read to the end.
    assignments: Result<(), Error>,
    roles: Result<Vec<Role>, Error>,
}

/// Reads assignments and custom roles of all tops through Resource Graph.
pub(super) async fn read(manager: &Manager, tops: &[Top], taken: &Taken) -> AtOnce {
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
    let mut found = AtOnce {
        even: true,
        assignments: Ok(()),
        roles: Ok(Vec::new()),
    };
    let mut names = convert::Roles::default();
    for breadth in all {
        let kept = |one| convert::role_assignment(one, &mut names);
        let take = |one| found.even &= taken.take(one);
        let (read, further) = futures_util::join!(
            manager.each_graph_role_assignment(breadth, kept, take),
            manager.graph_custom_roles(breadth, convert::role_definition),
        );
        found.assignments = found.assignments.and(read);
        found.roles = joined(found.roles, further);
    }
    found
}

impl AtOnce {
    /// Takes over what was read.
    pub(super) fn take(self, tops: &[Top], collected: &mut Collected) -> Result<(), Failure> {
        let (assignments, roles) = (told(self.assignments)?, told(self.roles)?);
        let odd = (!self.even).then(|| ODD.to_owned());
        let lost = assignments.err().or(odd);
        for top in tops {
            let mut found = Found { top, collected };
            found.read(Aspect::RoleAssignments, lost.as_ref());
            found.read(Aspect::RoleDefinitions, roles.as_ref().err());
        }
        let roles = roles.unwrap_or_default().into_iter();
        roles
            .flatten()
            .for_each(|one| collected.role_definition(one));
        Ok(())
    }
}

fn last(id: &str) -> Option<SmolStr> {
    id.rsplit('/').next().map(SmolStr::new)
}
