//! A plan as a deployment stack: its template, whether it comes to the same as the plan, and what
//! Azure foresees.
//!
//! A stack writes all that a policy asks for and lets go of what it held before; a plan says what
//! changes. Both have to come to the same, or the plan is not carried out as a stack.

mod foreseen;
mod refused;

use serde_json::Value;

pub use refused::NoStack;

use super::plan::Made;
use crate::access::ObjectIds;
use crate::apply::{Held, Stacked, misfits};
use crate::azure::{DenySettings, Graph, Manager, Stack};
use crate::cli::config::{self, Unmanage};
use crate::cli::live::{Connection, Trouble};
use crate::cli::{Context, Error, Shown};
use crate::compile::Compiled;
use crate::compile::names::{assignment_name, scope_in_name};
use crate::emit::{self, Artefact, Format};
use crate::model::{Model, PrincipalId};
use crate::observed::Snapshot;
use crate::plan::Aim;

/// Azure takes no longer template.
const LONGEST: usize = 4_000_000;

/// A stack that comes to the same as a plan.
pub(super) struct Ready {
    settings: config::Stack,
    template: Value,
    description: String,
}

/// Makes the stack of a plan, and refuses a plan that it would not come to.
pub(super) fn ready(made: &mut Made, context: &mut Context<'_, '_>) -> Result<Ready, Error> {
    let settings = made.session.config.stack.clone().ok_or(NoStack::Unset)?;
    let nothing = Compiled::nothing(made.analysis.compiled.catalog);
    let compiled = match made.aim {
        Aim::Hold => &made.analysis.compiled,
        Aim::Destroy => &nothing,
        Aim::Revoke(_) => return Err(NoStack::Revoke.into()),
    };
    let snapshot = &made.reading.snapshot;
    know(&mut made.analysis.model, snapshot);
    let model = &made.analysis.model;
    let templates = emit::artefacts(model, compiled, &made.session.sources, &[Format::Arm]);
    let place = (&*settings.scope, &*settings.location);
    let template = emit::stacked(&model.policy.name, &templates, place);
    let mut wrong = outside(&settings.scope, &templates, snapshot);
    let held = held(model, compiled, &mut wrong);
    let ready = Ready {
        description: format!("access of policy {}, by rolewright", model.policy.name),
        settings,
        template,
    };
    let saved = made.saved();
    let Some(connection) = &mut made.reading.connection else {
        return Err(NoStack::Reading.into());
    };
    let stacked = Stacked {
        held: &held,
        managed: &ready.managed(connection, context)?,
        deletes: ready.settings.on_unmanage == Unmanage::Delete,
    };
    let misfits = misfits(&stacked, &saved, &made.reading.snapshot);
    wrong.extend(misfits.iter().map(ToString::to_string));
    let length = ready.template.to_string().len();
    if length > LONGEST {
        let wrong_length = format!("its template has {length} bytes, and Azure takes {LONGEST}");
        wrong.push(wrong_length);
    }
    if wrong.is_empty() {
        return Ok(ready);
    }
    let wrong = wrong.into_iter().map(Shown::text).collect();
    Err(NoStack::Misfit { wrong }.into())
}

impl Ready {
    /// Returns the stack as Azure is told of it.
    pub(super) fn stack(&self) -> Stack<'_> {
        let settings = &self.settings;
        Stack {
            scope: &settings.scope,
            name: &settings.name,
            location: &settings.location,
            template: &self.template,
            unmanaged: settings.on_unmanage.word(),
            deny: DenySettings {
                mode: settings.deny.word(),
                excluded_principals: &settings.excluded_principals,
                excluded_actions: &settings.excluded_actions,
                apply_to_child_scopes: settings.deny_below,
            },
            description: &self.description,
        }
    }

    /// Lists what the stack holds now.
    fn managed(
        &self,
        connection: &mut Connection,
        context: &mut Context<'_, '_>,
    ) -> Result<Vec<String>, Error> {
        let id = self.stack().id();
        let read = async |manager: &Manager, _: Option<&Graph>| manager.stack(&id).await;
        let found = connection.wait(read, context)?.map_err(Trouble::Azure)?;
        Ok(found.map(|one| one.managed).unwrap_or_default())
    }
}

/// Writes the object ids that were found into the model, so that its templates need no parameters.
fn know(model: &mut Model, snapshot: &Snapshot) {
    let ids = ObjectIds::of(model, snapshot, &snapshot.index());
    for (at, one) in model.principals.iter_mut().enumerate() {
        if one.object_id.is_none() {
            one.object_id = ids.known(PrincipalId::new(at)).cloned();
        }
    }
}

/// Lists the templates that are for somewhere that a stack of a scope does not reach.
fn outside(scope: &str, templates: &[Artefact], snapshot: &Snapshot) -> Vec<String> {
    let (scope, index) = (scope_in_name(scope), snapshot.index());
    let targets = templates.iter().filter_map(|one| one.deployed_at.as_ref());
    let outside = targets.filter(|target| {
        let above = index.above(target);
        above.whole && !above.scopes.iter().any(|one| *one == scope)
    });
    let mut outside: Vec<_> = outside
        .map(|target| format!("`{target}` is not below the scope of the stack, `{scope}`"))
        .collect();
    outside.dedup();
    outside
}

/// Lists what the template holds.
fn held(model: &Model, compiled: &Compiled, wrong: &mut Vec<String>) -> Vec<Held> {
    let roles = compiled.roles.iter().filter(|role| role.is_custom());
    let roles = roles.map(|role| Held::Role {
        id: role.guid.clone(),
        name: role.display_name.clone(),
    });
    let mut held: Vec<_> = roles.collect();
    for one in &compiled.assignments {
        let parts = (
            model.scope(one.scope),
            model.principal(one.principal),
            compiled.roles.get(one.role.index()),
        );
        let (Some(scope), Some(principal), Some(role)) = parts else {
            continue;
        };
        let who_name = model.principal_name(one.principal);
        let Some(who) = &principal.object_id else {
            wrong.push(format!("the object id of `{who_name}` is not known"));
            continue;
        };
        held.push(Held::Assignment {
            scope: scope.id.clone(),
            name: assignment_name(&scope.id, who, &role.guid).into(),
            who: who.clone(),
            who_name,
            role: role.guid.clone(),
            role_name: role.display_name.clone(),
        });
    }
    wrong.dedup();
    held
}
