//! Finds the partner of every brace and bracket, and whom to blame where one is missing.

use super::{Brace, JUNK, Scanner, codes, offset};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::Span;
use crate::syntax::MAX_DEPTH;

/// How far from an unclosed brace the place of the missing one is looked for, in bytes.
const SEARCH: usize = 64 * 1024;
/// The same for a bracket, whose list seldom has more than one line.
const SEARCH_LINE: usize = 256;
/// For how many unclosed braces; a file with more is no policy.
const SEARCHED: usize = 16;

/// Braces without partner.
#[derive(Default)]
struct Unmatched {
    open: Vec<Brace>,
    close: Vec<Brace>,
    too_deep: Option<Brace>,
}

impl Scanner<'_> {
    /// Matches all braces, reports and patches those without partner; tells whether they nest
    /// too deep.
    pub(super) fn match_braces(&mut self) -> bool {
        let braces = std::mem::take(&mut self.braces);
        let plain = unmatched(&braces, |_, _| false);
        if let Some(brace) = plain.too_deep {
            self.report_depth(brace);
            return true;
        }
        if plain.open.is_empty() && plain.close.is_empty() {
            return false;
        }
        let indents = self.indents(&braces);
        let blamed = unmatched(&braces, |open, close| {
            let of = |brace: Brace| indents.get(brace.index_in(&braces)).copied();
            match (of(open), of(close)) {
                (Some(open), Some(close)) => close.leads && open.width > close.width,
                _ => false,
            }
        });
        let better = blamed.open.len() + blamed.close.len() <= plain.open.len() + plain.close.len();
        let chosen = if better { blamed } else { plain };
        self.report_unmatched(&chosen);
        self.patch_rest(&braces);
        false
    }

    fn report_depth(&mut self, brace: Brace) {
        let span = self.brace_span(brace);
        let message = format!("braces and brackets nest deeper than {MAX_DEPTH} levels here");
        self.problem(
            Diagnostic::new(codes::TOO_DEEP, Severity::Error, span, message)
                .note("nothing of this file is read")
                .help("split what is nested"),
        );
    }

    fn brace_span(&self, brace: Brace) -> Span {
        Span::new(self.file, brace.at, brace.at + 1)
    }

    fn report_unmatched(&mut self, unmatched: &Unmatched) {
        for (index, brace) in unmatched.open.iter().enumerate() {
            self.report_open(*brace, index < SEARCHED);
        }
        for brace in &unmatched.close {
            let span = self.brace_span(*brace);
            let shown = char::from(brace.byte);
            let opens = if brace.byte == b'}' { '{' } else { '[' };
            self.stumble(brace.at as usize, brace.at as usize + 1, b' ');
            self.problem(
                Diagnostic::new(
                    codes::STRAY,
                    Severity::Error,
                    span,
                    format!("this `{shown}` closes nothing"),
                )
                .note(format!("no `{opens}` before it is still open"))
                .suggest("delete it", vec![Edit::delete(span)]),
            );
        }
    }

    /// Reports an opening brace without partner and takes what it would have held out of sight.
    fn report_open(&mut self, brace: Brace, is_searched: bool) {
        let start = brace.at as usize;
        let end = match brace.byte {
            b'[' => self.missing_bracket(start),
            _ if is_searched => self.missing_brace(start),
            _ => start + 1,
        };
        self.stumble(start, end, JUNK);
        if self.comment_is_open {
            return;
        }
        let span = self.brace_span(brace);
        let place = self.span(end, end);
        let shown = char::from(brace.byte);
        let close = if brace.byte == b'{' { "}" } else { "]" };
        let before = self.text.as_bytes().get(end.saturating_sub(1)).copied();
        let starts_line = brace.byte == b'{' && before == Some(b'\n');
        let text = match (starts_line, brace.byte) {
            (true, _) => "}\n",
            (false, b'{') => "\n}\n",
            (false, _) => "]",
        };
        self.problem(
            Diagnostic::new(
                codes::UNCLOSED,
                Severity::Error,
                span,
                format!("this `{shown}` is never closed"),
            )
            .related(place, format!("a `{close}` is missing before this place"))
            .suggest(
                format!("close it with `{close}`"),
                vec![Edit::insert_before(place, text)],
            ),
        );
    }

    /// Guesses where the partner of a bracket should have stood: at the end of its line.
    fn missing_bracket(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        let near = rest.get(..rest.floor_char_boundary(SEARCH_LINE));
        let near = near.unwrap_or_default().lines().next().unwrap_or_default();
        let ends = near.find(['{', '}']).unwrap_or(near.len());
        let kept = near.get(..ends).unwrap_or_default().trim_end();
        start + kept.len().max(1)
    }

    /// Guesses where the partner of a brace should have stood: before the next line that is
    /// indented no deeper than the line of the brace.
    fn missing_brace(&self, start: usize) -> usize {
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |index| index + 1);
        let own = self.text.get(line_start..).map_or(0, indent);
        let mut next = self.line_end(start) + 1;
        let limit = self.text.len().min(start + SEARCH);
        while next < limit {
            let line = self.text.get(next..).unwrap_or_default();
            let rest = line.trim_start_matches([' ', '\t']);
            let is_blank = rest.starts_with(['\n', '\r']) || rest.is_empty();
            if !is_blank && indent(line) <= own {
                return next;
            }
            next = self.line_end(next) + 1;
        }
        self.text.len()
    }

    /// Makes sure that what the grammar sees is balanced, wherever the guesses were wrong.
    fn patch_rest(&mut self, braces: &[Brace]) {
        let mut covered: Vec<(u32, u32)> = self
            .patches
            .iter()
            .map(|patch| (patch.start, patch.end))
            .collect();
        covered.sort_unstable();
        let mut reach = 0;
        let mut next = covered.into_iter().peekable();
        let mut visible = Vec::with_capacity(braces.len());
        for brace in braces {
            while let Some((_, end)) = next.next_if(|(start, _)| *start <= brace.at) {
                reach = reach.max(end);
            }
            if brace.at >= reach {
                visible.push(*brace);
            }
        }
        let rest = unmatched(&visible, |_, _| false);
        for brace in rest.open.iter().chain(&rest.close) {
            self.stumble(brace.at as usize, brace.at as usize + 1, JUNK);
        }
    }

    /// Measures the line of each brace.
    fn indents(&self, braces: &[Brace]) -> Vec<Indent> {
        let bytes = self.text.as_bytes();
        let mut indents = Vec::with_capacity(braces.len());
        let (mut at, mut line_start) = (0, 0);
        for brace in braces {
            let here = brace.at as usize;
            let between = bytes.get(at..here).unwrap_or_default();
            if let Some(last) = between.iter().rposition(|byte| *byte == b'\n') {
                line_start = at + last + 1;
            }
            at = here;
            let width = self.text.get(line_start..).map_or(0, indent);
            indents.push(Indent {
                width: offset(width),
                leads: line_start + width == here,
            });
        }
        indents
    }
}

