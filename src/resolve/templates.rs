//! Templates, instantiated on the tree.

use std::ops::Deref;

use smol_str::SmolStr;

use super::codes;
use super::nearest::nearest;
use super::room::{Room, size};
use super::substitute::{Arguments, Fill};
use super::template_checks;
use crate::diagnostic::{Bounded, Diagnostic, Edit, Severity};
use crate::model::DeclaredId;
use crate::source::Span;
use crate::support::hash::{HashMap, HashSet};
use crate::syntax::ast::{Declaration, File, Item, Name, Template, Use, Value};

/// How many items all templates of a policy set may make together.
const MOST_ITEMS: usize = 200_000;

/// How much text they may make, in bytes.
const MOST_TEXT: usize = 128 * 1024 * 1024;

/// How deep templates may use templates.
const MOST_LEVELS: usize = 32;

/// An item as it is written, or as a template made it; small, since a file may have millions.
pub(super) enum Held<'a> {
    Written(&'a Item),
    Made(Box<Item>),
}

impl Deref for Held<'_> {
    type Target = Item;

    fn deref(&self) -> &Item {
        match self {
            Self::Written(item) => item,
            Self::Made(item) => item,
        }
    }
}

/// An item with what made it, if a template did.
pub(super) struct Placed<'a> {
    pub(super) item: Held<'a>,
    /// The `use`; of templates in templates, the outermost.
    pub(super) made_by: Option<Span>,
    /// The name of the template that the item stands in.
    pub(super) template: Option<Span>,
    /// Set by `declare`; none for what has no name, and for the second of two equal names.
    pub(super) declared: Option<DeclaredId>,
}

/// The items of a policy set, with what its templates make.
pub(super) struct Expanded<'a> {
    /// The items.
    pub(super) placed: Vec<Placed<'a>>,
    /// The templates that make nothing, in the order of the text.
    pub(super) idle: Vec<&'a Template>,
}

/// Lists the items of all files; each `use` is replaced by what its template makes.
pub(super) fn expand<'a>(files: &'a [File], diagnostics: &mut Bounded) -> Expanded<'a> {
    let mut templates = HashMap::default();
    let mut written: Vec<&Template> = Vec::new();
    for item in files.iter().flat_map(|file| &file.items) {
        if let Declaration::Template(template) = &item.declaration {
            let template = &**template;
            written.push(template);
            templates
                .entry(template.name.text.clone())
                .or_insert(template);
        }
    }
    template_checks::circular(&written, diagnostics);
    template_checks::parameters(files, &written, diagnostics);
    let broken = files.iter().flat_map(|file| &file.broken);
    let mut expansion = Expansion {
        broken: broken.map(|name| name.text.as_str()).collect(),
        templates,
        placed: Vec::with_capacity(files.iter().map(|file| file.items.len()).sum()),
        diagnostics,
        used: HashSet::default(),
        made: 0,
        room: Room::new(MOST_TEXT),
        full: false,
    };
    for item in files.iter().flat_map(|file| &file.items) {
        expansion.place(Held::Written(item), &Making::default());
    }
    written.retain(|template| !expansion.used.contains(&template.span));
    for template in &written {
        expansion.uses_of_idle(template);
    }
    Expanded {
        placed: expansion.placed,
        idle: written,
    }
}

struct Expansion<'a, 'd> {
    templates: HashMap<SmolStr, &'a Template>,
    placed: Vec<Placed<'a>>,
    diagnostics: &'d mut Bounded,
    /// The templates that made something, by place.
    used: HashSet<Span>,
    /// The names of declarations that could not be read.
    broken: HashSet<&'a str>,
    /// How many items templates made.
    made: usize,
    /// How much text they may still make.
    room: Room,
    full: bool,
}

/// The templates that an item comes from.
#[derive(Clone, Default)]
struct Making {
    /// The outermost `use`.
    used: Option<Span>,
    /// The names of the templates, the innermost last.
    active: Vec<Name>,
}

