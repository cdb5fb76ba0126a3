//! The shapes that several JSON outputs share.

use serde::Serialize;

use crate::model::permission::{Block, Pattern};

/// A permission block as Resource Manager takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Permissions<'block> {
    actions: Vec<&'block str>,
    not_actions: Vec<&'block str>,
    data_actions: Vec<&'block str>,
    not_data_actions: Vec<&'block str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<&'block str>,
}

impl<'block> Permissions<'block> {
    pub(super) fn of(block: &'block Block) -> Self {
        Self {
            actions: list(&block.actions),
            not_actions: list(&block.not_actions),
            data_actions: list(&block.data_actions),
            not_data_actions: list(&block.not_data_actions),
            condition: block.condition.as_deref(),
        }
    }
}

/// Lists patterns as texts.
pub(super) fn list(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(Pattern::as_str).collect()
}

/// Writes JSON as every emitter does: indented, with a line break at the end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    // Texts, numbers and lists of them: nothing that could fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
