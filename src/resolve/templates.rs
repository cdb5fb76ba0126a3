//! Templates, instantiated on the tree.

use std::borrow::Cow;
use std::collections::HashMap;

use smol_str::SmolStr;

use super::codes;
use super::names::nearest;
use super::substitute::{Arguments, Fill};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::DeclaredId;
use crate::source::Span;
use crate::syntax::ast::{Declaration, File, Item, Template, Use, Value};

/// How many items all templates of a policy set may make together.
const MOST_ITEMS: usize = 200_000;

/// How deep templates may use templates.
const MOST_LEVELS: usize = 32;

/// An item with the `use` that made it, if a template did.
pub(super) struct Placed<'a> {
    pub(super) item: Cow<'a, Item>,
    pub(super) made_by: Option<Span>,
    /// Set by `declare`; none for what has no name, and for the second of two equal names.
    pub(super) declared: Option<DeclaredId>,
}

/// Lists the items of all files; each `use` is replaced by what its template makes.
pub(super) fn expand<'a>(files: &'a [File], diagnostics: &mut Vec<Diagnostic>) -> Vec<Placed<'a>> {
    let mut templates = HashMap::new();
    for item in files.iter().flat_map(|file| &file.items) {
        if let Declaration::Template(template) = &item.declaration {
            templates
                .entry(template.name.text.clone())
                .or_insert(template);
        }
    }
    let mut expansion = Expansion {
        templates,
        placed: Vec::new(),
        diagnostics,
        full: false,
    };
    for item in files.iter().flat_map(|file| &file.items) {
        expansion.place(Cow::Borrowed(item), None, &mut Vec::new());
    }
    expansion.placed
}

struct Expansion<'a, 'd> {
    templates: HashMap<SmolStr, &'a Template>,
    placed: Vec<Placed<'a>>,
    diagnostics: &'d mut Vec<Diagnostic>,
    full: bool,
}

impl<'a> Expansion<'a, '_> {
    fn place(&mut self, item: Cow<'a, Item>, made_by: Option<Span>, active: &mut Vec<SmolStr>) {
        match &item.declaration {
            Declaration::Use(used) if used.from.is_none() => {
                let used = used.clone();
                self.instantiate(&used, made_by, active);
                // The use itself stays, so that its annotations and its template's name count.
                self.placed.push(Placed {
                    item,
                    made_by,
                    declared: None,
                });
            }
            _ if self.placed.len() >= MOST_ITEMS && made_by.is_some() => self.overflow(&item),
            _ => self.placed.push(Placed {
                item,
                made_by,
                declared: None,
            }),
        }
    }

    fn overflow(&mut self, item: &Item) {
        if !std::mem::replace(&mut self.full, true) {
            let message = format!(
                "the templates of this policy set make more than {MOST_ITEMS} declarations"
            );
            let found = Diagnostic::new(codes::TEMPLATE_LIMIT, Severity::Error, item.span, message);
            self.diagnostics
                .push(found.help("use fewer or smaller templates"));
        }
    }

    fn instantiate(&mut self, used: &Use, made_by: Option<Span>, active: &mut Vec<SmolStr>) {
        let Some(template) = self.templates.get(&used.template.text).copied() else {
            let names = self.templates.keys().map(SmolStr::as_str);
            self.diagnostics
                .push(unknown_template(used, nearest(&used.template.text, names)));
            return;
        };
        if active.contains(&template.name.text) || active.len() >= MOST_LEVELS {
            self.diagnostics.push(circular(used, template, active));
            return;
        }
        let Some(arguments) = self.arguments(used, template) else {
            return;
        };
        active.push(template.name.text.clone());
        let outermost = made_by.unwrap_or(used.span);
        for item in &template.items {
            let mut filled = item.clone();
            let mut troubles = Vec::new();
            filled.fill(&arguments, &mut troubles);
            self.diagnostics.extend(
                troubles
                    .into_iter()
                    .map(|found| found.related(used.span, "the template is used here")),
            );
            self.place(Cow::Owned(filled), Some(outermost), active);
            if self.full {
                break;
            }
        }
        active.pop();
    }

    fn arguments(&mut self, used: &Use, template: &Template) -> Option<Arguments> {
        let before = self.diagnostics.len();
        let mut arguments = Arguments::default();
        for argument in &used.arguments {
            let known = template
                .parameters
                .iter()
                .any(|one| one.name.text == argument.name.text);
            if !known {
                let names = template.parameters.iter().map(|one| one.name.text.as_str());
                let near = nearest(&argument.name.text, names);
                self.diagnostics
                    .push(unknown_argument(argument, template, near));
            } else if arguments
                .insert(argument.name.text.clone(), argument.value.clone())
                .is_some()
            {
                let message = format!("`{}` is given twice", argument.name.text);
                let span = argument.name.span;
                let found =
                    Diagnostic::new(codes::TEMPLATE_ARGUMENT, Severity::Error, span, message);
                self.diagnostics.push(found.help("keep one of the two"));
            }
        }
        for parameter in &template.parameters {
            if !arguments.contains(&parameter.name.text) {
                match &parameter.default {
                    Some(value) => {
                        arguments.insert(parameter.name.text.clone(), value.clone());
                    }
                    None => self.diagnostics.push(missing_argument(
                        used,
                        &parameter.name.text,
                        template,
                    )),
                }
            }
        }
        (self.diagnostics.len() == before).then_some(arguments)
    }
}

