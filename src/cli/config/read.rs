//! Reads the text of `rolewright.toml`, keeping the place of every key and value.

mod catalog;
mod plan;
mod stack;

use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{BROKEN, Config, Level, UNKNOWN, UNUSABLE};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::{FileId, Span};

type Key<'text> = Spanned<DeString<'text>>;
type Value<'text> = Spanned<DeValue<'text>>;

/// Reads settings; `rules` are the names and codes of all rules and groups.
pub fn read(file: FileId, text: &str, rules: &[&str]) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader {
        file,
        text,
        rules,
        config: Config::default(),
        found: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        reader.found.push(
            Diagnostic::new(
                BROKEN,
                Severity::Error,
                reader.span(range),
                "this is not TOML",
            )
            .label(error.message().to_lowercase().replace('\n', ", "))
            .help(
                "write `key = value` lines under `[lint]`, `[lint.rules]`, `[limits]`, `[plan]`, `[stack]`, `[catalog]` or `[build]`",
            ),
        );
    }
    if reader.found.is_empty() {
        reader.sections(table.get_ref());
    }
    (reader.config, reader.found)
}

struct Reader<'text> {
    file: FileId,
    text: &'text str,
    rules: &'text [&'text str],
    config: Config,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn sections(&mut self, table: &DeTable<'_>) {
        for (key, value) in in_order(table) {
            match key.get_ref().as_ref() {
                "catalog" => self.each(key, value, Self::catalog),
                "lint" => self.each(key, value, Self::lint),
                "limits" => self.each(key, value, Self::limit),
                "plan" => self.each(key, value, Self::plan),
                "stack" => self.stack(key, value),
                "build" => self.each(key, value, Self::build),
                _ => self.unknown("", key, value, SECTIONS),
            }
        }
    }

    fn each(
        &mut self,
        key: &Key<'_>,
        value: &Value<'_>,
        read: fn(&mut Self, &Key<'_>, &Value<'_>),
    ) {
        match value.get_ref().as_table() {
            Some(table) => in_order(table)
                .into_iter()
                .for_each(|(key, value)| read(self, key, value)),
            None => self.unusable(key, value, "a section", None),
        }
    }

    fn lint(&mut self, key: &Key<'_>, value: &Value<'_>) {
        match key.get_ref().as_ref() {
            "fail-on" => match value.get_ref().as_str().and_then(severity) {
                Some(level) => self.config.fail_on = level,
                None => self.unusable(key, value, LEVELS, Some("\"error\"")),
            },
            "max-allow-days" => {
                if let Some(days) = self.number(key, value, 1..=3660, "365") {
                    self.config.max_allow_days = days;
                }
            }
            "rules" => self.each(key, value, Self::rule),
            _ => self.unknown("lint.", key, value, &["fail-on", "max-allow-days", "rules"]),
        }
    }

    fn rule(&mut self, key: &Key<'_>, value: &Value<'_>) {
        let rule = key.get_ref().as_ref();
        if !self.rules.contains(&rule) {
            let rules = self.rules;
            return self.unknown("lint.rules.", key, value, rules);
        }
        let level = value.get_ref().as_str();
        let severity = level.and_then(severity);
        if severity.is_none() && level != Some("off") {
            return self.unusable(
                key,
                value,
                "`off`, `note`, `warning` or `error`",
                Some("\"warning\""),
            );
        }
        let span = self.span(key.span());
        self.config.levels.push(Level {
            rule: rule.to_owned(),
            severity,
            span,
        });
    }

    fn limit(&mut self, key: &Key<'_>, value: &Value<'_>) {
        match key.get_ref().as_ref() {
            "assignments-per-subscription" => {
                if let Some(count) = self.number(key, value, 1..=1_000_000, "5000") {
                    self.config.limits.assignments_per_subscription = count;
                }
            }
            "custom-roles-per-tenant" => {
                if let Some(count) = self.number(key, value, 1..=1_000_000, "5000") {
                    self.config.limits.custom_roles_per_tenant = count;
                }
            }
            _ => {
                let known = ["assignments-per-subscription", "custom-roles-per-tenant"];
                self.unknown("limits.", key, value, &known);
            }
        }
    }

    fn build(&mut self, key: &Key<'_>, value: &Value<'_>) {
        match key.get_ref().as_ref() {
            "out" => match value.get_ref().as_str() {
                Some(path) if !path.is_empty() => self.config.out = Some(PathBuf::from(path)),
                _ => self.unusable(key, value, "the path of a folder", Some("\"target/azure\"")),
            },
            _ => self.unknown("build.", key, value, &["out"]),
        }
    }

    fn number(
        &mut self,
        key: &Key<'_>,
        value: &Value<'_>,
        range: std::ops::RangeInclusive<u32>,
        example: &str,
    ) -> Option<u32> {
        let number = value.get_ref().as_integer();
        let number =
            number.and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let wanted = format!("a whole number from {} to {}", range.start(), range.end());
            self.unusable(key, value, &wanted, Some(example));
        }
        number
    }

    fn unknown(&mut self, section: &str, key: &Key<'_>, value: &Value<'_>, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let span = self.span(key.span());
        let finding = Diagnostic::new(
            UNKNOWN,
            Severity::Error,
            span,
            format!("there is no setting `{section}{name}`"),
        );
        let found = match nearest(name, known) {
            Some(near) => finding
                .label(format!("did you mean `{near}`?"))
                .suggest(format!("write `{near}`"), vec![Edit::replace(span, near)]),
            None => finding.suggest("remove it", vec![Edit::delete(self.whole(key, value))]),
        };
        self.found.push(found);
    }

    fn unusable(&mut self, key: &Key<'_>, value: &Value<'_>, wanted: &str, example: Option<&str>) {
        let name = key.get_ref();
        let span = self.span(value.span());
        let finding = Diagnostic::new(
            UNUSABLE,
            Severity::Error,
            span,
            format!("`{name}` must be {wanted}"),
        );
        self.found.push(match example {
            Some(example) => finding.suggest(
                format!("write `{example}`"),
                vec![Edit::replace(span, example)],
            ),
            None => finding.suggest("remove it", vec![Edit::delete(self.whole(key, value))]),
        });
    }

    /// Covers a setting with its line, or a section with all its lines.
    fn whole(&self, key: &Key<'_>, value: &Value<'_>) -> Span {
        let start = self
            .text
            .get(..key.span().start)
            .unwrap_or("")
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let is_section = self
            .text
            .get(start..)
            .unwrap_or("")
            .trim_start()
            .starts_with('[');
        let after = if is_section {
            key.span().end
        } else {
            value.span().end
        };
        let rest = self.text.get(after..).unwrap_or("");
        let stop = if is_section { "\n[" } else { "\n" };
        let end = rest.find(stop).map_or(self.text.len(), |at| after + at + 1);
        self.span(start..end)
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.file, byte(range.start), byte(range.end))
    }
}

const SECTIONS: &[&str] = &["catalog", "lint", "limits", "plan", "stack", "build"];
const LEVELS: &str = "`note`, `warning` or `error`";

fn severity(word: &str) -> Option<Severity> {
    match word {
        "note" => Some(Severity::Note),
        "warning" => Some(Severity::Warning),
        "error" => Some(Severity::Error),
        _ => None,
    }
}

fn in_order<'table, 'text>(
    table: &'table DeTable<'text>,
) -> Vec<(&'table Key<'text>, &'table Value<'text>)> {
    let mut settings: Vec<_> = table.iter().collect();
    settings.sort_by_key(|(key, _)| key.span().start);
    settings
}

/// Returns the known name that was probably meant.
fn nearest<'known>(name: &str, known: &[&'known str]) -> Option<&'known str> {
    let distance = |other: &str| strsim::damerau_levenshtein(name, other);
    let best = known.iter().min_by_key(|other| distance(other))?;
    (distance(best) <= 2.max(name.chars().count() / 3)).then_some(*best)
}
