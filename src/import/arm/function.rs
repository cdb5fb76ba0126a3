//! The functions of templates that need nothing but their arguments and the target.

use uuid::Uuid;

use super::evaluate::{Evaluator, Result, Target, cut, plain};
use super::unknown::Unknown;
use crate::import::json::{Entry, Json, Kind};
use crate::source::Span;

/// The namespace of Resource Manager's `guid()`.
const NAMESPACE: Uuid = Uuid::from_u128(0x11fb_06fb_712d_4ddd_98c7_e71b_bd58_8830);

/// A function with its arguments, evaluated.
pub(super) struct Call<'c> {
    pub(super) name: &'c str,
    pub(super) values: &'c [Json],
    pub(super) span: Span,
}

/// Calls a function.
pub(super) fn call(call: &Call<'_>, target: &Target, evaluator: &mut Evaluator<'_>) -> Result {
    let span = call.span;
    let value = |kind| Ok(Json { kind, span });
    match (call.name.to_ascii_lowercase().as_str(), call.values) {
        (
            "concat",
            [
                Json {
                    kind: Kind::List(_),
                    ..
                },
                ..,
            ],
        ) => joined(call),
        ("concat", _) => Ok(plain(call.texts()?.concat(), span)),
        ("format", [format, rest @ ..]) => {
            let rest = Call {
                values: rest,
                ..*call
            }
            .texts()?;
            Ok(plain(filled(&word(format)?, &rest), span))
        }
        ("string" | "tostring", [one]) => Ok(plain(word(one)?, span)),
        ("tolower", [one]) => Ok(plain(word(one)?.to_lowercase(), span)),
        ("toupper", [one]) => Ok(plain(word(one)?.to_uppercase(), span)),
        ("trim", [one]) => Ok(plain(word(one)?.trim().to_owned(), span)),
        ("replace", [text, old, new]) => replaced(&word(text)?, &word(old)?, &word(new)?, span),
        ("split", [text, at]) => split(&word(text)?, &word(at)?, span),
        ("first", [list]) => end_of(list.list().and_then(<[Json]>::first)),
        ("last", [list]) => end_of(list.list().and_then(<[Json]>::last)),
        ("guid", [_, ..]) => Ok(guid(call, evaluator, call.texts()?)),
        ("createarray", items) => value(Kind::List(items.to_vec())),
        ("true", []) => value(Kind::Bool(true)),
        ("false", []) => value(Kind::Bool(false)),
        ("null", []) => value(Kind::Null),
        (
            "not",
            [
                Json {
                    kind: Kind::Bool(truth),
                    ..
                },
            ],
        ) => value(Kind::Bool(!truth)),
        (
            "if",
            [
                Json {
                    kind: Kind::Bool(truth),
                    ..
                },
                yes,
                no,
            ],
        ) => Ok(if *truth { yes.clone() } else { no.clone() }),
        ("empty", [one]) => value(Kind::Bool(is_empty(one)?)),
        ("equals", [left, right]) => equals(left, right, span),
        ("subscription", []) => Ok(subscription(target, evaluator, span)?),
        ("resourcegroup", []) => resource_group(target, span),
        ("managementgroup", []) => management_group(target, span),
        ("roledefinitions", [name]) => {
            let id = format!(
                "/providers/Microsoft.Authorization/roleDefinitions/{}",
                word(name)?
            );
            Ok(object(
                &[("id", id), ("roleDefinitionId", word(name)?)],
                span,
            ))
        }
        ("tenantresourceid", _) => Ok(plain(below("", &call.texts()?)?, span)),
        ("subscriptionresourceid", _) => subscription_resource(call, target),
        ("resourceid", _) => resource(call, target),
        ("managementgroupresourceid", _) => management_group_resource(call, target),
        ("extensionresourceid", [scope, rest @ ..]) => {
            let rest = Call {
                values: rest,
                ..*call
            }
            .texts()?;
            Ok(plain(below(&word(scope)?, &rest)?, span))
        }
        ("reference" | "deployment" | "tenant" | "environment", _) => {
            let shown = call.shown(evaluator);
            Ok(evaluator.runtime(&shown, span))
        }
        _ => Err(format!(
            "the function `{}` is not evaluated here",
            cut(call.name)
        )),
    }
}

