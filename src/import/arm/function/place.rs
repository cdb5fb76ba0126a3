//! Functions that speak of places: where a template goes, and the ids of resources.

use super::{Call, word};
use crate::import::arm::evaluate::{Evaluator, Result};
use crate::import::arm::target::Target;
use crate::import::arm::unknown::Unknown;
use crate::import::arm::value::plain;
use crate::import::json::{Entry, Json, Kind};
use crate::source::Span;

/// Calls a function of this kind; `None` where it is none.
pub(super) fn call(
    name: &str,
    call: &Call<'_>,
    target: &Target,
    evaluator: &mut Evaluator<'_>,
) -> Option<Result> {
    let span = call.span;
    Some(match (name, call.values) {
        ("subscription", []) => subscription(target, evaluator, span),
        ("resourcegroup", []) => resource_group(target, span),
        ("managementgroup", []) => management_group(target, span),
        ("roledefinitions", [name]) => role_definition(name, span),
        ("tenantresourceid", _) => extension("", call),
        ("subscriptionresourceid", _) => subscription_resource(call, target),
        ("resourceid", _) => resource(call, target),
        ("managementgroupresourceid", _) => management_group_resource(call, target),
        ("extensionresourceid", [scope, ..]) => {
            word(scope).and_then(|scope| extension(&scope, &call.rest()))
        }
        _ => return None,
    })
}

/// A built-in role by its display name.
fn role_definition(name: &Json, span: Span) -> Result {
    let name = word(name)?;
    let id = format!("/providers/Microsoft.Authorization/roleDefinitions/{name}");
    Ok(object(&[("id", id), ("roleDefinitionId", name)], span))
}

fn extension(scope: &str, call: &Call<'_>) -> Result {
    Ok(plain(below(scope, &call.texts()?)?, call.span))
}

fn object(entries: &[(&str, String)], span: Span) -> Json {
    let entry = |(key, text): &(&str, String)| Entry {
        key: (*key).to_owned(),
        key_span: span,
        value: plain(text.clone(), span),
    };
    Json {
        kind: Kind::Object(entries.iter().map(entry).collect()),
        span,
    }
}

fn subscription(target: &Target, evaluator: &mut Evaluator<'_>, span: Span) -> Result {
    let id = target
        .subscription
        .clone()
        .ok_or("this deployment has no subscription")?;
    let tenant = evaluator
        .unknowns
        .mark(Unknown::Runtime("subscription().tenantId".into()));
    let path = format!("/subscriptions/{id}");
    Ok(object(
        &[("id", path), ("subscriptionId", id), ("tenantId", tenant)],
        span,
    ))
}

fn resource_group(target: &Target, span: Span) -> Result {
    let name = target
        .group
        .clone()
        .ok_or("this deployment has no resource group")?;
    Ok(object(&[("id", target.id()), ("name", name)], span))
}

fn management_group(target: &Target, span: Span) -> Result {
    let name = target
        .management_group
        .clone()
        .ok_or("this deployment has no management group")?;
    let id = format!("/providers/Microsoft.Management/managementGroups/{name}");
    Ok(object(&[("id", id), ("name", name)], span))
}

/// Builds `…/providers/A/b/name/c/name` of `A/b/c` and the names.
fn below(scope: &str, texts: &[String]) -> std::result::Result<String, String> {
    let (kind, names) = texts.split_first().ok_or("the resource type is missing")?;
    let (provider, types) = kind.split_once('/').ok_or("this is not a resource type")?;
    let types: Vec<_> = types.split('/').collect();
    if types.len() != names.len() {
        return Err("a resource id needs one name for each type".to_owned());
    }
    let pairs = types
        .iter()
        .zip(names)
        .map(|(kind, name)| format!("/{kind}/{name}"));
    let scope = scope.trim_end_matches('/');
    Ok(format!(
        "{scope}/providers/{provider}{}",
        pairs.collect::<String>()
    ))
}

/// Splits what stands before the resource type from the rest.
fn at_type(texts: &[String]) -> std::result::Result<(&[String], &[String]), String> {
    let at = texts.iter().position(|text| text.contains('/'));
    at.and_then(|at| texts.split_at_checked(at))
        .ok_or_else(|| "the resource type is missing".to_owned())
}

fn subscription_resource(call: &Call<'_>, target: &Target) -> Result {
    let texts = call.texts()?;
    let (before, rest) = at_type(&texts)?;
    let subscription = match before {
        [] => target
            .subscription
            .as_ref()
            .ok_or("this deployment has no subscription")?,
        [subscription] => subscription,
        _ => return Err("this is not a resource id".to_owned()),
    };
    Ok(plain(
        below(&format!("/subscriptions/{subscription}"), rest)?,
        call.span,
    ))
}

fn resource(call: &Call<'_>, target: &Target) -> Result {
    let texts = call.texts()?;
    let (before, rest) = at_type(&texts)?;
    let mut place = target.clone();
    match before {
        [] => {}
        [group] => place.group = Some(group.clone()),
        [subscription, group] => {
            place.subscription = Some(subscription.clone());
            place.group = Some(group.clone());
        }
        _ => return Err("this is not a resource id".to_owned()),
    }
    Ok(plain(below(&place.id(), rest)?, call.span))
}

fn management_group_resource(call: &Call<'_>, target: &Target) -> Result {
    let texts = call.texts()?;
    let (before, rest) = at_type(&texts)?;
    let group = match before {
        [] => target
            .management_group
            .as_ref()
            .ok_or("this deployment has no management group")?,
        [group] => group,
        _ => return Err("this is not a resource id".to_owned()),
    };
    let scope = format!("/providers/Microsoft.Management/managementGroups/{group}");
    Ok(plain(below(&scope, rest)?, call.span))
}
