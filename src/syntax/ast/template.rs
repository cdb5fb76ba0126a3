//! Templates: declarations with holes, and their use.

use super::{Item, Name, Text, Value};
use crate::source::Span;

/// `template NAME(PARAMETER, …) { … }`
#[derive(Debug, Clone)]
pub struct Template {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// The declarations it makes.
    pub items: Vec<Item>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// One parameter of a template.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// The value it has where a use gives none.
    pub default: Option<Value>,
}

/// `use TEMPLATE(PARAMETER = VALUE, …) [from "module"]`
#[derive(Debug, Clone)]
pub struct Use {
    /// The template.
    pub template: Name,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// The module that declares the template, if it is not this policy set.
    pub from: Option<Text>,
    /// From the keyword to the end.
    pub span: Span,
}

/// `PARAMETER = VALUE`
#[derive(Debug, Clone)]
pub struct Argument {
    /// The parameter.
    pub name: Name,
    /// Its value.
    pub value: Value,
}
