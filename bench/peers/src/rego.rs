//! Rego, by regorus: objects keyed by principal, scope and role, so that nothing is walked over but
//! what one principal holds.

use regorus::{Engine, Value};
use rolewright::access::{Access, World};
use rolewright::catalog::Catalog;
use rolewright::model::{PrincipalId, ScopeId};
use serde_json::{Map, json};

use crate::{Question, Told, operations, timed};

const POLICY: &str = "
package access
import rego.v1

default allow := false

allow if {
    some grant in data.grants[input.who]
    data.roles[grant.role][input.operation]
    data.scopes[input.scope][grant.scope]
}
";

/// Grants by principal, those of its groups included; scopes with all above; roles with operations.
fn data(world: &World) -> serde_json::Value {
    let access = Access::new(world, Catalog::embedded());
    let role = |index: usize| world.roles[index].name.to_string();
    let scope = |id: ScopeId| world.places[id.index()].id.to_string();
    let grants = world.parties.iter().enumerate().map(|(index, party)| {
        let holders = access.holders(PrincipalId::new(index)).iter();
        let held = holders.flat_map(|one| access.own_grants(*one)).map(|at| {
            let grant = &world.grants[at];
            json!({ "role": role(grant.role.index()), "scope": scope(grant.scope) })
        });
        (party.name.to_string(), held.collect())
    });
    let grants: Map<String, serde_json::Value> = grants.collect();
    let scopes = (0..world.places.len()).map(ScopeId::new).map(|id| {
        let above = access.upwards(id).map(|above| (scope(above), json!(true)));
        (scope(id), serde_json::Value::Object(above.collect()))
    });
    let scopes: Map<String, serde_json::Value> = scopes.collect();
    let roles = world.roles.iter().enumerate().map(|(index, one)| {
        let all = operations(one).map(|name| (name.to_owned(), json!(true)));
        (role(index), serde_json::Value::Object(all.collect()))
    });
    let roles: Map<String, serde_json::Value> = roles.collect();
    json!({ "grants": grants, "scopes": scopes, "roles": roles })
}

pub(crate) fn ask(world: &World, questions: &[Question]) -> Told {
    let data = data(world).to_string();
    let (mut engine, loading) = timed(|| {
        let mut engine = Engine::new();
        engine
            .add_policy("access.rego".into(), POLICY.into())
            .expect("a policy");
        engine
            .add_data(Value::from_json_str(&data).expect("data"))
            .expect("data");
        engine
    });
    let inputs = questions.iter().map(|one| {
        let input = json!({ "who": one.who, "operation": one.operation, "scope": one.scope });
        Value::from_json_str(&input.to_string()).expect("an input")
    });
    let inputs: Vec<Value> = inputs.collect();
    let told = inputs.into_iter().map(|input| {
        timed(|| {
            engine.set_input(input);
            engine
                .eval_rule("data.access.allow".into())
                .expect("an answer")
        })
    });
    let (allowed, times) = told
        .map(|(one, time)| (one == Value::from(true), time))
        .unzip();
    Told {
        allowed,
        times,
        loading: loading / 1e3,
    }
}
