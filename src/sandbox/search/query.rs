//! Reading a question, and doing what its steps say.

use serde_json::{Map, Value};

use super::bad;
use crate::sandbox::refusal::Refusal;
use crate::support::sort;

/// Where the rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// Role assignments and definitions.
    Authorization,
    /// Resources.
    Resources,
    /// Subscriptions and resource groups.
    Containers,
}

/// A question.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) table: Table,
    /// Each has to hold: one of its comparisons does.
    filters: Vec<Vec<Comparison>>,
    /// Column, and whether it falls.
    order: Option<(String, bool)>,
    /// New name and column.
    columns: Option<Vec<(String, String)>>,
    pub(super) limit: Option<usize>,
}

#[derive(Debug)]
struct Comparison {
    column: String,
    values: Vec<String>,
    fold: bool,
    lower: bool,
    not: bool,
}

impl Query {
    /// Reads a question.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut steps = text.split('|').map(str::trim);
        let table = match steps.next().unwrap_or_default().to_lowercase().as_str() {
            "authorizationresources" => Table::Authorization,
            "resources" => Table::Resources,
            "resourcecontainers" => Table::Containers,
            other => return Err(bad(&format!("the sandbox has no table '{other}'"))),
        };
        let mut query = Self {
            table,
            filters: Vec::new(),
            order: None,
            columns: None,
            limit: None,
        };
        for step in steps {
            query.step(step)?;
        }
        Ok(query)
    }

    fn step(&mut self, step: &str) -> Result<(), Refusal> {
        let unknown = || bad(&format!("the sandbox does not know the step '{step}'"));
        let (word, rest) = step.split_once(char::is_whitespace).ok_or_else(unknown)?;
        let rest = rest.trim();
        match word.to_lowercase().as_str() {
            "where" => {
                for part in rest.split(" and ") {
                    let any = part.trim().trim_start_matches('(');
                    let any: Option<_> = any.split(" or ").map(comparison).collect();
                    self.filters.push(any.ok_or_else(unknown)?);
                }
            }
            "order" | "sort" => {
                let rest = rest.strip_prefix("by ").ok_or_else(unknown)?.trim();
                let (column, way) = rest.split_once(' ').unwrap_or((rest, "desc"));
                let falls = match way.trim() {
                    "asc" => false,
                    "desc" => true,
                    _ => return Err(unknown()),
                };
                self.order = Some((column.to_owned(), falls));
            }
            "project" => {
                let columns: Option<_> = rest.split(',').map(column).collect();
                self.columns = Some(columns.ok_or_else(unknown)?);
            }
            "limit" | "take" => self.limit = Some(rest.parse().map_err(|_| unknown())?),
            _ => return Err(unknown()),
        }
        Ok(())
    }

    /// Tells whether a row fits.
    pub(super) fn takes(&self, row: &Value) -> bool {
        self.filters
            .iter()
            .all(|any| any.iter().any(|one| one.takes(row)))
    }

    /// Sorts rows as the question says; without a word on it by nothing that a client may rely on.
    pub(super) fn sort(&self, rows: &mut [Value]) {
        let Some((column, falls)) = &self.order else {
            return;
        };
        let key = |row: &Value| field(row, column).map(text).unwrap_or_default();
        sort::by_key(rows, key);
        if *falls {
            rows.reverse();
        }
    }

    /// Shows the columns that the question asks for.
    pub(super) fn project(&self, row: &Value) -> Value {
        let Some(columns) = &self.columns else {
            return row.clone();
        };
        let shown = columns.iter().map(|(name, source)| {
            (
                name.clone(),
                field(row, source).cloned().unwrap_or(Value::Null),
            )
        });
        Value::Object(shown.collect::<Map<_, _>>())
    }
}

/// Reads a column that is shown: its name, and what it is taken from.
fn column(text: &str) -> Option<(String, String)> {
    let (name, source) = text.split_once('=').unwrap_or((text, text));
    let (name, source) = (name.trim(), source.trim());
    let is_plain = |char: char| char.is_alphanumeric() || "._".contains(char);
    let plain = !source.is_empty() && source.chars().all(is_plain);
    plain.then(|| (own_name(name), source.to_owned()))
}

impl Comparison {
    fn takes(&self, row: &Value) -> bool {
        let own = field(row, &self.column).map(text).unwrap_or_default();
        let own = if self.lower { own.to_lowercase() } else { own };
        let equal = |value: &String| {
            if self.fold {
                value.eq_ignore_ascii_case(&own)
            } else {
                *value == own
            }
        };
        self.values.iter().any(equal) != self.not
    }
}

/// Reads a comparison such as `type =~ 'a'`, `tolower(type) == 'a'` and `type in~ ('a', 'b')`.
fn comparison(part: &str) -> Option<Comparison> {
    let part = part.trim();
    let operators = [" in~ ", " in ", "=~", "!~", "==", "!="];
    let (operator, column, rest) = operators.into_iter().find_map(|operator| {
        let (column, rest) = part.split_once(operator)?;
        Some((operator.trim(), column.trim(), rest.trim()))
    })?;
    let inner = column
        .strip_prefix("tolower(")
        .and_then(|inner| inner.strip_suffix(')'));
    let rest = rest.trim_start_matches('(').trim_end_matches(')');
    let values = rest.split(',').map(|value| {
        let value = value.trim();
        let quote = value.chars().next().filter(|char| "'\"".contains(*char))?;
        value
            .strip_prefix(quote)?
            .strip_suffix(quote)
            .map(str::to_owned)
    });
    Some(Comparison {
        column: inner.unwrap_or(column).to_owned(),
        values: values.collect::<Option<Vec<_>>>()?,
        fold: operator.ends_with('~'),
        lower: inner.is_some(),
        not: operator.starts_with('!'),
    })
}

/// Finds a column: fields of fields are joined by dots, and names ignore letter case.
fn field<'row>(row: &'row Value, column: &str) -> Option<&'row Value> {
    column.split('.').try_fold(row, |value, name| {
        let mut fields = value.as_object()?.iter();
        fields
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A column of a column that is projected without a name of its own has its dots made `_`.
fn own_name(name: &str) -> String {
    name.replace('.', "_")
}
