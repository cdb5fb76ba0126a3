//! The permission blocks of role definitions.

use super::missing;
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::codes;
use crate::import::json::Json;
use crate::import::reading::{Placed, Reading};
use crate::source::Span;
use crate::syntax::ast::ListKind;

/// One permission block.
#[derive(Debug, Clone)]
pub(in crate::import) struct Block {
    pub(in crate::import) span: Span,
    pub(in crate::import) lists: Vec<(ListKind, Vec<Placed>, Span)>,
    pub(in crate::import) condition: Option<Placed>,
}

/// The lists and the condition of a block, without places.
pub(super) type BlockText<'r> = (Vec<(ListKind, Vec<&'r str>)>, Option<&'r str>);

impl Block {
    /// Returns what it allows, without places.
    pub(super) fn says(&self) -> BlockText<'_> {
        let lists = self.lists.iter().map(|(list, patterns, _)| {
            let patterns = patterns.iter().map(|pattern| pattern.text.as_str());
            (*list, patterns.collect())
        });
        let condition = self.condition.as_ref();
        (
            lists.collect(),
            condition.map(|condition| condition.text.as_str()),
        )
    }
}

/// The names of the four lists.
pub(super) const LISTS: &[(ListKind, &str)] = &[
    (ListKind::Actions, "actions"),
    (ListKind::ExceptActions, "notActions"),
    (ListKind::DataActions, "dataActions"),
    (ListKind::ExceptDataActions, "notDataActions"),
];

pub(in crate::import) fn read_blocks(inner: &Json, reading: &mut Reading) -> Vec<Block> {
    let Some(permissions) = inner.get("permissions") else {
        let flat = LISTS.iter().any(|(_, key)| inner.get(key).is_some());
        if !flat {
            missing(inner.span, "permissions", reading);
        }
        return Vec::from_iter(flat.then(|| read_block(inner, reading)));
    };
    let Some(items) = permissions.list() else {
        reading.texts(permissions);
        return Vec::new();
    };
    let mut blocks = Vec::new();
    for item in items {
        if item.is_object() {
            reading.name_leftovers(item, OF_BLOCK);
            blocks.push(read_block(item, reading));
        } else {
            let message = format!(
                "a permission block is expected here, and this is {}",
                item.word()
            );
            reading.error(
                codes::BAD_VALUE,
                item.span,
                message,
                "write an object with `actions`",
            );
        }
    }
    blocks
}

const OF_BLOCK: &[&str] = &[
    "actions",
    "notActions",
    "dataActions",
    "notDataActions",
    "condition",
    "conditionVersion",
];

fn read_block(object: &Json, reading: &mut Reading) -> Block {
    let mut lists = Vec::new();
    for (list, key) in LISTS {
        if let Some(value) = object.get(key) {
            let patterns = reading.texts(value);
            if !patterns.is_empty() {
                lists.push((*list, patterns, value.span));
            }
        }
    }
    let condition = read_condition(object, reading).unwrap_or(None);
    Block {
        span: object.span,
        lists,
        condition,
    }
}

/// A condition is written and cannot be read; without it the grant would be a wider one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) struct Unreadable;

/// Reads a condition; the version is fixed in the language.
pub(in crate::import) fn read_condition(
    object: &Json,
    reading: &mut Reading,
) -> Result<Option<Placed>, Unreadable> {
    let Some(condition) = object.get("condition").filter(|value| !value.is_blank()) else {
        return Ok(None);
    };
    if let Some(version) = object
        .get("conditionVersion")
        .filter(|value| value.text() != Some("2.0"))
    {
        let shown = version.text().unwrap_or(version.word());
        let message =
            format!("the condition is of version `{shown}`, and is kept as one of version 2.0");
        reading.report(
            Diagnostic::new(
                codes::NOT_REPRESENTABLE,
                Severity::Warning,
                version.span,
                message,
            )
            .help("write the condition anew for version 2.0"),
        );
    }
    reading.plain(condition).map(Some).ok_or(Unreadable)
}
