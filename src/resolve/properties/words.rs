//! Properties whose value is one of a few words.

use smol_str::SmolStr;

use super::shapes::is_word;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::resolve::nearest::nearest;
use crate::resolve::{Resolver, codes};
use crate::syntax::ast::{Property, Value};

impl Resolver<'_> {
    pub(super) fn check_word(&mut self, property: &Property, words: &[&str]) {
        let value = property.values.first();
        let written: Option<SmolStr> = match value {
            Some(Value::Reference(reference)) => Some(reference.path.clone()),
            _ => None,
        };
        if value.is_some_and(is_word)
            && written
                .as_ref()
                .is_some_and(|word| words.contains(&word.as_str()))
        {
            if property.values.len() > 1 {
                self.wrong_value(property.span, &property.key.text, "one word");
            }
            return;
        }
        let span = value.map_or(property.span, Value::span);
        let choices: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{}` takes {}", property.key.text, choices.join(" or "));
        let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message);
        let meant = written.and_then(|word| {
            let near = nearest(&word, words.iter().copied());
            near.or_else(|| only_longer(&word, words))
        });
        self.report(match meant {
            Some(meant) => found.suggest(
                format!("did you mean `{meant}`?"),
                vec![Edit::replace(span, meant)],
            ),
            None => found.help("write one of these words"),
        });
    }
}

/// Finds the one word that a shorter one begins: `dev` is `development`.
fn only_longer(word: &str, words: &[&str]) -> Option<String> {
    let mut longer = words.iter().filter(|longer| longer.starts_with(word));
    let first = longer.next().filter(|_| !word.is_empty())?;
    longer.next().is_none().then(|| (*first).to_owned())
}
