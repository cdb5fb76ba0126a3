//! Filling the holes of a template's tree.

use std::cell::RefCell;

use smol_str::{SmolStr, format_smolstr};

use super::codes;
use super::nearest::nearest;
use super::room::{Room, size};
use super::templates::word;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};
use crate::syntax::MAX_NAME;
use crate::syntax::ast::{
    Annotation, Body, Capability, Declaration, Exception, Expectation, Grant, GrantTerm, Item,
    Member, MemberKind, Name, Never, Parameter, PermissionList, Property, Reference, Role,
    RoleMember, Selector, Stage, StageMember, Text, TextPart, TextParts, Thing, Value, What,
};

/// The values of a template's parameters in one use.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    values: HashMap<SmolStr, Value>,
    /// The parameters that a hole has asked for.
    used: RefCell<HashSet<SmolStr>>,
    /// What strings hold that is no parameter.
    left: RefCell<Vec<Name>>,
    room: Room,
}

impl Arguments {
    /// Makes arguments that fill each hole with itself.
    pub(super) fn as_they_stand(parameters: &[Parameter]) -> Self {
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
    pub(super) fn within(room: &Room) -> Self {
        Self {
            room: room.clone(),
            ..Self::default()
        }
    }

    pub(super) fn insert(&mut self, name: SmolStr, value: Value) -> Option<Value> {
        self.values.insert(name, value)
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Tells whether a hole has asked for a parameter.
    pub(super) fn was_used(&self, name: &str) -> bool {
        self.used.borrow().contains(name)
    }

    /// Lists what strings hold that is no parameter.
    pub(super) fn left(&self) -> Vec<Name> {
        self.left.borrow().clone()
    }

    fn get(&self, name: &str) -> Option<&Value> {
        let (name, value) = self.values.get_key_value(name)?;
        self.used.borrow_mut().insert(name.clone());
        self.room.take(size(value)).then_some(value)
    }

    /// Returns the value if the text is one hole and nothing else: `${p}`.
    fn whole(&self, text: &str) -> Option<&Value> {
        self.get(only_hole(text)?)
    }

    /// Fills every hole of a word such as `${project}-lake`.
    fn fill_word(&self, text: &str, span: Span, troubles: &mut Vec<Diagnostic>) -> SmolStr {
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
}

impl Arguments {
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
pub(super) fn is_name_path(text: &str) -> bool {
    let is_short = text.len() <= MAX_NAME;
    is_short
        && text.split('.').all(|name| {
            let starts = name.starts_with(|first: char| first.is_ascii_lowercase());
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            starts && !name.ends_with('-') && !name.contains("--") && name.bytes().all(plain)
        })
}

fn not_a_word(name: &str, span: Span) -> Diagnostic {
    let message = format!("one word is needed here, and the value of `{name}` is none");
    Diagnostic::new(codes::TEMPLATE_VALUE, Severity::Error, span, message)
        .help("give it one word, or let the hole stand where a list may stand")
}

fn wrong_element(span: Span) -> Diagnostic {
    let message = "the template needs the name of something declared here";
    Diagnostic::new(codes::TEMPLATE_VALUE, Severity::Error, span, message)
        .help("write a name without quotes, or a list of names")
}

fn no_name(text: &str, span: Span) -> Diagnostic {
    let message = format!("`{text}` is not a name");
    Diagnostic::new(codes::TEMPLATE_VALUE, Severity::Error, span, message)
        .help("a name has lower-case letters, digits and single hyphens, and begins with a letter")
}

/// A piece of a tree whose holes can be filled.
pub(super) trait Fill {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>);
}

impl Fill for Name {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        if self.has_hole() {
            self.text = arguments.fill_word(&self.text, self.span, troubles);
        }
    }
}

impl Fill for Reference {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        if let Some(Value::Reference(whole)) = arguments.whole(&self.path) {
            self.path = whole.path.clone();
            self.environment = self
                .environment
                .take()
                .or_else(|| whole.environment.clone());
        } else if self.path.contains("${") {
            self.path = arguments.fill_word(&self.path, self.span, troubles);
        }
        self.environment.fill(arguments, troubles);
    }
}

impl Fill for Text {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        let TextParts::Mixed(parts) = &mut self.parts else {
            return;
        };
        let mut filled = Vec::with_capacity(parts.len());
        for part in parts.drain(..) {
            // `${env…}` and `let`s belong to the instance, also in the value of a parameter.
            let value = match &part {
                TextPart::Hole(name) => arguments.get(&name.text).map(|value| (name, value)),
                TextPart::Literal(_) => None,
            };
            match value.map(|(name, value)| (name, word(value), value)) {
                None => {
                    if let TextPart::Hole(name) = &part {
                        arguments.left.borrow_mut().push(name.clone());
                    }
                    filled.push(part);
                }
                Some((_, Some(plain), _)) => filled.push(TextPart::Literal(plain.clone())),
                Some((_, None, Value::Text(text))) => {
                    if let TextParts::Mixed(inner) = &text.parts {
                        filled.extend_from_slice(inner);
                    }
                }
                Some((name, None, _)) => troubles.push(not_a_word(&name.text, name.span)),
            }
        }
        *parts = filled;
    }
}

