//! Names, references, values, selectors: what every construct is made of.

use smol_str::SmolStr;

use super::Lower;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::Span;
use crate::syntax::ast::{Date, Every, Name, Reference, Selector, Text, Value, What};
use crate::syntax::parser::{Pair, Rule};
use crate::syntax::{MAX_NAME, codes};

impl Lower<'_> {
    pub(super) fn name(&mut self, pair: &Pair<'_>) -> Name {
        let name = self.word(pair);
        if !is_name(&name.text) {
            self.odd_name(&name);
        }
        name
    }

    /// Reads a word that need not be a name: a number, a code. Of one that is too long only the
    /// beginning is kept, since findings and ids repeat it.
    pub(super) fn word(&mut self, pair: &Pair<'_>) -> Name {
        let (text, span) = (pair.as_str(), self.span(pair));
        let kept = text
            .get(..text.floor_char_boundary(MAX_NAME))
            .unwrap_or_default();
        if kept.len() < text.len() {
            let message = format!("this name is longer than {MAX_NAME} characters");
            let found = Diagnostic::new(codes::BAD_NAME, Severity::Error, span, message);
            self.report(found.help("shorten it"));
        }
        Name {
            text: SmolStr::new(kept),
            span,
        }
    }

    /// Reports a word that is no name, or a hole that nothing fills.
    fn odd_name(&mut self, name: &Name) {
        let filled = fill(&name.text);
        if !is_name(&filled) {
            self.bad_name(name);
        } else if self.templates == 0 {
            self.hole_outside(name);
        }
    }

    fn bad_name(&mut self, name: &Name) {
        let message = format!("`{}` is not shaped like a name", name.text);
        let mut diagnostic = Diagnostic::new(codes::BAD_NAME, Severity::Error, name.span, message)
            .note("a name is made of small letters, digits and single hyphens: `team-a2`");
        let segments = name.text.split_inclusive(['.', '@']);
        let kebab: String = segments.map(kebab).collect();
        if kebab != name.text && fill(&kebab).split(['.', '@']).all(is_name) {
            let edit = Edit::replace(name.span, kebab.clone());
            diagnostic = diagnostic.suggest(format!("write `{kebab}`"), vec![edit]);
        } else if name.text.ends_with('@') {
            diagnostic = diagnostic.help("name an environment behind the `@`, or leave it out");
        } else {
            diagnostic = diagnostic.help("write a name of this shape in its place");
        }
        self.report(diagnostic);
    }

    fn hole_outside(&mut self, name: &Name) {
        let message = format!("`{}` holds a parameter outside any template", name.text);
        self.report(
            Diagnostic::new(codes::HOLE_OUTSIDE, Severity::Error, name.span, message)
                .help("move the declaration into a `template`, or write the name out"),
        );
    }

    pub(super) fn reference(&mut self, pair: &Pair<'_>) -> Reference {
        let name = self.word(pair);
        let parts = name.text.split_once('@');
        let (path, environment) = parts.unwrap_or((&name.text, "x"));
        if !path.split('.').all(is_name) || !is_name(environment) {
            self.odd_reference(&name);
        }
        let Some((path, environment)) = parts else {
            return Reference {
                path: name.text,
                environment: None,
                span: name.span,
            };
        };
        let start = name.span.end - u32::try_from(environment.len()).unwrap_or(0);
        Reference {
            path: SmolStr::new(path),
            environment: Some(Name {
                text: SmolStr::new(environment),
                span: Span::new(name.span.file, start, name.span.end),
            }),
            span: name.span,
        }
    }

    /// Reports a reference with a segment that is no name, or a hole that nothing fills.
    fn odd_reference(&mut self, name: &Name) {
        let (path, environment) = name.text.split_once('@').unwrap_or((&name.text, "x"));
        // A dot inside `${…}` is no separator, and a filled hole has none.
        let filled = fill(path);
        let mut segments = filled.split('.').chain([environment]);
        if !segments.all(|segment| is_name(&fill(segment))) {
            self.bad_name(name);
        } else if self.templates == 0 && name.has_hole() {
            self.hole_outside(name);
        }
    }

    pub(super) fn date(&self, pair: &Pair<'_>) -> Date {
        Date {
            text: SmolStr::new(pair.as_str()),
            span: self.span(pair),
        }
    }

    /// Reads the one string of a construct such as `because "…"`.
    pub(super) fn only_text(&mut self, pair: Pair<'_>) -> Text {
        let span = self.span(&pair);
        let found = pair.into_inner().find(|part| part.as_rule() == Rule::text);
        found.map_or_else(|| Text::plain("", span), |part| self.text(&part))
    }

    /// Reads the one date of a construct such as `until 2027-01-31`.
    pub(super) fn only_date(&mut self, pair: Pair<'_>) -> Date {
        let span = self.span(&pair);
        let found = pair.into_inner().find(|part| part.as_rule() == Rule::date);
        found.map_or_else(
            || Date {
                text: SmolStr::default(),
                span,
            },
            |part| self.date(&part),
        )
    }

    /// Reads a value; `None` for a token that is none.
    pub(super) fn value(&mut self, pair: Pair<'_>) -> Option<Value> {
        Some(match pair.as_rule() {
            Rule::text => Value::Text(self.text(&pair)),
            Rule::reference | Rule::on_word | Rule::hole => Value::Reference(self.reference(&pair)),
            Rule::number => Value::Number(self.word(&pair)),
            Rule::date => Value::Date(self.date(&pair)),
            Rule::list => {
                let span = self.span(&pair);
                let values = pair.into_inner();
                Value::List(values.filter_map(|part| self.value(part)).collect(), span)
            }
            _ => return None,
        })
    }

    /// Reads a name or an operation or role in quotes; `None` for a token that is neither.
    pub(super) fn what(&mut self, pair: &Pair<'_>) -> Option<What> {
        match pair.as_rule() {
            Rule::text => Some(What::Quoted(self.operation(pair))),
            Rule::name => Some(What::Named(self.name(pair))),
            _ => None,
        }
    }

    /// As [`Lower::what`], where a role of Azure may be meant.
    pub(super) fn granted(&mut self, pair: &Pair<'_>) -> Option<What> {
        match pair.as_rule() {
            Rule::name => Some(What::Named(self.used_name(pair))),
            _ => self.what(pair),
        }
    }

    /// Reads a name of something declared elsewhere. One that has not the shape of a name finds
    /// nothing, and the looking up can say what was meant: `Reader` is a role of Azure.
    fn used_name(&mut self, pair: &Pair<'_>) -> Name {
        let name = self.word(pair);
        if name.has_hole() {
            self.odd_name(&name);
        }
        name
    }

    /// Reads who or where; `None` for a token that is neither.
    pub(super) fn selector(&mut self, pair: Pair<'_>) -> Option<Selector> {
        Some(match pair.as_rule() {
            Rule::reference => {
                let text = pair.as_str();
                let is_hole = text.starts_with("${") && text.find('}') == Some(text.len() - 1);
                if is_hole {
                    Selector::Hole(self.name(&pair))
                } else {
                    Selector::Reference(self.reference(&pair))
                }
            }
            Rule::anyone => Selector::Anyone(self.span(&pair)),
            Rule::tier => {
                let span = self.span(&pair);
                let name = self.first_name(pair);
                Selector::Tier(name, span)
            }
            Rule::every => Selector::Every(self.every(pair).into()),
            _ => return None,
        })
    }

    fn every(&mut self, pair: Pair<'_>) -> Every {
        let span = self.span(&pair);
        let mut every = Every {
            kind: empty_name(span),
            label: None,
            environments: Vec::new(),
            tier: None,
            span,
        };
        let mut section = Rule::kw_every;
        for part in pair.into_inner() {
            if part.as_rule() != Rule::name {
                if part.as_rule() != Rule::comma {
                    section = part.as_rule();
                }
                continue;
            }
            let name = self.name(&part);
            match section {
                Rule::kw_every => every.kind = name,
                Rule::kw_label => every.label = Some(name),
                Rule::kw_in => every.environments.push(name),
                _ => every.tier = Some(name),
            }
        }
        every
    }

    /// Reads the first name of a construct.
    pub(super) fn first_name(&mut self, pair: Pair<'_>) -> Name {
        let span = self.span(&pair);
        let found = pair.into_inner().find(|part| part.as_rule() == Rule::name);
        found.map_or_else(|| empty_name(span), |part| self.name(&part))
    }
}

