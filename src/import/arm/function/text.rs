//! Functions that make texts and pick from lists.

use super::{Call, word};
use crate::import::arm::evaluate::{Evaluator, Result};
use crate::import::arm::value::plain;
use crate::import::json::{Json, Kind};
use crate::source::Span;
use crate::support::guid;

/// Calls a function of this kind; `None` where it is none.
pub(super) fn call(name: &str, call: &Call<'_>, evaluator: &mut Evaluator<'_>) -> Option<Result> {
    let text = |value: &Json, make: fn(&str) -> String| -> Result {
        Ok(plain(make(&word(value)?), call.span))
    };
    Some(match (name, call.values) {
        ("concat", [first, ..]) if first.list().is_some() => joined(call),
        ("concat", _) => call.texts().map(|texts| plain(texts.concat(), call.span)),
        ("format", [format, ..]) => format_of(format, call),
        ("string", [one]) if one.list().is_some() => json(one).map(|text| plain(text, call.span)),
        ("string", [one]) => text(one, str::to_owned),
        ("tolower", [one]) => text(one, str::to_lowercase),
        ("toupper", [one]) => text(one, str::to_uppercase),
        ("trim", [one]) => text(one, |text| text.trim().to_owned()),
        ("replace", [text, old, new]) => replaced([text, old, new], call.span),
        ("split", [text, at]) => split(text, at, call.span),
        ("first", [list]) => end_of(list.list().and_then(<[Json]>::first)),
        ("last", [list]) => end_of(list.list().and_then(<[Json]>::last)),
        ("guid", [_, ..]) => call.texts().map(|texts| guid(call, evaluator, &texts)),
        ("join", [list, between]) => join(list, between, call.span),
        _ => return None,
    })
}

fn join(list: &Json, between: &Json, span: Span) -> Result {
    let items = list.list().ok_or("only a list can be joined")?;
    let items: std::result::Result<Vec<_>, _> = items.iter().map(word).collect();
    Ok(plain(items?.join(&word(between)?), span))
}

/// Writes a list as Resource Manager's `string()` does.
fn json(value: &Json) -> std::result::Result<String, String> {
    match &value.kind {
        Kind::List(items) => {
            let items: std::result::Result<Vec<_>, _> = items.iter().map(json).collect();
            Ok(format!("[{}]", items?.join(",")))
        }
        Kind::Text(text) => serde_json::to_string(text).map_err(|error| error.to_string()),
        _ => word(value),
    }
}

fn format_of(format: &Json, call: &Call<'_>) -> Result {
    let values = call.rest().texts()?;
    Ok(plain(filled(&word(format)?, &values), call.span))
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
        let value = number.and_then(|(number, after)| Some((values.get(number)?.as_str(), after)));
        let brace = (from.get(..1).unwrap_or(""), from.get(1..).unwrap_or(""));
        let (piece, after) = value.unwrap_or(brace);
        text.push_str(piece);
        rest = after;
    }
    text.push_str(rest);
    text
}

fn replaced([text, old, new]: [&Json; 3], span: Span) -> Result {
    let (text, old, new) = (word(text)?, word(old)?, word(new)?);
    if old.is_empty()
        || text.contains('\0')
        || text.len().saturating_mul(new.len().max(1)) > 1 << 20
    {
        return Err("this replacement is not evaluated here".to_owned());
    }
    Ok(plain(text.replace(&old, &new), span))
}

fn split(text: &Json, at: &Json, span: Span) -> Result {
    let (text, at) = (word(text)?, word(at)?);
    if at.is_empty() || at.contains('\0') {
        return Err("this split is not evaluated here".to_owned());
    }
    let pieces = text.split(&at).map(|piece| plain(piece.to_owned(), span));
    Ok(Json {
        kind: Kind::List(pieces.collect()),
        span,
    })
}

fn end_of(item: Option<&Json>) -> Result {
    item.cloned()
        .ok_or_else(|| "only a list with items has a first and a last one".to_owned())
}

/// A GUID over something unknown is unknown, and equal arguments give an equal one.
fn guid(call: &Call<'_>, evaluator: &mut Evaluator<'_>, texts: &[String]) -> Json {
    if texts.iter().any(|text| text.contains('\0')) {
        let shown = call.shown(evaluator);
        return evaluator.runtime(&shown, call.span);
    }
    plain(guid::guid(texts).to_string(), call.span)
}
