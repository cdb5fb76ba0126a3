//! Strings with `${…}`, GUIDs, days and patterns.

use smol_str::SmolStr;

use super::nearest::nearest_within;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::EnvironmentId;
use crate::model::date::Day;
use crate::model::permission::Pattern;
use crate::source::Span;
use crate::syntax::ast::{Date, Name, Text, TextPart, TextParts, Value};

/// The longest string that `${…}` may make, in bytes; nothing in Azure holds as much.
const MOST_TEXT: usize = 64 * 1024;

impl Resolver<'_> {
    /// Returns a string with every `${…}` filled in.
    pub(super) fn text(&mut self, text: &Text, environment: Option<EnvironmentId>) -> SmolStr {
        let parts = match &text.parts {
            TextParts::Plain(plain) => return plain.clone(),
            TextParts::Mixed(parts) => parts,
        };
        let mut filled = String::new();
        for part in parts {
            match part {
                TextPart::Literal(literal) => filled.push_str(literal),
                TextPart::Hole(hole) => match self.variable(hole, environment) {
                    Some(value) => filled.push_str(&value),
                    None => {
                        self.unknown_variable(hole, environment);
                        // Something stands there, so that nobody misses it as well.
                        filled.push_str(&hole.text);
                    }
                },
            }
            if filled.len() > MOST_TEXT {
                let message = format!("this string is longer than {} KiB", MOST_TEXT >> 10);
                self.too_long(text.span, message);
                return SmolStr::default();
            }
        }
        let was_full = self.room.is_empty();
        if self.room.take(filled.len()) {
            return filled.into();
        }
        if !was_full {
            let message = format!(
                "the strings of this policy set are longer than {} MiB together",
                super::MOST_TEXT >> 20
            );
            self.too_long(text.span, message);
        }
        SmolStr::default()
    }

    fn too_long(&mut self, span: Span, message: String) {
        let found = Diagnostic::new(codes::TEXT_LIMIT, Severity::Error, span, message)
            .note("with every `${…}` filled in")
            .help("write shorter variables into it, or fewer");
        self.report(found);
    }

    fn variable(&self, hole: &Name, environment: Option<EnvironmentId>) -> Option<SmolStr> {
        let name = hole.text.as_str();
        let current = environment.and_then(|id| Some((id, self.model.environment(id)?)));
        match (name.strip_prefix("env"), current) {
            (Some(""), Some((_, found))) => Some(found.name.clone()),
            (Some(".tier"), Some((_, found))) => found.tier.map(|tier| tier.keyword().into()),
            (Some(field), Some((id, _))) if field.starts_with('.') => {
                let key = (id, SmolStr::new(field.trim_start_matches('.')));
                self.names.environment_variables.get(&key).cloned()
            }
            _ => self.names.variables.get(name).cloned(),
        }
    }

    fn unknown_variable(&mut self, hole: &Name, environment: Option<EnvironmentId>) {
        let name = &hole.text;
        let in_environment = environment.and_then(|id| self.model.environment(id));
        let message = match (name.starts_with("env"), in_environment) {
            (true, Some(found)) => format!("environment `{}` has no `{name}`", found.name),
            (true, None) => format!("`{name}` has no meaning outside an environment"),
            (false, _) => format!("nothing declares a variable `{name}`"),
        };
        let found = Diagnostic::new(codes::UNKNOWN_VARIABLE, Severity::Error, hole.span, message);
        let fields = self.names.environment_variables.keys();
        let of_environment = fields.map(|(_, field)| format!("env.{field}"));
        let global = self.names.variables.keys().map(ToString::to_string);
        let always = ["env", "env.tier"].map(str::to_owned);
        let known: Vec<_> = if self.search.is_empty() {
            Vec::new()
        } else {
            of_environment.chain(global).chain(always).collect()
        };
        let found = match nearest_within(&self.search, name, known.iter().map(String::as_str)) {
            Some(near) if near != *name => {
                let edit = Edit::replace(hole.span, format!("${{{near}}}"));
                found.suggest(format!("did you mean `{near}`?"), vec![edit])
            }
            _ => found.help(format!(
                "declare it with `let {} = \"…\"`",
                name.trim_start_matches("env.")
            )),
        };
        let found = self.unsearched(found);
        self.report(found);
    }

    /// Reads a GUID and returns it in lower case.
    pub(super) fn guid(
        &mut self,
        text: &Text,
        environment: Option<EnvironmentId>,
    ) -> Option<SmolStr> {
        let value = self.text(text, environment);
        if is_guid(&value) {
            return Some(value.to_ascii_lowercase().into());
        }
        let message = format!("`{value}` is not a GUID");
        let found = Diagnostic::new(codes::MALFORMED_ID, Severity::Error, text.span, message)
            .note("a GUID has 32 hexadecimal digits in groups of 8-4-4-4-12")
            .help("copy it from the portal or from `az … show --query id`");
        self.report(found);
        None
    }

    /// Reads a day.
    pub(super) fn day(&mut self, date: &Date) -> Option<Day> {
        let day = Day::parse(&date.text);
        if day.is_none() {
            let message = format!("there is no day `{}`", date.text);
            let found =
                Diagnostic::new(codes::IMPOSSIBLE_DATE, Severity::Error, date.span, message);
            let near = last_day_of_month(&date.text);
            self.report(match near {
                Some(near) => found.suggest(
                    format!("write the last day of that month, `{near}`"),
                    vec![Edit::replace(date.span, near)],
                ),
                None => found.help("write year, month and day, such as 2027-01-31"),
            });
        }
        day
    }

    /// Reads an operation or a pattern.
    ///
    /// Azure allows at most one `*` in a custom role; that `*` is a whole segment is a rule of the
    /// language, because no document says what part of a segment would match.
    pub(super) fn pattern(&mut self, text: &Text) -> Option<Pattern> {
        // `${…}` in an operation has been reported by `syntax`.
        let plain = text.as_plain()?.clone();
        if is_operation(&plain) {
            return Some(Pattern::from(plain));
        }
        let trimmed = plain.trim();
        let problem = pattern_problem(trimmed);
        if let Some((problem, help)) = problem {
            let message = format!("`{trimmed}` {problem}");
            let found = Diagnostic::new(
                codes::MALFORMED_PATTERN,
                Severity::Error,
                text.span,
                message,
            );
            let whole = whole_segments(trimmed);
            let found = match whole {
                Some(whole) => {
                    found.suggest(help, vec![Edit::replace(text.span, format!("\"{whole}\""))])
                }
                None => found.help(help),
            };
            self.report(found);
        }
        // Blanks around it stay: a definition of Azure's is compiled as it is.
        (!trimmed.is_empty()).then(|| Pattern::from(plain))
    }

    /// Returns a value as text, whatever its form.
    pub(super) fn value_text(
        &mut self,
        value: &Value,
        environment: Option<EnvironmentId>,
    ) -> SmolStr {
        match value {
            Value::Text(text) => self.text(text, environment),
            Value::Reference(reference) => match &reference.environment {
                Some(named) => smol_str::format_smolstr!("{}@{}", reference.path, named.text),
                None => reference.path.clone(),
            },
            Value::Number(number) => number.text.clone(),
            Value::Date(date) => date.text.clone(),
            Value::List(values, _) => {
                let texts: Vec<_> = values
                    .iter()
                    .map(|one| self.value_text(one, environment))
                    .collect();
                texts.join(", ").into()
            }
        }
    }

    /// Reports a value of the wrong shape.
    pub(super) fn wrong_value(&mut self, span: Span, key: &str, wanted: &str) {
        let message = format!("`{key}` takes {wanted}");
        let found = Diagnostic::new(codes::WRONG_VALUE, Severity::Error, span, message);
        self.report(found.help(format!("write {wanted} after `{key}`")));
    }
}