/// How the line of a brace begins.
#[derive(Debug, Clone, Copy)]
struct Indent {
    /// Blanks before the first character of the line.
    width: u32,
    /// The brace is that first character.
    leads: bool,
}

impl Brace {
    fn index_in(self, braces: &[Brace]) -> usize {
        braces
            .binary_search_by_key(&self.at, |brace| brace.at)
            .unwrap_or(usize::MAX)
    }
}

/// Counts the blanks at the start of a line.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Pairs braces by a stack. `is_foreign` says of an opening and a closing brace of the same form
/// that they are no pair, as long as another partner is open further out.
fn unmatched(braces: &[Brace], is_foreign: impl Fn(Brace, Brace) -> bool) -> Unmatched {
    let mut result = Unmatched::default();
    let mut stack: Vec<Brace> = Vec::new();
    for brace in braces {
        let partner = match brace.byte {
            b'{' | b'[' => {
                stack.push(*brace);
                if stack.len() > MAX_DEPTH {
                    result.too_deep = Some(*brace);
                    return result;
                }
                continue;
            }
            b'}' => b'{',
            _ => b'[',
        };
        let fits = |open: &Brace| open.byte == partner;
        let own = stack
            .iter()
            .rposition(|open| fits(open) && !is_foreign(*open, *brace))
            .or_else(|| stack.iter().rposition(fits));
        match own {
            // A bracket cannot be closed across a brace.
            Some(index) if partner == b'[' && has_brace(&stack, index) => result.close.push(*brace),
            Some(index) => {
                result.open.extend(stack.drain(index + 1..));
                stack.pop();
            }
            None => result.close.push(*brace),
        }
    }
    result.open.append(&mut stack);
    result.open.sort_unstable_by_key(|brace| brace.at);
    result
}

/// Tells whether a brace is open further in than `index`.
fn has_brace(stack: &[Brace], index: usize) -> bool {
    stack.iter().skip(index + 1).any(|open| open.byte == b'{')
}
