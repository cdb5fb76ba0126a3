//! Pairs of the grammar to the tree.

mod access;
mod grant;
mod guarantee;
mod items;
mod leaf;
mod place;
mod template;
mod text;

use pest::Parser as _;
use smol_str::SmolStr;

use super::ast::{Annotation, Declaration, Doc, Item, Name};
use super::broken::{Broken, begins_declaration, declares, explain, pieces};
use super::parser::{Grammar, Pair, Rule};
use super::scan::{Scan, offset};
use super::{MAX_MISTAKES, codes};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::{FileId, Span};

/// What the functions of this room carry along.
pub(super) struct Lower<'t> {
    file: FileId,
    text: &'t str,
    /// The text as the grammar saw it.
    seen: &'t str,
    docs: &'t [Span],
    next_doc: usize,
    dangling: Vec<Span>,
    comments: Vec<Span>,
    broken: Vec<Name>,
    stumbles: &'t [(u32, u32)],
    diagnostics: Vec<Diagnostic>,
    templates: usize,
    /// Where the text starts that the present pairs are of.
    base: u32,
    mended: usize,
}

/// For how many broken declarations of one file a mend is looked for: a file with more of them is
/// of another kind, and each try parses the declaration again.
const MENDED: usize = 100;

/// How much of the line before a broken declaration is looked at, in bytes.
const LOOK_BACK: usize = 256;

impl<'t> Lower<'t> {
    pub(super) fn new(file: FileId, text: &'t str, found: &'t Scan<'_>) -> Self {
        Self {
            file,
            text,
            seen: &found.patched,
            docs: &found.docs,
            next_doc: 0,
            dangling: Vec::new(),
            comments: found.comments.clone(),
            broken: Vec::new(),
            stumbles: &found.stumbles,
            diagnostics: found.problems.clone(),
            templates: 0,
            base: 0,
            mended: 0,
        }
    }

    /// Returns the comments, what is broken and the diagnostics, each in the order of the text.
    pub(super) fn finish(mut self) -> (Vec<Span>, Vec<Name>, Vec<Diagnostic>) {
        let rest = self.docs.get(self.next_doc..).unwrap_or_default();
        self.dangling.extend(rest);
        let dangling = std::mem::take(&mut self.dangling);
        for span in &dangling {
            let slashes = Span::new(span.file, span.start, span.start + 3);
            let edit = Edit::replace(slashes, "//");
            self.report(
                Diagnostic::new(
                    codes::DANGLING_DOC,
                    Severity::Warning,
                    *span,
                    "there is nothing below this `///` that it could document",
                )
                .fix("make it an ordinary comment", vec![edit]),
            );
        }
        if !dangling.is_empty() {
            self.comments.extend(dangling);
            self.comments.sort_unstable();
        }
        self.diagnostics.sort_by_key(|problem| problem.primary.span);
        (self.comments, self.broken, self.diagnostics)
    }

    fn declaration(&mut self, pair: Pair<'_>) -> Option<Declaration> {
        Some(match pair.as_rule() {
            Rule::grant => Declaration::Grant(self.grant(pair).into()),
            Rule::thing => self.top_thing(pair),
            Rule::let_value => Declaration::Let(self.let_value(pair).into()),
            Rule::role => Declaration::Role(self.role(pair).into()),
            Rule::stage => Declaration::Stage(self.stage(pair).into()),
            Rule::capability => Declaration::Capability(self.capability(pair).into()),
            Rule::never => Declaration::Never(self.never(pair).into()),
            Rule::test => Declaration::Test(self.test(pair).into()),
            Rule::baseline => Declaration::Baseline(self.baseline(pair).into()),
            Rule::use_template => Declaration::Use(self.use_template(pair).into()),
            Rule::template => return Some(Declaration::Template(self.template(pair)?.into())),
            _ => return None,
        })
    }

    /// Reports text that is no declaration; returns what is one as soon as it stands alone.
    fn broken(&mut self, span: Span) -> Vec<Item> {
        let mut whole = Vec::new();
        let mut start = span.start;
        let slice = self.seen.get(span.start as usize..span.end as usize);
        for piece in pieces(slice.unwrap_or_default(), self.mended < MENDED) {
            let end = start + u32::try_from(piece.len()).unwrap_or(0);
            self.drop_docs(start);
            let place = Span::new(span.file, start, end);
            if start == span.start {
                self.broken_piece(piece, place);
            } else {
                whole.extend(self.piece(piece, place));
            }
            start = end;
        }
        whole
    }

    /// Reads a piece behind one that could not be read.
    fn piece(&mut self, piece: &str, span: Span) -> Vec<Item> {
        let whole = Grammar::parse(Rule::lone_item, piece).is_ok();
        if whole {
            return self.file(piece, span.start);
        }
        self.broken_piece(piece, span);
        Vec::new()
    }

    /// Reports text that is no declaration, unless its characters were reported already.
    fn broken_piece(&mut self, piece: &str, span: Span) {
        self.broken.extend(declares(piece, span));
        let known = self.stumbles.partition_point(|(_, end)| *end <= span.start);
        let is_known = self
            .stumbles
            .get(known)
            .is_some_and(|(at, _)| *at < span.end);
        if is_known {
            return;
        }
        let before = self.before(span.start);
        let text = piece.trim_ascii_end();
        let end = span.start + u32::try_from(text.len()).unwrap_or(0);
        self.mended += 1;
        let broken = Broken {
            text,
            span: Span::new(span.file, span.start, end),
            before,
            is_mended: self.mended <= MENDED,
        };
        self.diagnostics.extend(explain(broken));
    }