impl<T: Fill> Fill for Option<T> {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        if let Some(inner) = self {
            inner.fill(arguments, troubles);
        }
    }
}

/// A thing that may be one hole which a list value replaces, element by element.
trait Splice: Sized {
    fn hole(&self) -> Option<&str>;
    fn of(value: &Value) -> Option<Self>;
}

impl Splice for Reference {
    fn hole(&self) -> Option<&str> {
        // Of `${p}@dev`, the environment stays.
        self.environment.is_none().then_some(&self.path)
    }

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Reference(reference) => Some(reference.clone()),
            Value::Text(text) => {
                let path = text.as_plain().filter(|text| is_name_path(text))?;
                Some(Reference {
                    path: path.clone(),
                    environment: None,
                    span: text.span,
                })
            }
            _ => None,
        }
    }
}

impl Splice for Name {
    fn hole(&self) -> Option<&str> {
        Some(&self.text)
    }

    fn of(value: &Value) -> Option<Self> {
        word(value).map(|text| Name {
            text: text.clone(),
            span: value.span(),
        })
    }
}

impl Splice for Value {
    fn hole(&self) -> Option<&str> {
        match self {
            Value::Reference(reference) => reference.hole(),
            _ => None,
        }
    }

    fn of(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl Splice for Selector {
    fn hole(&self) -> Option<&str> {
        match self {
            Selector::Hole(name) => Some(&name.text),
            Selector::Reference(reference) => reference.hole(),
            _ => None,
        }
    }

    fn of(value: &Value) -> Option<Self> {
        Reference::of(value).map(Selector::Reference)
    }
}

impl<T: Fill + Splice> Fill for Vec<T> {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        let mut filled = Vec::with_capacity(self.len());
        for mut element in self.drain(..) {
            match element.hole().and_then(|text| arguments.whole(text)) {
                Some(value) => splice(value, &mut filled, troubles),
                None => {
                    element.fill(arguments, troubles);
                    filled.push(element);
                }
            }
        }
        *self = filled;
    }
}

/// Puts a value in place of an element; of a list, each of its own.
fn splice<T: Splice>(value: &Value, filled: &mut Vec<T>, troubles: &mut Vec<Diagnostic>) {
    if let Value::List(values, _) = value {
        for value in values {
            splice(value, filled, troubles);
        }
        return;
    }
    match T::of(value) {
        Some(element) => filled.push(element),
        None => troubles.push(wrong_element(value.span())),
    }
}

impl Fill for Value {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        let whole = match self {
            Value::Reference(reference) => reference
                .hole()
                .and_then(|text| arguments.whole(text))
                .cloned(),
            _ => None,
        };
        if let Some(value) = whole {
            *self = value;
            return;
        }
        match self {
            Value::Text(text) => text.fill(arguments, troubles),
            Value::Reference(reference) => reference.fill(arguments, troubles),
            Value::List(values, _) => values.fill(arguments, troubles),
            Value::Number(_) | Value::Date(_) => {}
        }
    }
}

impl Fill for Selector {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        match self {
            Selector::Reference(reference) => reference.fill(arguments, troubles),
            Selector::Every(every) => {
                every.label.fill(arguments, troubles);
                every.environments.fill(arguments, troubles);
                every.tier.fill(arguments, troubles);
            }
            Selector::Tier(name, _) => name.fill(arguments, troubles),
            Selector::Hole(name) => {
                let text = arguments.fill_word(&name.text, name.span, troubles);
                *self = Selector::Reference(Reference {
                    path: text,
                    environment: None,
                    span: name.span,
                });
            }
            Selector::Anyone(_) => {}
        }
    }
}

impl Fill for What {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        match self {
            What::Named(name) => name.fill(arguments, troubles),
            What::Quoted(text) => text.fill(arguments, troubles),
        }
    }
}

impl Splice for What {
    fn hole(&self) -> Option<&str> {
        match self {
            What::Named(name) => Some(&name.text),
            What::Quoted(_) => None,
        }
    }

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(What::Quoted(text.clone())),
            _ => Name::of(value).map(What::Named),
        }
    }
}

