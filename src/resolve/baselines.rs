//! Baselines: what is demanded of the settings of resources.

use super::nearest::nearest;
use super::properties::{Shape, is_duration, setting, settings};
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model;
use crate::syntax;
use crate::syntax::ast::{Baseline, Declaration, File, Item, Require, Value};

/// What may be demanded that is no property of one resource.
const OTHERS: &[(&str, Shape)] = &[
    ("diagnostics", Shape::References),
    ("secret-expiry", Shape::Duration),
];

impl Resolver<'_> {
    /// Checks a baseline; what it demands is judged by a later version.
    pub(super) fn baseline(&mut self, baseline: &Baseline) {
        self.scopes(&baseline.on);
        self.later("baselines (`baseline`)", baseline.span);
        self.model.baselines.push(model::Baseline {
            name: baseline.name.text.clone(),
            text: text(baseline).into(),
            span: baseline.span,
        });
        let demands = baseline.requires.iter();
        let listed: Vec<_> = demands
            .map(|one| (one.key.text.clone(), one.span))
            .collect();
        for (index, require) in baseline.requires.iter().enumerate() {
            let mut before = listed.iter().take(index);
            if let Some((key, first)) = before.find(|(key, _)| *key == require.key.text) {
                let message = format!("`{key}` is demanded twice");
                let code = codes::DUPLICATE_PROPERTY;
                let found = Diagnostic::new(code, Severity::Error, require.span, message);
                let found = found.related(*first, "first demanded here");
                let edit = Edit::delete(require.span);
                self.report(found.suggest("remove one of the two", vec![edit]));
            }
            self.require(require);
        }
    }

    fn require(&mut self, require: &Require) {
        let key = require.key.text.as_str();
        let mut others = OTHERS.iter();
        let other = others
            .find(|(name, _)| *name == key)
            .map(|(_, shape)| *shape);
        match setting(key).or(other) {
            None => self.unknown_demand(require),
            Some(Shape::References) => self.diagnostics_to(require),
            Some(Shape::Duration) => self.demanded_time(require),
            Some(Shape::Word(words)) => self.demanded_word(require, words),
            Some(_) => {}
        }
    }

    fn unknown_demand(&mut self, require: &Require) {
        let key = &require.key;
        let message = format!("no resource has a setting `{}`", key.text);
        let found = Diagnostic::new(codes::UNKNOWN_PROPERTY, Severity::Error, key.span, message);
        let known = settings().chain(OTHERS.iter().map(|(name, _)| *name));
        self.report(match nearest(&key.text, known) {
            Some(near) => found.suggest(
                format!("did you mean `{near}`?"),
                vec![Edit::replace(key.span, near)],
            ),
            None => found.suggest("remove it", vec![Edit::delete(require.span)]),
        });
    }

    fn diagnostics_to(&mut self, require: &Require) {
        let (Some("to"), Some(Value::Reference(reference))) = (relation(require), &require.value)
        else {
            return self.wrong_value(require.span, "diagnostics", "`to` and a log-analytics");
        };
        self.linked_to(reference, "log-analytics");
    }

    fn demanded_time(&mut self, require: &Require) {
        let time = match &require.value {
            Some(Value::Number(number)) => is_duration(&number.text),
            _ => false,
        };
        let related = matches!(relation(require), Some("at-most" | "at-least"));
        if !time || !related {
            let wanted = "`at-most` or `at-least` and a duration such as `30m`";
            self.wrong_value(require.span, &require.key.text, wanted);
        }
    }

    /// Checks a demand of a word; a switch that stands alone is to be on.
    fn demanded_word(&mut self, require: &Require, words: &'static [&'static str]) {
        let named = match &require.value {
            Some(Value::Reference(one)) if one.environment.is_none() => Some(one.path.as_str()),
            Some(_) => None,
            None => words.contains(&"on").then_some("on"),
        };
        let fits = named.is_some_and(|word| words.contains(&word));
        if !fits || require.relation.is_some() {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            self.wrong_value(require.span, &require.key.text, &words.join(" or "));
        }
    }
}

/// Writes a baseline canonically and without comments.
fn text(baseline: &Baseline) -> String {
    let item = Item {
        docs: None,
        annotations: Vec::new(),
        declaration: Declaration::Baseline(Box::new(baseline.clone())),
        span: baseline.span,
    };
    syntax::format_tree(&File {
        items: vec![item],
        ..File::default()
    })
}

fn relation(require: &Require) -> Option<&str> {
    require.relation.as_ref().map(|name| name.text.as_str())
}
