//! Functions over lists, and over what can be looked for in one.

use super::{Call, word};
use crate::import::arm::copy::number;
use crate::import::arm::evaluate::Result;
use crate::import::json::{Entry, Json, Kind};

/// Longest list that is made of nothing.
const LONGEST: usize = 10_000;

/// Calls a function of this kind; `None` where it is none.
pub(super) fn call(name: &str, call: &Call<'_>) -> Option<Result> {
    let value = |kind| Json {
        kind,
        span: call.span,
    };
    let made = match (name, call.values) {
        ("createarray", items) => Ok(Kind::List(items.to_vec())),
        ("array", [one]) => Ok(match &one.kind {
            Kind::List(items) => Kind::List(items.clone()),
            _ => Kind::List(vec![one.clone()]),
        }),
        ("length", [one]) => length(one).map(|length| Kind::Number(length.to_string())),
        ("range", [from, count]) => range(from, count, call),
        ("union", [first, rest @ ..]) => union(first, rest),
        ("contains", [whole, part]) => contains(whole, part).map(Kind::Bool),
        ("coalesce", values) => {
            let first = values.iter().find(|value| value.kind != Kind::Null);
            Ok(first.map_or(Kind::Null, |value| value.kind.clone()))
        }
        ("skip" | "take", [list, count]) => cut(name == "take", list, count),
        _ => return None,
    };
    Some(made.map(value))
}

fn length(value: &Json) -> std::result::Result<usize, String> {
    match &value.kind {
        Kind::List(items) => Ok(items.len()),
        Kind::Object(entries) => Ok(entries.len()),
        Kind::Text(text) => Ok(text.encode_utf16().count()),
        _ => Err("how long this is is known only at run time".to_owned()),
    }
}

fn range(from: &Json, count: &Json, call: &Call<'_>) -> std::result::Result<Kind, String> {
    let (Some(from), Some(count)) = (number(from), number(count)) else {
        return Err("a range needs two numbers".to_owned());
    };
    if count > LONGEST {
        return Err("the range is too long".to_owned());
    }
    let items = (from..from.saturating_add(count)).map(|number| Json {
        kind: Kind::Number(number.to_string()),
        span: call.span,
    });
    Ok(Kind::List(items.collect()))
}

/// Joins lists, each item once, or objects, the last of equal keys winning.
fn union(first: &Json, rest: &[Json]) -> std::result::Result<Kind, String> {
    let mut made = first.kind.clone();
    for other in rest {
        match (&mut made, &other.kind) {
            (Kind::List(items), Kind::List(more)) => {
                for item in more {
                    if !items.iter().any(|known| known.kind == item.kind) {
                        items.push(item.clone());
                    }
                }
            }
            (Kind::Object(entries), Kind::Object(more)) => {
                let same = |one: &Entry, key: &str| one.key.eq_ignore_ascii_case(key);
                entries.retain(|one| !more.iter().any(|other| same(other, &one.key)));
                entries.extend(more.iter().cloned());
            }
            _ => return Err("only lists or objects can be joined".to_owned()),
        }
    }
    Ok(made)
}

fn contains(whole: &Json, part: &Json) -> std::result::Result<bool, String> {
    let unknown = || "whether this is contained is known only at run time".to_owned();
    if matches!(part.kind, Kind::Symbolic(_) | Kind::Opaque(_)) {
        return Err(unknown());
    }
    match &whole.kind {
        Kind::List(items) => Ok(items.iter().any(|item| item.kind == part.kind)),
        Kind::Object(_) => Ok(whole.entry(&word(part)?).is_some()),
        Kind::Text(text) => Ok(text.contains(&word(part)?)),
        _ => Err(unknown()),
    }
}

fn cut(keep: bool, list: &Json, count: &Json) -> std::result::Result<Kind, String> {
    let (Some(items), Some(count)) = (list.list(), number(count)) else {
        return Err("only lists are cut here, by a number".to_owned());
    };
    let (head, tail) = items.split_at(count.min(items.len()));
    Ok(Kind::List(if keep { head } else { tail }.to_vec()))
}