/// Stands where the grammar guarantees a name and the types do not.
pub(super) fn empty_name(span: Span) -> Name {
    Name {
        text: SmolStr::default(),
        span,
    }
}

/// Tells whether a text is a name without holes.
fn is_name(text: &str) -> bool {
    let mut last = b'-';
    let starts_well = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    let fits = text.bytes().all(|byte| {
        let is_second_hyphen = byte == b'-' && last == b'-';
        last = byte;
        matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-') && !is_second_hyphen
    });
    starts_well && fits && last != b'-'
}

/// Replaces each hole by a letter that fits anywhere in a name.
fn fill(text: &str) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, hole)) = rest.split_once("${") {
        filled.push_str(before);
        filled.push('x');
        rest = hole.split_once('}').map_or("", |(_, after)| after);
    }
    filled.push_str(rest);
    filled
}

/// Turns a word into the nearest name: `TrainModel_v2` into `train-model-v2`; the sign that ends
/// a segment stays.
fn kebab(segment: &str) -> String {
    let text = segment.trim_end_matches(['.', '@']);
    let mut result = String::with_capacity(text.len());
    let mut was_small = false;
    for character in text.chars() {
        if character.is_ascii_uppercase() && was_small {
            result.push('-');
        }
        was_small = character.is_ascii_lowercase() || character.is_ascii_digit();
        match character {
            '_' | '-' if result.is_empty() || result.ends_with('-') => {}
            '_' => result.push('-'),
            other => result.push(other.to_ascii_lowercase()),
        }
    }
    result.truncate(result.trim_end_matches('-').len());
    result.push_str(segment.get(text.len()..).unwrap_or_default());
    result
}