impl Call<'_> {
    fn texts(&self) -> std::result::Result<Vec<String>, String> {
        self.values.iter().map(word).collect()
    }

    /// Shows the call to people.
    fn shown(&self, evaluator: &Evaluator<'_>) -> String {
        let argument = |value: &Json| match &value.kind {
            Kind::Text(text) | Kind::Symbolic(text) => {
                format!("'{}'", evaluator.unknowns.show(text))
            }
            Kind::Number(number) => number.clone(),
            _ => "…".to_owned(),
        };
        let arguments: Vec<_> = self.values.iter().map(argument).collect();
        format!("{}({})", self.name, arguments.join(", "))
    }
}

/// Returns the text of a simple value.
fn word(value: &Json) -> std::result::Result<String, String> {
    match &value.kind {
        Kind::Text(text) | Kind::Symbolic(text) => Ok(text.clone()),
        Kind::Number(number) => Ok(number.clone()),
        Kind::Bool(true) => Ok("True".to_owned()),
        Kind::Bool(false) => Ok("False".to_owned()),
        _ => Err(format!("{} stands where a text is needed", value.word())),
    }
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

fn joined(call: &Call<'_>) -> Result {
    let mut items = Vec::new();
    for value in call.values {
        let list = value.list().ok_or("lists and texts cannot be joined")?;
        items.extend(list.iter().cloned());
    }
    Ok(Json {
        kind: Kind::List(items),
        span: call.span,
    })
}

/// Fills `{0}` and its like; `{{` is a brace.
fn filled(format: &str, values: &[String]) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            text.push_str(from.get(..1).unwrap_or(""));
            rest = after;
            continue;
        }
        let hole = from
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'));
        let number = hole.and_then(|(number, after)| Some((number.parse::<usize>().ok()?, after)));
        match number.and_then(|(number, after)| Some((values.get(number)?, after))) {
            Some((value, after)) => {
                text.push_str(value);
                rest = after;
            }
            None => {
                text.push_str(from.get(..1).unwrap_or(""));
                rest = from.get(1..).unwrap_or("");
            }
        }
    }
    text.push_str(rest);
    text
}

fn replaced(text: &str, old: &str, new: &str, span: Span) -> Result {
    if old.is_empty()
        || text.contains('\0')
        || text.len().saturating_mul(new.len().max(1)) > 1 << 20
    {
        return Err("this replacement is not evaluated here".to_owned());
    }
    Ok(plain(text.replace(old, new), span))
}

fn split(text: &str, at: &str, span: Span) -> Result {
    if at.is_empty() || at.contains('\0') {
        return Err("this split is not evaluated here".to_owned());
    }
    let pieces = text.split(at).map(|piece| plain(piece.to_owned(), span));
    Ok(Json {
        kind: Kind::List(pieces.collect()),
        span,
    })
}

fn end_of(item: Option<&Json>) -> Result {
    item.cloned()
        .ok_or_else(|| "only a list with items has a first and a last one".to_owned())
}

fn is_empty(value: &Json) -> std::result::Result<bool, String> {
    match value.kind {
        Kind::Symbolic(_) | Kind::Opaque(_) => {
            Err("whether this is empty is known only at run time".to_owned())
        }
        _ => Ok(value.is_blank()),
    }
}

fn equals(left: &Json, right: &Json, span: Span) -> Result {
    let unsure = |value: &Json| {
        !matches!(
            value.kind,
            Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Null
        )
    };
    if unsure(left) || unsure(right) {
        return Err("whether these are equal is known only at run time".to_owned());
    }
    Ok(Json {
        kind: Kind::Bool(left.kind == right.kind),
        span,
    })
}

/// A GUID over something unknown is unknown, and equal arguments give an equal one.
fn guid(call: &Call<'_>, evaluator: &mut Evaluator<'_>, texts: Vec<String>) -> Json {
    let name = texts.join("-");
    if name.contains('\0') {
        let shown = call.shown(evaluator);
        return evaluator.runtime(&shown, call.span);
    }
    plain(
        Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string(),
        call.span,
    )
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
