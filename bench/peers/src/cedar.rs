//! Cedar: a permit for each grant; groups and scopes are entities with parents.

use std::collections::HashSet;
use std::str::FromStr as _;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request,
};
use rolewright::access::World;

use crate::{Question, Told, operations, timed};

fn uid(kind: &str, name: &str) -> EntityUid {
    let kind = EntityTypeName::from_str(kind).expect("a name of a type");
    EntityUid::from_type_name_and_id(kind, EntityId::new(name))
}

fn policies(world: &World) -> PolicySet {
    let mut text = String::new();
    for grant in &world.grants {
        let who = &world.parties[grant.principal.index()].name;
        let scope = &world.places[grant.scope.index()].id;
        let actions = operations(&world.roles[grant.role.index()]);
        let actions: Vec<_> = actions.map(|one| format!("Action::\"{one}\"")).collect();
        text.push_str(&format!(
            "permit(principal in Party::\"{who}\", action in [{}], resource in Scope::\"{scope}\");\n",
            actions.join(", ")
        ));
    }
    PolicySet::from_str(&text).expect("policies")
}

fn entities(world: &World) -> Entities {
    let party = |index: usize| uid("Party", &world.parties[index].name);
    let parties = world.parties.iter().enumerate().map(|(index, one)| {
        let groups = one.member_of.iter().map(|group| party(group.index()));
        Entity::new_no_attrs(party(index), groups.collect::<HashSet<_>>())
    });
    let scopes = world.places.iter().map(|one| {
        let above = one
            .parent
            .map(|above| uid("Scope", &world.places[above.index()].id));
        Entity::new_no_attrs(uid("Scope", &one.id), above.into_iter().collect())
    });
    Entities::from_entities(parties.chain(scopes), None).expect("entities")
}

pub(crate) fn ask(world: &World, questions: &[Question]) -> Told {
    let ((policies, entities), loading) = timed(|| (policies(world), entities(world)));
    let authorizer = Authorizer::new();
    let requests = questions.iter().map(|one| {
        let action = uid("Action", &one.operation);
        let (who, scope) = (uid("Party", &one.who), uid("Scope", &one.scope));
        Request::new(who, action, scope, Context::empty(), None).expect("a request")
    });
    let requests: Vec<Request> = requests.collect();
    let told = requests.iter().map(|request| {
        timed(|| {
            authorizer
                .is_authorized(request, &policies, &entities)
                .decision()
        })
    });
    let (allowed, times) = told
        .map(|(one, time)| (one == Decision::Allow, time))
        .unzip();
    Told {
        allowed,
        times,
        loading: loading / 1e3,
    }
}
