//! Evaluating the values of a template: each text in brackets is an expression.

use serde_json::{Map, Value};

use super::{DEEPEST, World, invalid};
use crate::sandbox::deployment::expression::{self, Expression};
use crate::sandbox::deployment::function;
use crate::sandbox::refusal::Refusal;

impl World<'_> {
    /// Evaluates a value: each text in brackets is an expression.
    pub(in crate::sandbox::deployment) fn value(&self, value: &Value) -> Result<Value, Refusal> {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items
                .iter()
                .map(|item| self.value(item))
                .collect::<Result<_, _>>()
                .map(Value::Array),
            Value::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), self.value(value)?)));
                fields
                    .collect::<Result<Map<_, _>, Refusal>>()
                    .map(Value::Object)
            }
            other => Ok(other.clone()),
        }
    }

    fn text(&self, text: &str) -> Result<Value, Refusal> {
        if let Some(literal) = text.strip_prefix("[[") {
            return Ok(Value::String(format!("[{literal}")));
        }
        let inner = text
            .strip_prefix('[')
            .and_then(|inner| inner.strip_suffix(']'));
        let Some(inner) = inner else {
            return Ok(Value::String(text.to_owned()));
        };
        let expression = expression::read(inner);
        let expression = expression
            .ok_or_else(|| invalid(&format!("the expression '{inner}' cannot be read")))?;
        self.evaluate(&expression)
    }

    fn evaluate(&self, expression: &Expression) -> Result<Value, Refusal> {
        match expression {
            Expression::Text(text) => Ok(Value::String(text.clone())),
            Expression::Number(number) => Ok(Value::from(*number)),
            Expression::Field(of, name) => {
                let value = self.evaluate(of)?;
                let fields = value.as_object().into_iter().flatten();
                let mut found = fields.filter(|(key, _)| key.eq_ignore_ascii_case(name));
                let missing = || invalid(&format!("there is no property '{name}'"));
                found
                    .next()
                    .map(|(_, value)| value.clone())
                    .ok_or_else(missing)
            }
            Expression::Item(of, index) => {
                let (value, index) = (self.evaluate(of)?, self.evaluate(index)?);
                let found = match &index {
                    Value::String(name) => value.get(name),
                    index => usize::try_from(index.as_u64().unwrap_or(u64::MAX))
                        .ok()
                        .and_then(|at| value.get(at)),
                };
                found
                    .cloned()
                    .ok_or_else(|| invalid(&format!("there is no item {index}")))
            }
            Expression::Call(name, arguments) => {
                let arguments = arguments.iter().map(|argument| self.evaluate(argument));
                function::call(self, name, &arguments.collect::<Result<Vec<_>, _>>()?)
            }
        }
    }

    /// Returns the value of a parameter: the one that is given, else its default.
    pub(in crate::sandbox::deployment) fn parameter(&self, name: &str) -> Result<Value, Refusal> {
        let given = self
            .parameters
            .get(name)
            .and_then(|parameter| parameter.get("value"));
        if let Some(given) = given {
            return Ok(given.clone());
        }
        let default = self
            .definitions
            .get(name)
            .and_then(|definition| definition.get("defaultValue"));
        let default =
            default.ok_or_else(|| invalid(&format!("the parameter '{name}' has no value")))?;
        self.deeper()?.value(default)
    }

    /// Returns the value of a variable.
    pub(in crate::sandbox::deployment) fn variable(&self, name: &str) -> Result<Value, Refusal> {
        let value = self.variables.get(name);
        let value = value.ok_or_else(|| invalid(&format!("there is no variable '{name}'")))?;
        self.deeper()?.value(value)
    }

    /// Steps into a value that may refer to others; those that refer to themselves end here.
    fn deeper(&self) -> Result<World<'_>, Refusal> {
        if self.depth >= DEEPEST {
            return Err(invalid(
                "parameters and variables refer to one another too deep",
            ));
        }
        Ok(World {
            depth: self.depth + 1,
            ..self.again()
        })
    }
}