impl<'a> Expansion<'a, '_> {
    fn place(&mut self, item: Held<'a>, making: &Making) {
        if let Declaration::Use(used) = &item.declaration
            && used.from.is_none()
        {
            // The use itself stays, so that its annotations and its template's name count.
            self.instantiate(&used.clone(), making);
        }
        self.placed.push(Placed {
            item,
            made_by: making.used,
            template: making.active.last().map(|name| name.span),
            declared: None,
        });
    }

    /// Checks each `use` in a template that nobody uses.
    fn uses_of_idle(&mut self, template: &Template) {
        for item in &template.items {
            if let Declaration::Use(used) = &item.declaration
                && used.from.is_none()
                && let Some(inner) = self.find(used)
            {
                self.arguments(used, inner);
            }
        }
    }

    /// Tells whether there is room for one more item of a template; says so once there is none.
    fn has_room(&mut self, item: &Item, used: Span) -> bool {
        self.made += 1;
        let size = (item.span.end - item.span.start) as usize;
        if self.made <= MOST_ITEMS && self.room.take(size) {
            return true;
        }
        if !std::mem::replace(&mut self.full, true) {
            let message = format!(
                "the templates of this policy set make more than {MOST_ITEMS} declarations or {} MiB of text",
                MOST_TEXT >> 20
            );
            let found = Diagnostic::new(codes::TEMPLATE_LIMIT, Severity::Error, item.span, message)
                .related(used, "the template is used here")
                .note("what templates would make from here on is left out")
                .help("use fewer or smaller templates");
            self.diagnostics.push(found);
        }
        false
    }

    /// Finds the template of a `use`.
    fn find(&mut self, used: &Use) -> Option<&'a Template> {
        let found = self.templates.get(&used.template.text).copied();
        if found.is_none() && !self.broken.contains(used.template.text.as_str()) {
            let names = self.templates.keys().map(SmolStr::as_str);
            self.diagnostics
                .push(unknown_template(used, nearest(&used.template.text, names)));
        }
        found
    }

    fn instantiate(&mut self, used: &Use, making: &Making) {
        let Some(template) = self.find(used) else {
            return;
        };
        // A circle is reported where the templates are declared.
        if making.active.contains(&template.name) {
            return;
        }
        if making.active.len() >= MOST_LEVELS {
            self.diagnostics.push(too_deep(used));
            return;
        }
        let Some(arguments) = self.arguments(used, template) else {
            return;
        };
        self.used.insert(template.span);
        let mut inner = making.clone();
        inner.active.push(template.name.clone());
        let outermost = *inner.used.get_or_insert(used.span);
        for item in &template.items {
            if self.full || !self.has_room(item, outermost) {
                break;
            }
            let mut filled = item.clone();
            let mut troubles = Vec::new();
            filled.fill(&arguments, &mut troubles);
            let told = |found: Diagnostic| found.related(outermost, "the template is used here");
            self.diagnostics.extend(troubles.into_iter().map(told));
            self.place(Held::Made(Box::new(filled)), &inner);
        }
    }

    fn arguments(&mut self, used: &Use, template: &Template) -> Option<Arguments> {
        let before = self.diagnostics.told();
        let mut arguments = Arguments::within(&self.room);
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
                        self.room.take(size(value));
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
        (self.diagnostics.told() == before).then_some(arguments)
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

fn too_deep(used: &Use) -> Diagnostic {
    let message = format!("templates use templates more than {MOST_LEVELS} deep");
    Diagnostic::new(codes::TEMPLATE_LIMIT, Severity::Error, used.span, message)
        .help("let the template say itself what the deepest ones make")
}

/// Tells whether a value is a single word, and returns it.
pub(super) fn word(value: &Value) -> Option<&SmolStr> {
    match value {
        Value::Reference(reference) if reference.environment.is_none() => Some(&reference.path),
        Value::Text(text) => text.as_plain(),
        Value::Number(number) => Some(&number.text),
        Value::Date(date) => Some(&date.text),
        _ => None,
    }
}
