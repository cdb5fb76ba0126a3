//! Loops: `copy` of resources, variables and properties, and `copyIndex()`.

use super::evaluate::{Context, Evaluator, Result};
use crate::import::json::{Entry, Json, Kind};
use crate::source::Span;

/// Most turns of one loop, as Azure has it.
pub(super) const MOST: usize = 800;

impl Evaluator<'_> {
    /// Makes the properties of a `copy` inside an object.
    pub(super) fn copied(&mut self, copies: &Entry, context: &Context<'_>) -> Vec<Entry> {
        let each = copies.value.list().unwrap_or_default().iter();
        each.filter_map(|copy| {
            let key = copy.get("name")?.text()?.to_owned();
            let value = self.copy(copy, context).unwrap_or_else(|why| Json {
                kind: Kind::Opaque(why),
                span: copy.span,
            });
            let key_span = copies.key_span;
            Some(Entry {
                key,
                key_span,
                value,
            })
        })
        .collect()
    }

    /// Makes the list of a `copy`: its `input`, once for each number.
    pub(super) fn copy(&mut self, copy: &Json, context: &Context<'_>) -> Result {
        let named = copy.get("name").and_then(Json::text).unwrap_or_default();
        let input = copy.get("input").ok_or("the copy has no `input`")?;
        let count = copy.get("count").ok_or("the copy has no `count`")?;
        let count = number(&self.value(count, context))
            .ok_or("how many copies there are is known only at run time")?;
        if count > MOST {
            return Err(format!("a loop makes {MOST} copies at most"));
        }
        let items = (0..count).map(|index| {
            let mut inner = context.clone();
            inner.copies.push((named.into(), index));
            self.value(input, &inner)
        });
        let kind = Kind::List(items.collect());
        let span = copy.span;
        Ok(Json { kind, span })
    }
}

/// Finds the loop that makes a variable.
pub(super) fn named<'a>(name: &str, variables: Option<&'a Json>) -> Option<&'a Json> {
    let mut copies = variables?.get("copy")?.list()?.iter();
    copies.find(|copy| {
        let named = copy.get("name").and_then(Json::text);
        named.is_some_and(|named| named.eq_ignore_ascii_case(name))
    })
}

/// Reads the number of a loop, and what is to be added to it.
pub(super) fn index(arguments: &[Json], span: Span, context: &Context<'_>) -> Result {
    let named = arguments.first().and_then(Json::text);
    let added = arguments.last().and_then(number).unwrap_or(0);
    let mut around = context.copies.iter().rev();
    let found = around.find(|(name, _)| named.is_none_or(|named| named.eq_ignore_ascii_case(name)));
    let (_, index) = found.ok_or("there is no loop around this")?;
    let number = index.saturating_add(added).to_string();
    let kind = Kind::Number(number);
    Ok(Json { kind, span })
}

/// Reads a whole number that is not below zero.
pub(super) fn number(value: &Json) -> Option<usize> {
    match &value.kind {
        Kind::Number(number) => number.parse().ok(),
        _ => None,
    }
}
