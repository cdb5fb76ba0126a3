//! What expressions give where everything they need is written in the template.

use smol_str::SmolStr;

use super::copy;
use super::expression::{self, Expression};
use super::function;
use super::target::Target;
use super::unknown::{Unknown, Unknowns};
use super::value::{cut, plain, text_of, weight};
use crate::import::json::{Entry, Json, Kind};
use crate::source::{FileId, Span};

/// How many values one file may ask for; stops variables that double each other.
const WORK: usize = 2_000_000;
/// How long a text may get.
const LENGTH: usize = 65_536;
/// How many parameters and variables may lie on the way to a value.
const DEPTH: usize = 32;

/// A value, or why there is none.
pub(super) type Result = std::result::Result<Json, String>;

/// What names mean inside one template.
#[derive(Debug, Clone)]
pub(super) struct Context<'a> {
    pub(super) file: FileId,
    /// The declarations of parameters.
    pub(super) parameters: Option<&'a Json>,
    /// The values that are given for them, evaluated.
    pub(super) given: Vec<(SmolStr, Json)>,
    pub(super) variables: Option<&'a Json>,
    /// The loops around, the innermost last, each with its number.
    pub(super) copies: Vec<(SmolStr, usize)>,
    /// What functions such as `subscription()` speak of.
    pub(super) target: Target,
    /// Where resources without a scope of their own go.
    pub(super) place: Target,
}

/// Evaluates, and counts the work.
#[derive(Debug)]
pub(super) struct Evaluator<'u> {
    pub(super) unknowns: &'u mut Unknowns,
    work: usize,
    depth: usize,
}

impl<'u> Evaluator<'u> {
    /// Goes on after so much work.
    pub(super) fn after(work: usize, unknowns: &'u mut Unknowns) -> Self {
        Self {
            unknowns,
            work,
            depth: 0,
        }
    }

    /// Returns how much was done, earlier work included.
    pub(super) fn work(&self) -> usize {
        self.work
    }

    /// Evaluates every text inside a value; what cannot be evaluated says why.
    pub(super) fn value(&mut self, value: &Json, context: &Context<'_>) -> Json {
        self.work += 1;
        let kind = match &value.kind {
            Kind::Text(text) => match self.text(text, value.span, context) {
                Ok(found) => found.kind,
                Err(why) => Kind::Opaque(why),
            },
            Kind::List(items) => {
                Kind::List(items.iter().map(|item| self.value(item, context)).collect())
            }
            Kind::Object(entries) => {
                let mut made = Vec::with_capacity(entries.len());
                for entry in entries {
                    if entry.key.eq_ignore_ascii_case("copy") && entry.value.list().is_some() {
                        made.extend(self.copied(entry, context));
                    } else {
                        made.push(Entry {
                            key: entry.key.clone(),
                            key_span: entry.key_span,
                            value: self.value(&entry.value, context),
                        });
                    }
                }
                Kind::Object(made)
            }
            other => other.clone(),
        };
        Json {
            kind,
            span: value.span,
        }
    }

    fn text(&mut self, text: &str, span: Span, context: &Context<'_>) -> Result {
        if text.contains('\0') {
            return Err("the text holds a character that no template can hold".to_owned());
        }
        let Some(inside) = expression::inside(text) else {
            return Ok(plain(expression::literal(text).to_owned(), span));
        };
        let parsed = expression::parse(inside);
        let parsed = parsed.map_err(|why| format!("`{}` {why}", cut(text)))?;
        self.expression(&parsed, span, context)
    }

    /// Evaluates an expression; values that only the deployment knows become marks.
    pub(super) fn expression(
        &mut self,
        expression: &Expression,
        span: Span,
        context: &Context<'_>,
    ) -> Result {
        self.work += 1;
        if self.work > WORK {
            return Err("the template makes too much work to evaluate".to_owned());
        }
        match expression {
            Expression::Text(text) => Ok(plain(text.clone(), span)),
            Expression::Number(number) => Ok(Json {
                kind: Kind::Number(number.clone()),
                span,
            }),
            Expression::Call(name, arguments) => self.call(name, arguments, span, context),
            Expression::Member(value, name) => {
                let value = self.expression(value, span, context)?;
                self.member(&value, name, span)
            }
            Expression::Index(value, index) => {
                let value = self.expression(value, span, context)?;
                let index = self.expression(index, span, context)?;
                match (&index.kind, value.list()) {
                    (Kind::Text(name), _) => self.member(&value, name, span),
                    (Kind::Number(at), Some(items)) => {
                        let item = at.parse().ok().and_then(|at: usize| items.get(at));
                        let item = item
                            .ok_or_else(|| format!("the list has no item {at}"))?
                            .clone();
                        self.counted(item)
                    }
                    _ => Err("only lists and objects have items".to_owned()),
                }
            }
        }
    }

