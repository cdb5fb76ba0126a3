//! Functions that decide.

use super::Call;
use crate::import::arm::evaluate::Result;
use crate::import::json::{Json, Kind};

/// Calls a function of this kind; `None` where it is none.
pub(super) fn call(name: &str, call: &Call<'_>) -> Option<Result> {
    let value = |kind| Json {
        kind,
        span: call.span,
    };
    let truth = |one: &Json| match one.kind {
        Kind::Bool(truth) => Ok(truth),
        _ => Err("a truth value is needed, and this one is known only at run time".to_owned()),
    };
    Some(match (name, call.values) {
        ("true", []) => Ok(value(Kind::Bool(true))),
        ("false", []) => Ok(value(Kind::Bool(false))),
        ("null", []) => Ok(value(Kind::Null)),
        ("and", values @ [_, ..]) => {
            let all: std::result::Result<Vec<_>, _> = values.iter().map(truth).collect();
            all.map(|all| value(Kind::Bool(all.into_iter().all(|one| one))))
        }
        ("or", values @ [_, ..]) => {
            let all: std::result::Result<Vec<_>, _> = values.iter().map(truth).collect();
            all.map(|all| value(Kind::Bool(all.into_iter().any(|one| one))))
        }
        ("not", [one]) => truth(one).map(|truth| value(Kind::Bool(!truth))),
        ("if", [one, yes, no]) => {
            truth(one).map(|truth| if truth { yes.clone() } else { no.clone() })
        }
        ("empty", [one]) => is_empty(one).map(|truth| value(Kind::Bool(truth))),
        ("equals", [left, right]) => equals(left, right).map(|truth| value(Kind::Bool(truth))),
        _ => return None,
    })
}

fn is_empty(value: &Json) -> std::result::Result<bool, String> {
    match value.kind {
        Kind::Symbolic(_) | Kind::Opaque(_) => {
            Err("whether this is empty is known only at run time".to_owned())
        }
        _ => Ok(value.is_blank()),
    }
}

fn equals(left: &Json, right: &Json) -> std::result::Result<bool, String> {
    let unsure = |value: &Json| {
        !matches!(
            value.kind,
            Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Null
        )
    };
    if unsure(left) || unsure(right) {
        return Err("whether these are equal is known only at run time".to_owned());
    }
    Ok(left.kind == right.kind)
}
