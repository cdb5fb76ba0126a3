//! What is wrong with a template whoever uses it: circles, parameters, and the names in one that
//! nobody uses.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::circles::{circles, drawn};
use super::nearest::nearest;
use super::substitute::{Arguments, Fill};
use super::templates::{Held, Placed, expand};
use super::{Resolver, codes};
use crate::catalog::Catalog;
use crate::diagnostic::{Bounded, Diagnostic, Edit, Severity};
use crate::source::Span;
use crate::support::hash::HashMap;
use crate::syntax::ast::{self, Declaration, File, Item, MemberKind, Name, Template, Use};

/// What stands wrong in a template whatever its parameters are. Left out are the codes that ask
/// what there is all in all: of that, parameters make a part.
const CERTAIN: &[&str] = &[
    codes::UNKNOWN_NAME.id,
    codes::WRONG_KIND.id,
    codes::ENVIRONMENT_UNSAID.id,
    codes::UNKNOWN_PROPERTY.id,
    codes::DUPLICATE_PROPERTY.id,
    codes::WRONG_VALUE.id,
    codes::MALFORMED_ID.id,
    codes::CYCLE.id,
    codes::IMPOSSIBLE_DATE.id,
    codes::MISPLACED.id,
    codes::UNKNOWN_BUILT_IN.id,
    codes::MALFORMED_PATTERN.id,
    codes::CAPABILITY_KIND.id,
    codes::ROLE_KIND.id,
    codes::ELIGIBLE_WORKLOAD.id,
    codes::TEMPLATE_VALUE.id,
];

/// Reports each circle of templates that use each other.
pub(super) fn circular(templates: &[&Template], diagnostics: &mut Bounded) {
    let names = templates.iter().map(|one| &one.name.text).zip(0..);
    let positions: HashMap<&SmolStr, usize> = names.collect();
    let inner = templates.iter().map(|template| {
        let found = uses(&template.items).filter_map(|used| {
            let target = positions.get(&used.template.text)?;
            Some((*target, used.span))
        });
        found.collect()
    });
    let all: Vec<Vec<(usize, Span)>> = inner.collect();
    let edges: Vec<Vec<usize>> = all
        .iter()
        .map(|uses| uses.iter().map(|(target, _)| *target).collect())
        .collect();
    for circle in circles(&edges) {
        let names = circle.path.iter().filter_map(|one| templates.get(*one));
        let names: Vec<_> = names.map(|template| &template.name).collect();
        let last = circle.path.last().and_then(|last| all.get(*last));
        let (Some((_, span)), Some(first)) =
            (last.and_then(|uses| uses.get(circle.edge)), names.first())
        else {
            continue;
        };
        let message = format!("template `{}` uses itself", first.text);
        diagnostics.push(
            Diagnostic::new(codes::CYCLE, Severity::Error, *span, message)
                .related(first.span, "the template is declared here")
                .note(drawn(names.iter().map(|name| name.text.as_str())))
                .suggest("remove this use", vec![Edit::delete(*span)]),
        );
    }
}

fn uses(items: &[Item]) -> impl Iterator<Item = &Use> {
    items.iter().filter_map(|item| match &item.declaration {
        Declaration::Use(used) if used.from.is_none() => Some(&**used),
        _ => None,
    })
}

/// Reports parameters that are declared twice, and those that nothing in the template uses.
pub(super) fn parameters(files: &[File], templates: &[&Template], diagnostics: &mut Bounded) {
    for template in templates {
        let arguments = Arguments::as_they_stand(&template.parameters);
        for item in &template.items {
            item.clone().fill(&arguments, &mut Vec::new());
        }
        for (index, parameter) in template.parameters.iter().enumerate() {
            let name = &parameter.name;
            let mut before = template.parameters.iter().take(index);
            if let Some(first) = before.find(|one| one.name.text == name.text) {
                let message = format!("parameter `{}` is declared twice", name.text);
                let code = codes::DUPLICATE_NAME;
                let found = Diagnostic::new(code, Severity::Error, name.span, message);
                let found = found.related(first.name.span, "first declared here");
                diagnostics.push(found.suggest("remove one of the two", drop(template, index)));
            } else if !name.has_hole() && !arguments.was_used(&name.text) {
                diagnostics.push(unused(files, template, index));
            }
        }
    }
}

/// Takes a parameter out of a template's list.
fn drop(template: &Template, index: usize) -> Vec<Edit> {
    let whole = |one: &ast::Parameter| {
        let end = one.default.as_ref().map_or(one.name.span, ast::Value::span);
        one.name.span.to(end)
    };
    element(
        &template.parameters.iter().map(whole).collect::<Vec<_>>(),
        index,
    )
}

/// Takes an element out of a list in parentheses, which may be left empty.
fn element(spans: &[Span], index: usize) -> Vec<Edit> {
    match (spans, spans.get(index)) {
        ([only], _) => vec![Edit::delete(*only)],
        (_, Some(doomed)) => Edit::delete_elements(spans, &[*doomed]),
        _ => Vec::new(),
    }
}

