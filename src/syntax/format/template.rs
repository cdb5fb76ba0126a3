//! Templates and their use.

use super::source::Source;
use super::unit::{Fence, Unit};
use super::{item, leaf};
use crate::syntax::ast::{Argument, Name, Parameter, Template, Use, Value};

impl<'a> Unit<'a> {
    pub(super) fn template(template: &'a Template, source: &Source<'_>) -> Self {
        let parameters: Vec<Unit<'a>> = template.parameters.iter().map(parameter).collect();
        let end = parameters
            .last()
            .map_or(template.name.span.end, |last| last.end);
        Unit::at(template.span)
            .words(format!("template {}", template.name.text))
            .fenced(parameters, Fence::Parens, source.find(')', end))
            .block_behind(item::units(&template.items, source), end, source)
    }

    pub(super) fn use_template(used: &'a Use, source: &Source<'_>) -> Self {
        let arguments: Vec<Unit<'a>> = used.arguments.iter().map(argument).collect();
        let end = arguments.last().map_or(used.span.start, |last| last.end);
        let unit = Unit::at(used.span)
            .words(format!("use {}", used.template.text))
            .fenced(arguments, Fence::Parens, source.find(')', end));
        match &used.from {
            Some(from) => unit.words(format!("from {}", leaf::text(from))),
            None => unit,
        }
    }
}

fn parameter(parameter: &Parameter) -> Unit<'_> {
    match &parameter.default {
        Some(value) => assigned(&parameter.name, value),
        None => Unit::at(parameter.name.span).words(&parameter.name.text),
    }
}

fn argument(argument: &Argument) -> Unit<'_> {
    assigned(&argument.name, &argument.value)
}

fn assigned<'a>(name: &'a Name, value: &'a Value) -> Unit<'a> {
    let unit = Unit::at(name.span.to(value.span()));
    unit.words(format!("{} =", name.text)).value(value)
}
