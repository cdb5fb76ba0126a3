//! The functions of templates that need nothing but their arguments and the target.

mod list;
mod logic;
mod place;
mod text;

use super::evaluate::{Evaluator, Result};
use super::target::Target;
use super::value::cut;
use crate::import::json::{Json, Kind};
use crate::source::Span;

/// A function with its arguments, evaluated.
pub(super) struct Call<'c> {
    pub(super) name: &'c str,
    pub(super) values: &'c [Json],
    pub(super) span: Span,
}

/// Calls a function.
pub(super) fn call(call: &Call<'_>, target: &Target, evaluator: &mut Evaluator<'_>) -> Result {
    let name = call.name.to_ascii_lowercase();
    let found = text::call(&name, call, evaluator)
        .or_else(|| list::call(&name, call))
        .or_else(|| logic::call(&name, call))
        .or_else(|| place::call(&name, call, target, evaluator));
    found.unwrap_or_else(|| match name.as_str() {
        "reference" | "deployment" | "tenant" | "environment" => {
            let shown = call.shown(evaluator);
            Ok(evaluator.runtime(&shown, call.span))
        }
        _ => Err(format!(
            "the function `{}` is not evaluated here",
            cut(call.name)
        )),
    })
}

impl Call<'_> {
    /// Returns the arguments as texts.
    pub(super) fn texts(&self) -> std::result::Result<Vec<String>, String> {
        self.values.iter().map(word).collect()
    }

    /// Returns a call with the arguments from the second one on.
    fn rest(&self) -> Call<'_> {
        let values = self.values.get(1..).unwrap_or(&[]);
        Call { values, ..*self }
    }

    /// Shows the call to people.
    pub(super) fn shown(&self, evaluator: &Evaluator<'_>) -> String {
        let argument = |value: &Json| match &value.kind {
            Kind::Text(text) | Kind::Symbolic(text) => {
                format!("'{}'", evaluator.unknowns.show(text))
            }
            Kind::Number(number) => number.clone(),
            _ => "…".to_owned(),
        };
        let arguments: Vec<_> = self.values.iter().map(argument).collect();
        format!("{}({})", self.name, arguments.join(", "))
    }
}

/// Returns the text of a simple value.
fn word(value: &Json) -> std::result::Result<String, String> {
    match &value.kind {
        Kind::Text(text) | Kind::Symbolic(text) => Ok(text.clone()),
        Kind::Number(number) => Ok(number.clone()),
        Kind::Bool(true) => Ok("True".to_owned()),
        Kind::Bool(false) => Ok("False".to_owned()),
        _ => Err(format!("{} stands where a text is needed", value.word())),
    }
}