fn unused(files: &[File], template: &Template, index: usize) -> Diagnostic {
    let mut edits = drop(template, index);
    let name = template.parameters.get(index).map(|one| &one.name);
    let (text, span) = name.map_or(("", template.name.span), |name| {
        (name.text.as_str(), name.span)
    });
    let all = files.iter().flat_map(|file| &file.items);
    for item in all {
        let inner = match &item.declaration {
            Declaration::Template(template) => template.items.as_slice(),
            _ => std::slice::from_ref(item),
        };
        for used in uses(inner).filter(|used| used.template.text == template.name.text) {
            let arguments = used.arguments.iter();
            let spans: Vec<_> = arguments
                .map(|one| one.name.span.to(one.value.span()))
                .collect();
            let given = used.arguments.iter().position(|one| one.name.text == text);
            edits.extend(given.map(|at| element(&spans, at)).unwrap_or_default());
        }
    }
    let message = format!(
        "nothing in template `{}` uses its parameter `{text}`",
        template.name.text
    );
    Diagnostic::new(codes::UNUSED_PARAMETER, Severity::Warning, span, message)
        .note("whatever a `use` gives for it changes nothing")
        .suggest("remove it here and from every `use`", edits)
}

/// Resolves templates that nobody uses as they stand, parameters and all, and returns what is wrong
/// with them whatever their parameters are.
pub(super) fn idle(
    idle: &[&Template],
    (files, standard): (&[File], &[File]),
    catalog: &Catalog,
) -> Vec<Diagnostic> {
    if idle.is_empty() {
        return Vec::new();
    }
    let mut placed = expand(files, &mut Bounded::default()).placed;
    let library = expand(standard, &mut Bounded::default()).placed;
    let (mut found, mut troubles) = (Vec::new(), Vec::new());
    let known = variables(files);
    let environment = first_environment(&placed);
    for template in idle {
        let arguments = Arguments::as_they_stand(&template.parameters);
        for item in &template.items {
            let mut filled = item.clone();
            filled.fill(&arguments, &mut troubles);
            somewhere(&mut filled, environment.as_ref());
            if !matches!(filled.declaration, Declaration::Use(_)) {
                placed.push(Placed {
                    item: Held::Made(Box::new(filled)),
                    made_by: None,
                    template: Some(template.name.span),
                    declared: None,
                });
            }
        }
        let left = arguments.left().into_iter();
        found.extend(left.filter_map(|hole| unknown_variable(&hole, &known)));
    }
    let mut resolver = Resolver::new(catalog);
    let broken = files.iter().flat_map(|file| &file.broken);
    resolver.names.broken = broken.map(|name| name.text.clone()).collect();
    resolver.run(placed, library);
    let diagnostics = resolver.diagnostics;
    let all = diagnostics.finish().into_iter().chain(troubles);
    found.extend(all.filter(|one| is_certain(one, idle)));
    found
}

/// Finds the name of an environment of the policy set.
fn first_environment(placed: &[Placed<'_>]) -> Option<Name> {
    let mut written = placed.iter().filter_map(|one| match &one.item.declaration {
        Declaration::Resource(thing) if thing.kind.text == "environment" => Some(&thing.name),
        _ => None,
    });
    written.next().cloned()
}

/// Tells whether something is wrong inside a template whatever its parameters are.
fn is_certain(one: &Diagnostic, templates: &[&Template]) -> bool {
    let span = one.primary.span;
    let inside = templates
        .iter()
        .any(|template| template.span.contains(span));
    let mut said = one.notes.iter().chain([&one.message]);
    let depends = said.any(|text| text.contains("${"));
    inside && !depends && CERTAIN.contains(&one.code.id)
}

/// Puts what stands `in ${p}` into one environment, so that its names are looked up.
fn somewhere(item: &mut Item, environment: Option<&Name>) {
    let (Declaration::Resource(thing) | Declaration::Identity(thing)) = &mut item.declaration
    else {
        return;
    };
    let Some(environment) = environment else {
        return;
    };
    for place in &mut thing.within {
        let holds_things = !matches!(thing.kind.text.as_str(), "compute" | "endpoint");
        if holds_things && place.path.contains("${") {
            place.path = environment.text.clone();
        }
    }
}

/// Lists what may stand between `${` and `}` in the strings of a policy set.
fn variables(files: &[File]) -> BTreeSet<String> {
    let all = files.iter().flat_map(|file| &file.items);
    let inner = all.flat_map(|item| match &item.declaration {
        Declaration::Template(template) => template.items.as_slice(),
        _ => std::slice::from_ref(item),
    });
    let mut known: BTreeSet<String> = ["env", "env.tier"].map(str::to_owned).into();
    for item in inner {
        match &item.declaration {
            Declaration::Let(declared) => known.extend([declared.name.text.to_string()]),
            Declaration::Resource(thing) => {
                let members = thing.body.iter().flat_map(|body| &body.members);
                known.extend(members.filter_map(|member| match &member.kind {
                    MemberKind::Let(declared) => Some(format!("env.{}", declared.name.text)),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    known
}

fn unknown_variable(hole: &Name, known: &BTreeSet<String>) -> Option<Diagnostic> {
    if known.contains(hole.text.as_str()) {
        return None;
    }
    let message = format!("nothing declares a variable or parameter `{}`", hole.text);
    let found = Diagnostic::new(codes::UNKNOWN_VARIABLE, Severity::Error, hole.span, message);
    Some(
        match nearest(&hole.text, known.iter().map(String::as_str)) {
            Some(near) => {
                let edit = Edit::replace(hole.span, format!("${{{near}}}"));
                found.suggest(format!("did you mean `{near}`?"), vec![edit])
            }
            None => found.help("declare it with `let`, or as a parameter of the template"),
        },
    )
}