fn unknown_template(used: &Use, near: Option<String>) -> Diagnostic {
    let message = format!("nothing declares a template `{}`", used.template.text);
    let span = used.template.span;
    let found = Diagnostic::new(codes::UNKNOWN_NAME, Severity::Error, span, message);
    match near {
        Some(near) => found.suggest(
            format!("did you mean `{near}`?"),
            vec![Edit::replace(span, near)],
        ),
        None => found.help(format!(
            "declare it: template {}(…) {{ … }}",
            used.template.text
        )),
    }
}

fn unknown_argument(
    argument: &crate::syntax::ast::Argument,
    template: &Template,
    near: Option<String>,
) -> Diagnostic {
    let (name, span) = (&argument.name.text, argument.name.span);
    let message = format!(
        "template `{}` has no parameter `{name}`",
        template.name.text
    );
    let found = Diagnostic::new(codes::TEMPLATE_ARGUMENT, Severity::Error, span, message)
        .related(template.name.span, "the template is declared here");
    match near {
        Some(near) => found.suggest(
            format!("did you mean `{near}`?"),
            vec![Edit::replace(span, near)],
        ),
        None => found.help("leave the argument out"),
    }
}

fn missing_argument(used: &Use, name: &str, template: &Template) -> Diagnostic {
    let message = format!(
        "template `{}` needs a value for `{name}`",
        template.name.text
    );
    Diagnostic::new(
        codes::TEMPLATE_ARGUMENT,
        Severity::Error,
        used.span,
        message,
    )
    .related(template.name.span, "the template is declared here")
    .help(format!("write `{name} = …` between the parentheses"))
}

fn circular(used: &Use, template: &Template, active: &[SmolStr]) -> Diagnostic {
    let path: Vec<_> = active.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("template `{}` uses itself", template.name.text);
    Diagnostic::new(codes::CYCLE, Severity::Error, used.span, message)
        .related(template.name.span, "the template is declared here")
        .note(format!("through {}", path.join(" -> ")))
        .suggest("remove this use", vec![Edit::delete(used.span)])
}

/// Tells whether a value is a single word, and returns it.
pub(super) fn word(value: &Value) -> Option<&SmolStr> {
    match value {
        Value::Reference(reference) if reference.environment.is_none() => Some(&reference.path),
        Value::Text(text) => text.as_plain(),
        Value::Number(number) => Some(&number.text),
        _ => None,
    }
}
