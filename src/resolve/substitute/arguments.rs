//! The values of a template's parameters in one use, and what they make of a hole.

use std::cell::RefCell;

use smol_str::{SmolStr, format_smolstr};

use crate::diagnostic::{Diagnostic, Severity};
use crate::resolve::codes;
use crate::resolve::nearest::nearest;
use crate::resolve::room::{Room, size};
use crate::resolve::templates::word;
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};
use crate::syntax::MAX_NAME;
use crate::syntax::ast::{Name, Parameter, Reference, Value};

/// The values of a template's parameters in one use.
#[derive(Debug, Default)]
pub(in crate::resolve) struct Arguments {
    values: HashMap<SmolStr, Value>,
    /// The parameters that a hole has asked for.
    used: RefCell<HashSet<SmolStr>>,
    /// What strings hold that is no parameter.
    pub(super) left: RefCell<Vec<Name>>,
    room: Room,
}

impl Arguments {
    /// Makes arguments that fill each hole with itself.
    pub(in crate::resolve) fn as_they_stand(parameters: &[Parameter]) -> Self {
        let itself = |parameter: &Parameter| {
            let Name { text, span } = &parameter.name;
            let reference = Reference {
                path: format_smolstr!("${{{text}}}"),
                environment: None,
                span: *span,
            };
            (text.clone(), Value::Reference(reference))
        };
        Self {
            values: parameters.iter().map(itself).collect(),
            ..Self::default()
        }
    }

    /// Makes arguments that fill holes as long as there is room.
    pub(in crate::resolve) fn within(room: &Room) -> Self {
        Self {
            room: room.clone(),
            ..Self::default()
        }
    }

    pub(in crate::resolve) fn insert(&mut self, name: SmolStr, value: Value) -> Option<Value> {
        self.values.insert(name, value)
    }

    pub(in crate::resolve) fn contains(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Tells whether a hole has asked for a parameter.
    pub(in crate::resolve) fn was_used(&self, name: &str) -> bool {
        self.used.borrow().contains(name)
    }

    /// Lists what strings hold that is no parameter.
    pub(in crate::resolve) fn left(&self) -> Vec<Name> {
        self.left.borrow().clone()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let (name, value) = self.values.get_key_value(name)?;
        self.used.borrow_mut().insert(name.clone());
        self.room.take(size(value)).then_some(value)
    }

    /// Returns the value if the text is one hole and nothing else: `${p}`.
    pub(super) fn whole(&self, text: &str) -> Option<&Value> {
        self.get(only_hole(text)?)
    }

    /// Fills every hole of a word such as `${project}-lake`.
    pub(super) fn fill_word(
        &self,
        text: &str,
        span: Span,
        troubles: &mut Vec<Diagnostic>,
    ) -> SmolStr {
        let mut filled = String::new();
        let mut rest = text;
        let before_it = troubles.len();
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, tail)) = after.split_once('}') else {
                break;
            };
            filled.push_str(before);
            match self.get(name).map(word) {
                Some(Some(value)) => filled.push_str(value),
                Some(None) => troubles.push(not_a_word(name, span)),
                None if self.room.is_empty() => return text.into(),
                None => troubles.push(self.unknown_hole(name, span)),
            }
            rest = tail;
        }
        filled.push_str(rest);
        // A hole that stands for itself may be any name.
        let is_filled = troubles.len() == before_it && !filled.contains("${");
        if is_filled && !is_name_path(&filled) {
            troubles.push(no_name(&filled, span));
            filled.truncate(filled.floor_char_boundary(MAX_NAME));
        }
        filled.into()
    }

    fn unknown_hole(&self, name: &str, span: Span) -> Diagnostic {
        let message = format!("the template has no parameter `{name}`");
        let found = Diagnostic::new(codes::TEMPLATE_VALUE, Severity::Error, span, message);
        match nearest(name, self.values.keys().map(SmolStr::as_str)) {
            Some(near) => found.help(format!("did you mean `${{{near}}}`?")),
            None => found.help(format!("add `{name}` to the template's parameters")),
        }
    }
}

fn only_hole(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    (!name.contains('$')).then_some(name)
}

/// Tells whether dotted parts are names.
pub(in crate::resolve) fn is_name_path(text: &str) -> bool {
    let is_short = text.len() <= MAX_NAME;
    is_short
        && text.split('.').all(|name| {
            let starts = name.starts_with(|first: char| first.is_ascii_lowercase());
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            starts && !name.ends_with('-') && !name.contains("--") && name.bytes().all(plain)
        })
}

pub(super) fn not_a_word(name: &str, span: Span) -> Diagnostic {
    let message = format!("one word is needed here, and the value of `{name}` is none");
    Diagnostic::new(codes::TEMPLATE_VALUE, Severity::Error, span, message)
        .help("give it one word, or let the hole stand where a list may stand")
}

fn no_name(text: &str, span: Span) -> Diagnostic {
    let message = format!("`{text}` is not a name");
    Diagnostic::new(codes::TEMPLATE_VALUE, Severity::Error, span, message)
        .help("a name has lower-case letters, digits and single hyphens, and begins with a letter")
}