/// Tells whether a text has the form 8-4-4-4-12 of hexadecimal digits.
pub(super) fn is_guid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn last_day_of_month(text: &str) -> Option<String> {
    let (month, _) = text.rsplit_once('-')?;
    let days = (28..=31).rev().map(|day| format!("{month}-{day}"));
    days.into_iter().find(|day| Day::parse(day).is_some())
}

/// Tells whether a byte may stand in a segment of an operation.
fn is_plain(byte: u8) -> bool {
    let is_sign = matches!(byte, b'-' | b'.' | b':' | b'_' | b'{' | b'}' | b'$');
    byte.is_ascii_alphanumeric() || is_sign
}

/// Tells whether a text has the form of an operation without a wildcard, as nearly all have.
fn is_operation(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without a way out of the loop many bytes are looked at at once.
    let fits = |all: bool, byte: &u8| all & (is_plain(*byte) || *byte == b'/');
    let mut start = 0;
    for slash in memchr::memchr_iter(b'/', bytes) {
        if slash == start {
            return false;
        }
        start = slash + 1;
    }
    let has_segments = start > 0 && start < bytes.len();
    has_segments && bytes.iter().fold(true, fits)
}

fn pattern_problem(text: &str) -> Option<(&'static str, &'static str)> {
    let plain = |byte: u8| is_plain(byte) || matches!(byte, b'*' | b'/');
    let stars = text.bytes().filter(|byte| *byte == b'*').count();
    if text.is_empty() {
        return Some((
            "names no operation",
            "write an operation such as \"Microsoft.Storage/storageAccounts/read\"",
        ));
    }
    if !text.bytes().all(plain) {
        return Some(("holds a character that no operation has", "remove it"));
    }
    if stars > 1 {
        return Some((
            "holds more than one `*`, which Azure refuses",
            "keep one `*`",
        ));
    }
    if stars > 0 && !text.split('/').any(|segment| segment == "*") {
        return Some((
            "has a `*` that is only a part of a segment",
            "let `*` stand for a whole segment",
        ));
    }
    let has_empty_segment = text.starts_with('/') || text.ends_with('/') || text.contains("//");
    if text != "*" && (has_empty_segment || !text.contains('/')) {
        return Some((
            "is not an operation",
            "write provider, type and verb with single slashes between them",
        ));
    }
    None
}

/// Rewrites a pattern so that its `*` is one whole segment.
fn whole_segments(text: &str) -> Option<String> {
    let mut seen = false;
    let kept: Vec<_> = text
        .split('/')
        .filter_map(|segment| {
            if !segment.contains('*') {
                return (!segment.is_empty()).then_some(segment);
            }
            (!std::mem::replace(&mut seen, true)).then_some("*")
        })
        .collect();
    let whole = kept.join("/");
    (seen && pattern_problem(&whole).is_none()).then_some(whole)
}