    fn member(&mut self, value: &Json, name: &str, span: Span) -> Result {
        if let Kind::Symbolic(text) = &value.kind {
            let shown = match self.unknowns.only(text) {
                Some(Unknown::Runtime(expression)) => format!("{expression}.{name}"),
                _ => format!("{}.{name}", self.unknowns.show(text)),
            };
            return Ok(self.runtime(&shown, span));
        }
        let found = value.get(name).cloned();
        self.counted(found.ok_or_else(|| format!("nothing is called `{name}` there"))?)
    }

    /// Makes the mark of a value that only the deployment knows.
    pub(super) fn runtime(&mut self, expression: &str, span: Span) -> Json {
        let mark = self.unknowns.mark(Unknown::Runtime(expression.into()));
        Json {
            kind: Kind::Symbolic(mark),
            span,
        }
    }

    fn counted(&mut self, value: Json) -> Result {
        self.work += weight(&value);
        if self.work > WORK {
            return Err("the template makes too much work to evaluate".to_owned());
        }
        Ok(value)
    }

    fn call(
        &mut self,
        name: &str,
        arguments: &[Expression],
        span: Span,
        context: &Context<'_>,
    ) -> Result {
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.expression(argument, span, context)?);
        }
        let call = function::Call {
            name,
            values: &values,
            span,
        };
        match (name.to_ascii_lowercase().as_str(), values.as_slice()) {
            ("parameters", [name]) => self.parameter(text_of(name)?, span, context),
            ("variables", [name]) => self.variable(text_of(name)?, context),
            ("copyindex", arguments) => copy::index(arguments, span, context),
            _ => {
                let value = function::call(&call, &context.target, self)?;
                let long = matches!(&value.kind, Kind::Text(text) | Kind::Symbolic(text) if text.len() > LENGTH);
                if long {
                    return Err("the text gets too long".to_owned());
                }
                self.counted(value)
            }
        }
    }

    fn parameter(&mut self, name: &str, span: Span, context: &Context<'_>) -> Result {
        let given = context
            .given
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        if let Some((_, value)) = given {
            if let Kind::Opaque(why) = &value.kind {
                return Err(why.clone());
            }
            return self.counted(value.clone());
        }
        self.looked_in(context.parameters);
        let entry = context.parameters.and_then(|all| all.entry(name));
        let entry = entry.ok_or_else(|| format!("the template has no parameter `{name}`"))?;
        if let Some(default) = entry.value.get("defaultValue") {
            return self.deeper(default, context);
        }
        let unknown = Unknown::Parameter(context.file, entry.key.as_str().into());
        let mark = self.unknowns.mark(unknown);
        Ok(Json {
            kind: Kind::Symbolic(mark),
            span,
        })
    }

    fn variable(&mut self, name: &str, context: &Context<'_>) -> Result {
        self.looked_in(context.variables);
        let value = context.variables.and_then(|all| all.get(name));
        if let Some(value) = value {
            return self.deeper(value, context);
        }
        let copy = copy::named(name, context.variables);
        let copy = copy.ok_or_else(|| format!("the template has no variable `{name}`"))?;
        self.enter()?;
        let made = self.copy(copy, context);
        self.depth -= 1;
        made
    }

    /// Counts the work of looking for a name among many.
    fn looked_in(&mut self, all: Option<&Json>) {
        self.work += all.map_or(0, |all| all.entries().len() / 8);
    }

    fn enter(&mut self) -> std::result::Result<(), String> {
        if self.depth >= DEPTH || self.work > WORK {
            return Err("parameters and variables lead to each other without end".to_owned());
        }
        self.depth += 1;
        Ok(())
    }

    fn deeper(&mut self, value: &Json, context: &Context<'_>) -> Result {
        self.enter()?;
        let found = self.value(value, context);
        self.depth -= 1;
        match found.kind {
            Kind::Opaque(why) => Err(why),
            _ => Ok(found),
        }
    }
}
