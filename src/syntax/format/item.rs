//! Declarations with what stands in front of them.

use super::leaf;
use super::source::Source;
use super::unit::{Fence, Unit};
use crate::syntax::ast::{Annotation, Declaration, Item};

/// Lays out the items of a file or of a template.
pub(super) fn units<'a>(items: &'a [Item], source: &Source<'_>) -> Vec<Unit<'a>> {
    items.iter().map(|item| unit(item, source)).collect()
}

fn unit<'a>(item: &'a Item, source: &Source<'_>) -> Unit<'a> {
    let mut unit = match &item.declaration {
        Declaration::Policy(thing)
        | Declaration::Resource(thing)
        | Declaration::Identity(thing) => Unit::thing(thing),
        Declaration::Let(value) => Unit::let_value(value),
        Declaration::Capability(capability) => Unit::capability(capability, source),
        Declaration::Stage(stage) => Unit::stage(stage, source),
        Declaration::Role(role) => Unit::role(role, source),
        Declaration::Grant(grant) => Unit::grant(grant, source),
        Declaration::Never(never) => Unit::never(never),
        Declaration::Test(test) => Unit::test(test, source),
        Declaration::Baseline(baseline) => Unit::baseline(baseline, source),
        Declaration::Template(template) => Unit::template(template, source),
        Declaration::Use(used) => Unit::use_template(used, source),
    };
    unit.docs = item.docs.as_deref();
    unit.annotations = annotations(&item.annotations);
    unit
}

pub(super) fn annotations(annotations: &[Annotation]) -> Vec<Unit<'_>> {
    annotations.iter().map(annotation).collect()
}

fn annotation(annotation: &Annotation) -> Unit<'_> {
    let mut parts = leaf::names(&annotation.rules);
    if let Some(because) = &annotation.because {
        parts.push(Unit::at(because.span).words(format!("because {}", leaf::text(because))));
    }
    if let Some(until) = &annotation.until {
        parts.push(Unit::at(until.span).words(format!("until {}", leaf::date(until))));
    }
    // The tree keeps them by kind; in the text they stand as they were written.
    parts.sort_by_key(|part| part.start);
    Unit::at(annotation.span)
        .words(format!("@{}", annotation.word.text))
        .fenced(parts, Fence::Parens, annotation.span.end)
}
