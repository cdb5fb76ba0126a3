//! The items of a file or of a template's body, with what stands in front of each.

use pest::Parser as _;

use super::{Lower, is_declaration};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::syntax::ast::{Annotation, Item};
use crate::syntax::codes;
use crate::syntax::parser::{Grammar, Pair, Rule};
use crate::syntax::scan::offset;

/// The items of a file or of a template's body while they are read.
struct Row {
    items: Vec<Item>,
    /// What stands in front of the next item.
    annotations: Vec<Annotation>,
    /// Where the documentation of the next item may begin.
    from: u32,
    /// How much was reported before the last item.
    said: usize,
}

impl Lower<'_> {
    /// Reads the items of a text that stands at `base` of the file, part by part.
    pub(in crate::syntax) fn file(&mut self, text: &str, base: u32) -> Vec<Item> {
        let outer = self.base;
        let mut row = self.row(base);
        let mut rest = text;
        while !rest.is_empty() {
            self.base = base + offset(text.len() - rest.len());
            let part = Grammar::parse(Rule::part, rest);
            let part = part.ok().and_then(|mut parts| parts.next());
            let read = part.as_ref().map_or(0, |part| part.as_str().len());
            let Some(part) = part.filter(|_| read > 0) else {
                self.unreadable();
                break;
            };
            self.take(part, &mut row);
            rest = rest.get(read..).unwrap_or_default();
        }
        self.base = outer;
        self.end(row)
    }

    /// Reads the items of a template's body that starts at `from`.
    pub(super) fn items(&mut self, parent: Pair<'_>, from: u32) -> Vec<Item> {
        let mut row = self.row(from);
        self.take(parent, &mut row);
        self.end(row)
    }

    fn row(&self, from: u32) -> Row {
        Row {
            items: Vec::new(),
            annotations: Vec::new(),
            from,
            said: self.diagnostics.len(),
        }
    }

    fn end(&mut self, row: Row) -> Vec<Item> {
        self.dangling_annotations(&row.annotations);
        row.items
    }

    /// Adds what a part of a file or the body of a template holds.
    fn take(&mut self, parent: Pair<'_>, row: &mut Row) {
        for pair in parent.into_inner() {
            let span = self.span(&pair);
            match pair.as_rule() {
                Rule::annotation => row.annotations.push(self.annotation(pair)),
                Rule::broken => {
                    row.annotations.clear();
                    let items = &mut row.items;
                    let own = items.pop_if(|last: &mut Item| self.goes_on(last.span, span));
                    if own.is_some() {
                        // What was said of its beginning is said again, of all of it.
                        self.diagnostics.truncate(row.said);
                    }
                    let whole = self.broken(own.map_or(span, |own| own.span.to(span)));
                    row.items.extend(whole);
                    self.drop_docs(span.end);
                    row.from = span.end;
                }
                rule if !is_declaration(rule) => {}
                _ => {
                    let docs = self.take_docs(row.from, span.start);
                    row.said = self.diagnostics.len();
                    let Some(declaration) = self.declaration(pair) else {
                        continue;
                    };
                    let annotations = std::mem::take(&mut row.annotations);
                    let start = annotations.first().map_or(span, |first| first.span);
                    row.items.push(Item {
                        docs,
                        annotations,
                        declaration,
                        span: start.to(span),
                    });
                    row.from = span.end;
                }
            }
        }
    }

    /// The grammar takes any balanced text; should it ever refuse one, that is said and not hidden.
    fn unreadable(&mut self) {
        let span = Span::new(self.file, self.base, self.base + 1);
        let message = "this file cannot be read beyond this place";
        self.report(
            Diagnostic::new(codes::EXPECTED, Severity::Error, span, message)
                .help("simplify the text around it"),
        );
    }
}
