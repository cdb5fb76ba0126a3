//! Templates and their use.

use super::Lower;
use super::leaf::empty_name;
use super::place::no_value;
use crate::diagnostic::{Diagnostic, Severity};
use crate::syntax::ast::{Argument, Parameter, Template, Use};
use crate::syntax::codes;
use crate::syntax::parser::{Pair, Rule};

impl Lower<'_> {
    /// Reads a template; `None` where it stands inside another one.
    pub(super) fn template(&mut self, pair: Pair<'_>) -> Option<Template> {
        let span = self.span(&pair);
        if self.templates > 0 {
            let name = self.first_name(pair);
            let message = format!("the template `{}` stands inside another one", name.text);
            self.drop_docs(span.end);
            self.report(
                Diagnostic::new(codes::NESTED_TEMPLATE, Severity::Error, name.span, message)
                    .note("a template makes declarations, and a template is none")
                    .help("declare it beside the other one and `use` it there"),
            );
            return None;
        }
        let mut template = Template {
            name: empty_name(span),
            parameters: Vec::new(),
            items: Vec::new(),
            span,
        };
        let mut body = span.start;
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::name => template.name = self.name(&part),
                Rule::parameter => template.parameters.push(self.parameter(part)),
                Rule::open => {
                    body = self.span(&part).end;
                    break;
                }
                _ => {}
            }
        }
        self.templates += 1;
        template.items = self.items(pair, body);
        self.templates -= 1;
        Some(template)
    }

    fn parameter(&mut self, pair: Pair<'_>) -> Parameter {
        let span = self.span(&pair);
        let mut parameter = Parameter {
            name: empty_name(span),
            default: None,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => parameter.name = self.name(&part),
                _ => parameter.default = self.value(part).or(parameter.default),
            }
        }
        parameter
    }

    pub(super) fn use_template(&mut self, pair: Pair<'_>) -> Use {
        let span = self.span(&pair);
        let mut result = Use {
            template: empty_name(span),
            arguments: Vec::new(),
            from: None,
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => result.template = self.name(&part),
                Rule::argument => result.arguments.push(self.argument(part)),
                Rule::text => result.from = Some(self.text(&part)),
                _ => {}
            }
        }
        result
    }

    fn argument(&mut self, pair: Pair<'_>) -> Argument {
        let span = self.span(&pair);
        let mut name = empty_name(span);
        let mut value = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = self.name(&part),
                _ => value = self.value(part).or(value),
            }
        }
        let value = value.unwrap_or_else(|| no_value(span));
        Argument { name, value }
    }
}
