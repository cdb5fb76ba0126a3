//! casbin: a rule for each grant; groups, scopes and the operations of roles are its hierarchies.

use std::collections::BTreeSet;

use casbin::{CoreApi as _, DefaultModel, Enforcer, MemoryAdapter, MgmtApi as _};
use rolewright::access::World;

use crate::{Question, Told, operations, timed};

const MODEL: &str = "
[request_definition]
r = sub, obj, act

[policy_definition]
p = sub, obj, act

[role_definition]
g = _, _
g2 = _, _
g3 = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = g(r.sub, p.sub) && g2(r.obj, p.obj) && g3(r.act, p.act)
";

async fn enforcer(world: &World) -> casbin::Result<Enforcer> {
    let model = DefaultModel::from_str(MODEL).await?;
    let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
    let party = |index: usize| world.parties[index].name.to_string();
    let scope = |index: usize| world.places[index].id.to_string();
    let role = |index: usize| world.roles[index].name.to_string();
    let grants = world.grants.iter().map(|grant| {
        let (who, at) = (grant.principal.index(), grant.scope.index());
        vec![party(who), scope(at), role(grant.role.index())]
    });
    // One rule twice is refused.
    let grants: BTreeSet<_> = grants.collect();
    enforcer.add_policies(grants.into_iter().collect()).await?;
    let members = world.parties.iter().enumerate().flat_map(|(index, one)| {
        let groups = one.member_of.iter();
        groups.map(move |group| vec![party(index), party(group.index())])
    });
    let members: BTreeSet<_> = members.collect();
    enforcer
        .add_grouping_policies(members.into_iter().collect())
        .await?;
    let above = world.places.iter().enumerate();
    let above = above.filter_map(|(at, one)| Some(vec![scope(at), scope(one.parent?.index())]));
    enforcer
        .add_named_grouping_policies("g2", above.collect())
        .await?;
    let of_roles = world.roles.iter().enumerate().flat_map(|(index, one)| {
        operations(one).map(move |operation| vec![operation.to_owned(), role(index)])
    });
    let of_roles: BTreeSet<_> = of_roles.collect();
    enforcer
        .add_named_grouping_policies("g3", of_roles.into_iter().collect())
        .await?;
    Ok(enforcer)
}

pub(crate) fn ask(world: &World, questions: &[Question]) -> Told {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let (enforcer, loading) = timed(|| runtime.block_on(enforcer(world)).expect("an enforcer"));
    let told = questions.iter().map(|one| {
        timed(|| {
            enforcer
                .enforce((&one.who, &one.scope, &one.operation))
                .expect("an answer")
        })
    });
    let (allowed, times) = told.unzip();
    Told {
        allowed,
        times,
        loading: loading / 1e3,
    }
}