/// Fills fields one after another.
macro_rules! fill {
    ($arguments:ident, $troubles:ident: $($field:expr),* $(,)?) => {
        {
            $($field.fill($arguments, $troubles);)*
        }
    };
}

impl Fill for Item {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        for annotation in &mut self.annotations {
            annotation.fill(arguments, troubles);
        }
        match &mut self.declaration {
            Declaration::Policy(thing)
            | Declaration::Resource(thing)
            | Declaration::Identity(thing) => thing.fill(arguments, troubles),
            Declaration::Let(declared) => {
                fill!(arguments, troubles: declared.name, declared.value);
            }
            Declaration::Capability(capability) => capability.fill(arguments, troubles),
            Declaration::Stage(stage) => stage.fill(arguments, troubles),
            Declaration::Role(role) => role.fill(arguments, troubles),
            Declaration::Grant(grant) => grant.fill(arguments, troubles),
            Declaration::Never(never) => never.fill(arguments, troubles),
            Declaration::Test(test) => {
                test.title.fill(arguments, troubles);
                for expectation in &mut test.expectations {
                    expectation.fill(arguments, troubles);
                }
            }
            Declaration::Baseline(baseline) => {
                fill!(arguments, troubles: baseline.name, baseline.on);
                for require in &mut baseline.requires {
                    require.value.fill(arguments, troubles);
                }
            }
            Declaration::Use(used) => {
                for argument in &mut used.arguments {
                    argument.value.fill(arguments, troubles);
                }
            }
            Declaration::Template(_) => {}
        }
    }
}

impl Fill for Annotation {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.rules, self.because);
    }
}

impl Fill for Thing {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.name, self.within, self.body);
    }
}

impl Fill for Body {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        for member in &mut self.members {
            member.fill(arguments, troubles);
        }
    }
}

impl Fill for Member {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        for annotation in &mut self.annotations {
            annotation.fill(arguments, troubles);
        }
        match &mut self.kind {
            MemberKind::Property(property) => property.fill(arguments, troubles),
            MemberKind::Let(declared) => {
                fill!(arguments, troubles: declared.name, declared.value);
            }
            MemberKind::Override(over) => fill!(arguments, troubles: over.environments, over.body),
            MemberKind::Child(thing) => thing.fill(arguments, troubles),
        }
    }
}

impl Fill for Property {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.values, self.body);
    }
}

impl Fill for PermissionList {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        for pattern in &mut self.patterns {
            pattern.fill(arguments, troubles);
        }
    }
}

impl Fill for Capability {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        self.name.fill(arguments, troubles);
        for part in &mut self.parts {
            part.needs.fill(arguments, troubles);
            for list in &mut part.lists {
                list.fill(arguments, troubles);
            }
        }
    }
}

impl Fill for Stage {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.name, self.extends, self.separate_from, self.formerly);
        for member in &mut self.members {
            match member {
                StageMember::Clause(clause) => fill!(arguments, troubles: clause.slots, clause.can),
                StageMember::Except(what, _) => what.fill(arguments, troubles),
            }
        }
    }
}

impl Fill for Role {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.name, self.formerly);
        for member in &mut self.members {
            match member {
                RoleMember::Property(property) => property.fill(arguments, troubles),
                RoleMember::List(list) => list.fill(arguments, troubles),
                RoleMember::Block(block) => {
                    for list in &mut block.lists {
                        list.fill(arguments, troubles);
                    }
                    block.condition.fill(arguments, troubles);
                }
            }
        }
    }
}

impl Fill for Grant {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.what, self.to, self.on);
        for option in &mut self.options {
            match &mut option.term {
                GrantTerm::Because(text) | GrantTerm::Condition(text) => {
                    text.fill(arguments, troubles);
                }
                GrantTerm::Eligible { approved_by, .. } => approved_by.fill(arguments, troubles),
                GrantTerm::MayAssign { what, to } => fill!(arguments, troubles: what, to),
                GrantTerm::Binding { slot, target } => fill!(arguments, troubles: slot, target),
                GrantTerm::Where(comparisons) => {
                    for comparison in comparisons {
                        comparison.value.fill(arguments, troubles);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Fill for Never {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.what, self.to, self.on);
        for exception in &mut self.except {
            match exception {
                Exception::Who(selector) => selector.fill(arguments, troubles),
                Exception::Through(what) => what.fill(arguments, troubles),
            }
        }
    }
}

impl Fill for Expectation {
    fn fill(&mut self, arguments: &Arguments, troubles: &mut Vec<Diagnostic>) {
        fill!(arguments, troubles: self.who, self.what, self.on);
    }
}