    /// Tells whether what could not be read goes on with a declaration that could be read without
    /// it: on the same line, deeper than that began, or with a sign that begins nothing.
    fn goes_on(&self, item: Span, broken: Span) -> bool {
        let at = |start: u32, end: u32| self.seen.get(start as usize..end as usize);
        let is_same_line = at(item.end, broken.start).is_some_and(|gap| !gap.contains('\n'));
        let is_deeper = self.before(broken.start).len() > self.before(item.start).len();
        let text = at(broken.start, broken.end).unwrap_or_default();
        let signs = ['{', ',', '=', '(', '[', ':'];
        let goes_on = if is_same_line {
            !begins_declaration(text)
        } else {
            is_deeper
        };
        goes_on || text.starts_with(signs)
    }

    /// Returns what stands on the line before a place, as far as that is near.
    fn before(&self, place: u32) -> &'t str {
        let before = self.text.get(..place as usize).unwrap_or_default();
        let near = before.ceil_char_boundary(before.len().saturating_sub(LOOK_BACK));
        let before = before.get(near..).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |index| index + 1);
        before.get(line..).unwrap_or_default()
    }

    /// Reports annotations with nothing behind them that they could speak of.
    fn dangling_annotations(&mut self, annotations: &[Annotation]) {
        for annotation in annotations {
            let message = "there is nothing below this annotation that it could speak of";
            let code = codes::DANGLING_ANNOTATION;
            let diagnostic = Diagnostic::new(code, Severity::Error, annotation.span, message);
            let edit = Edit::delete(annotation.span);
            self.report(diagnostic.suggest("delete it", vec![edit]));
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        // One more than are listed, so that somebody sees that there are more.
        if self.diagnostics.len() <= MAX_MISTAKES {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Returns the place of a construct without the blanks behind it.
    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        let length = span.as_str().trim_ascii_end().len();
        let start = self.base.saturating_add(offset(span.start()));
        Span::new(self.file, start, start.saturating_add(offset(length)))
    }

    /// Takes the documentation that stands between `from` and `start`.
    fn take_docs(&mut self, from: u32, start: u32) -> Option<Box<Doc>> {
        let rest = self.docs.get(self.next_doc..).unwrap_or_default();
        if rest.first().is_none_or(|first| first.start >= start) {
            return None;
        }
        let stray = rest.partition_point(|doc| doc.start < from);
        let end = rest.partition_point(|doc| doc.start < start);
        self.next_doc += end;
        self.dangling.extend(rest.get(..stray).unwrap_or_default());
        let own = rest.get(stray..end).unwrap_or_default();
        let (first, last) = (own.first()?, own.last()?);
        let mut text = String::new();
        for (index, line) in own.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            let slice = self.text.get(line.start as usize + 3..line.end as usize);
            let slice = slice.unwrap_or_default();
            text.push_str(slice.strip_prefix(' ').unwrap_or(slice).trim_end());
        }
        Some(Box::new(Doc {
            text: SmolStr::from(text),
            span: first.to(*last),
        }))
    }

    /// Forgets the documentation of what could not be read.
    fn drop_docs(&mut self, end: u32) {
        let rest = self.docs.get(self.next_doc..).unwrap_or_default();
        self.next_doc += rest.partition_point(|doc| doc.start < end);
    }

    fn annotation(&mut self, pair: Pair<'_>) -> Annotation {
        let span = self.span(&pair);
        let mut annotation = Annotation {
            word: Name {
                text: SmolStr::default(),
                span,
            },
            rules: Vec::new(),
            because: None,
            until: None,
            span,
        };
        for part in pair.into_inner() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::annotation_word => annotation.word = self.name(&part),
                Rule::rule_name => annotation.rules.push(self.rule_name(&part)),
                Rule::because => {
                    let text = self.only_text(part);
                    self.once(annotation.because.is_some(), place, "because");
                    annotation.because = Some(text);
                }
                Rule::until => {
                    let date = self.only_date(part);
                    self.once(annotation.until.is_some(), place, "until");
                    annotation.until = Some(date);
                }
                _ => {}
            }
        }
        self.check_annotation(&annotation);
        annotation
    }

    /// Reads the name or the code of a rule.
    fn rule_name(&mut self, pair: &Pair<'_>) -> Name {
        let text = pair.as_str();
        let digits = text.strip_prefix("RW").unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.name(pair);
        }
        self.word(pair)
    }

    fn check_annotation(&mut self, annotation: &Annotation) {
        if annotation.word.text == "allow" {
            return;
        }
        let message = format!("no annotation is called `@{}`", annotation.word.text);
        let edit = Edit::replace(annotation.word.span, "allow");
        let diagnostic = Diagnostic::new(
            codes::UNKNOWN_ANNOTATION,
            Severity::Error,
            annotation.word.span,
            message,
        );
        self.report(diagnostic.suggest("the only one is `@allow`", vec![edit]));
    }

    /// Reports a term that stands a second time.
    fn once(&mut self, is_second: bool, span: Span, word: &str) {
        if !is_second {
            return;
        }
        // In a list the comma before it goes as well.
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        let kept = before.trim_ascii_end();
        let kept = kept.strip_suffix(',').unwrap_or(before).len();
        let start = u32::try_from(kept).unwrap_or(span.start);
        let edit = Edit::delete(Span::new(span.file, start, span.end));
        let message = format!("`{word}` stands twice here");
        let diagnostic = Diagnostic::new(codes::REPEATED, Severity::Error, span, message);
        self.report(diagnostic.suggest(format!("keep one `{word}`"), vec![edit]));
    }
}

fn is_declaration(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::grant
            | Rule::thing
            | Rule::let_value
            | Rule::role
            | Rule::stage
            | Rule::capability
            | Rule::never
            | Rule::test
            | Rule::baseline
            | Rule::use_template
            | Rule::template
    )
}
