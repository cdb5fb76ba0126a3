//! Reads `[stack]`, and refuses what Azure does not offer at its scope.

use std::ops::Range;

use super::{Key, Reader, UNUSABLE, Value, in_order};
use crate::cli::config::{Deny, Stack, Unmanage};
use crate::compile::names::is_guid;
use crate::compile::place::Place;
use crate::diagnostic::{Diagnostic, Severity};

/// What a stack may be told.
const KNOWN: &[&str] = &[
    "name",
    "scope",
    "location",
    "on-unmanage",
    "deny",
    "excluded-principals",
    "excluded-actions",
    "deny-below",
];

/// So many principals may be excluded.
const PRINCIPALS: usize = 5;
/// So many actions may be excluded.
const ACTIONS: usize = 200;
/// No stack has a longer name.
const LONGEST: usize = 90;

impl Reader<'_> {
    /// Reads the section; it counts where nothing is wrong with it.
    pub(super) fn stack(&mut self, key: &Key<'_>, value: &Value<'_>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.unusable(key, value, "a section", None);
        };
        let (before, mut stack) = (self.found.len(), Stack::default());
        for (key, value) in in_order(table) {
            self.stack_setting(&mut stack, key, value);
        }
        let missing = [
            ("name", stack.name.is_empty()),
            ("scope", stack.scope.is_empty()),
            ("location", stack.location.is_empty()),
        ];
        let missing = missing.iter().find(|(_, is_missing)| *is_missing);
        if let (Some((name, _)), true) = (missing, before == self.found.len()) {
            self.wrong(key.span(), &format!("a stack needs `{name}`"), EXAMPLE);
        }
        self.fits_its_scope(&stack, key);
        if before == self.found.len() {
            self.config.stack = Some(stack);
        }
    }

    fn stack_setting(&mut self, stack: &mut Stack, key: &Key<'_>, value: &Value<'_>) {
        let text = value.get_ref().as_str();
        match key.get_ref().as_ref() {
            "name" => match text.filter(|text| is_name(text)) {
                Some(text) => text.clone_into(&mut stack.name),
                None => self.unusable(
                    key,
                    value,
                    "at most 90 letters, digits and `-_.()`",
                    Some("\"access\""),
                ),
            },
            "scope" => match text.filter(|text| is_scope(text)) {
                Some(text) => text.trim_end_matches('/').clone_into(&mut stack.scope),
                None => {
                    let wrong = "`scope` must be the id of a subscription or a management group";
                    self.wrong(value.span(), wrong, SCOPES);
                }
            },
            "location" => match text.filter(|text| is_location(text)) {
                Some(text) => text.clone_into(&mut stack.location),
                None => self.unusable(key, value, "a region of Azure", Some("\"westeurope\"")),
            },
            "on-unmanage" => match text {
                Some("delete") => stack.on_unmanage = Unmanage::Delete,
                Some("detach") => stack.on_unmanage = Unmanage::Detach,
                _ => self.unusable(key, value, "`delete` or `detach`", Some("\"delete\"")),
            },
            _ => self.denying(stack, key, value),
        }
    }

    /// Reads what others may not do to what the stack holds.
    fn denying(&mut self, stack: &mut Stack, key: &Key<'_>, value: &Value<'_>) {
        match key.get_ref().as_ref() {
            "deny" => match value.get_ref().as_str() {
                Some("none") => stack.deny = Deny::Nothing,
                Some("delete") => stack.deny = Deny::Delete,
                Some("write-and-delete") => stack.deny = Deny::WriteAndDelete,
                _ => {
                    let wanted = "`none`, `delete` or `write-and-delete`";
                    self.unusable(key, value, wanted, Some("\"none\""));
                }
            },
            "excluded-principals" => {
                let wanted = "at most 5 object ids";
                if let Some(list) = self.texts(key, value, PRINCIPALS, wanted, is_guid) {
                    stack.excluded_principals = list;
                }
            }
            "excluded-actions" => {
                let wanted = "at most 200 operations";
                let is_action = |text: &str| text.contains('/') && !text.contains(' ');
                if let Some(list) = self.texts(key, value, ACTIONS, wanted, is_action) {
                    stack.excluded_actions = list;
                }
            }
            "deny-below" => match value.get_ref().as_bool() {
                Some(below) => stack.deny_below = below,
                None => self.unusable(key, value, "`true` or `false`", Some("false")),
            },
            _ => self.unknown("stack.", key, value, KNOWN),
        }
    }

    /// Reads a list of texts that each fit.
    pub(super) fn texts(
        &mut self,
        key: &Key<'_>,
        value: &Value<'_>,
        most: usize,
        wanted: &str,
        fits: impl Fn(&str) -> bool,
    ) -> Option<Vec<String>> {
        let items = value.get_ref().as_array();
        let texts = items.map(|items| {
            let texts = items.iter().map(|one| one.get_ref().as_str());
            texts.map(|text| text.filter(|text| fits(text)).map(str::to_owned))
        });
        let texts: Option<Vec<_>> = texts.and_then(Iterator::collect);
        let texts = texts.filter(|texts| texts.len() <= most);
        if texts.is_none() {
            self.unusable(key, value, wanted, None);
        }
        texts
    }

    /// Azure has no deny settings for stacks of management groups, and needs some to exclude from.
    fn fits_its_scope(&mut self, stack: &Stack, key: &Key<'_>) {
        let excludes = !stack.excluded_principals.is_empty()
            || !stack.excluded_actions.is_empty()
            || stack.deny_below;
        if stack.deny == Deny::Nothing {
            if excludes {
                let wrong = "the stack denies nothing, and so nothing can be excluded from that";
                self.wrong(key.span(), wrong, "set `deny`, or take the rest out");
            }
        } else if Place::of(&stack.scope).is_some_and(|place| place.is_management_group()) {
            let wrong = "Azure has no deny settings for the stack of a management group";
            let help = "take `deny` out, or name a subscription as the scope";
            self.wrong(key.span(), wrong, help);
        }
    }

    fn wrong(&mut self, range: Range<usize>, message: &str, help: &str) {
        let span = self.span(range);
        let finding = Diagnostic::new(UNUSABLE, Severity::Error, span, message);
        self.found.push(finding.help(help));
    }
}

const EXAMPLE: &str = "give `name`, `scope` and `location`";
const SCOPES: &str = "write `/subscriptions/GUID`, or \
                      `/providers/Microsoft.Management/managementGroups/NAME`";

fn is_name(text: &str) -> bool {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_.()".contains(char);
    (1..=LONGEST).contains(&text.len()) && text.chars().all(plain)
}

fn is_location(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && text.chars().all(|char| char.is_ascii_alphanumeric())
}

fn is_scope(text: &str) -> bool {
    match Place::of(text) {
        Some(Place::ManagementGroup { .. }) => true,
        Some(Place::Subscription { subscription }) => is_guid(subscription),
        _ => false,
    }
}
