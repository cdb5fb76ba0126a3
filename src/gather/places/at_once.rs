//! Assignments and custom roles of all tops, through Resource Graph.

use smol_str::SmolStr;

use super::lists::{Taken, joined};
use super::{Found, ODD, told};
use crate::azure::{Breadth, Manager};
use crate::gather::collected::Collected;
use crate::gather::tops::{Level, Top, subscription};
use crate::gather::{Failure, convert};
use crate::observed::Aspect;

/// Reads assignments and custom roles of all tops through Resource Graph.
pub(super) async fn read(
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
