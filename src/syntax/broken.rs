//! Why a piece of text is no declaration: the true place, what was expected there, and a mend.
//!
//! A mend is only offered after the mended text was parsed: with it, the finding goes away.

mod further;
mod repair;
mod shape;

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

use super::ast::Name;
use super::codes;
use super::expected::{Expected, in_words};
use super::parser::{Grammar, Rule};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::source::Span;
use repair::{Repair, Repairs};

/// The words that begin a declaration.
const DECLARATIONS: &[&str] = &[
    "agent",
    "app-insights",
    "baseline",
    "capability",
    "compute",
    "container-registry",
    "endpoint",
    "environment",
    "grant",
    "group",
    "key-vault",
    "let",
    "log-analytics",
    "managed-identity",
    "management-group",
    "never",
    "policy",
    "registry",
    "resource",
    "resource-group",
    "role",
    "service-principal",
    "stage",
    "storage",
    "subnet",
    "template",
    "test",
    "use",
    "user",
    "workspace",
];

/// What people write who come from another language.
const FOREIGN: &[(&str, &str)] = &[
    ("allow", "grant"),
    ("assign", "grant"),
    ("const", "let"),
    ("deny", "never"),
    ("forbid", "never"),
    ("identity", "managed-identity"),
    ("module", "template"),
    ("param", "let"),
    ("permit", "grant"),
    ("storage-account", "storage"),
    ("subscription", "environment"),
    ("var", "let"),
];

/// A piece of text that is no declaration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Broken<'t> {
    /// The text, as the grammar saw it.
    pub(super) text: &'t str,
    /// Its place.
    pub(super) span: Span,
    /// What stands in front of it on the same line.
    pub(super) before: &'t str,
    /// Mends are looked for.
    pub(super) is_mended: bool,
}

/// Where and why the grammar stopped.
#[derive(Debug, Clone)]
struct Stop {
    at: usize,
    expected: Vec<Expected>,
}

/// Explains a broken declaration: its first mistake, and those on further lines of its block.
pub(super) fn explain(broken: Broken<'_>) -> Vec<Diagnostic> {
    if let Some(diagnostic) = split_reference(broken) {
        return vec![diagnostic];
    }
    let Some(stop) = stop(broken.text) else {
        let end = broken.text.trim_ascii_end().len();
        let message = "this cannot be read as a declaration here".to_owned();
        let found = broken.diagnostic(codes::NO_DECLARATION, 0, end, message);
        let advice = "put it on a line of its own, and mend what stands around it first";
        return vec![found.help(advice)];
    };
    let found = Token::at(broken.text, stop.at);
    if let Some(diagnostic) = no_declaration(broken, &stop, found) {
        return vec![diagnostic];
    }
    if broken.is_mended {
        return further::mistakes(broken, stop);
    }
    vec![unexpected(broken, &stop, found)]
}

/// Explains the mistake at a place, by the mend that undoes it if there is one.
fn mistake(broken: Broken<'_>, stop: &Stop) -> Diagnostic {
    let found = Token::at(broken.text, stop.at);
    match Repairs::new(broken.text, stop, found).best() {
        Some(repair) => mended(broken, stop, found, &repair),
        None => unexpected(broken, stop, found),
    }
}

/// Tells whether a text begins with a word that begins a declaration.
pub(super) fn begins_declaration(text: &str) -> bool {
    DECLARATIONS.contains(&Token::at(text, 0).text)
}

/// Returns the name that a text declares which could not be read, if its first two words say so.
pub(super) fn declares(text: &str, span: Span) -> Option<Name> {
    let keyword = Token::at(text, text.find(is_word)?);
    let rest = text.get(keyword.end()..)?;
    let gap = rest.len() - rest.trim_ascii_start().len();
    let name = Token::at(text, keyword.end() + gap);
    let known = DECLARATIONS.contains(&keyword.text) && gap > 0 && name.is_word();
    let offset = |at: usize| span.start + u32::try_from(at).unwrap_or(0);
    known.then(|| Name {
        text: name.text.into(),
        span: Span::new(span.file, offset(name.start), offset(name.end())),
    })
}

/// Cuts broken text where a line begins with what was probably meant to begin a declaration.
pub(super) fn pieces(text: &str, is_cut: bool) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut at, mut depth) = (0, 0, 0_i32);
    let mut is_meant = false;
    for line in text.split_inclusive('\n').take_while(|_| is_cut) {
        let word = line.split(|character| !is_word(character)).next();
        let is_start =
            word.is_some_and(|word| word.len() > 2 && nearest_declaration(word).is_some());
        let is_other = is_meant && line.starts_with(|first: char| !" \t\r\n{}),]".contains(first));
        if depth == 0 && (is_start || is_other) {
            pieces.extend(text.get(start..at).filter(|piece| !piece.is_empty()));
            (start, is_meant) = (at, is_start);
        }
        // Braces in strings come in pairs or hardly at all; a wrong guess only cuts elsewhere.
        for byte in line.bytes() {
            depth += i32::from(byte == b'{') - i32::from(byte == b'}');
        }
        at += line.len();
    }
    pieces.extend(text.get(start..));
    pieces
}

/// Parses a text as one declaration and tells where that ended; `None` if it is one.
fn stop(text: &str) -> Option<Stop> {
    let error = Grammar::parse(Rule::lone_item, text).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => {
            positives.iter().map(|rule| Expected::of(*rule)).collect()
        }
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some(Stop { at, expected })
}

/// A piece of text at the place of a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token<'t> {
    start: usize,
    text: &'t str,
}

impl<'t> Token<'t> {
    /// Returns the word, string or single character at a place.
    fn at(text: &'t str, start: usize) -> Token<'t> {
        let rest = text.get(start..).unwrap_or_default();
        let length = match rest.chars().next() {
            None => 0,
            Some('"') => string_length(rest),
            Some(first) if is_word(first) => {
                let end = rest.find(|character| !is_word(character));
                end.unwrap_or(rest.len())
            }
            Some(first) => first.len_utf8(),
        };
        Token {
            start,
            text: rest.get(..length).unwrap_or_default(),
        }
    }

    fn end(self) -> usize {
        self.start + self.text.len()
    }

    fn is_word(self) -> bool {
        self.text.starts_with(is_word)
    }
}

fn string_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (index, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            b'\n' => break,
            _ => {}
        }
    }
    1
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '@' | '$')
}

impl Broken<'_> {
    fn place(self, start: usize, end: usize) -> Span {
        let offset = |at: usize| self.span.start + u32::try_from(at).unwrap_or(0);
        Span::new(self.span.file, offset(start), offset(end))
    }

    fn diagnostic(
        self,
        code: crate::diagnostic::Code,
        start: usize,
        end: usize,
        message: String,
    ) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, self.place(start, end), message)
    }
}

/// Explains text that does not even begin like a declaration.
fn no_declaration(broken: Broken<'_>, stop: &Stop, found: Token<'_>) -> Option<Diagnostic> {
    if stop.at > 0 {
        return None;
    }
    let place = broken.place(0, found.text.len());
    if let ";" | "," = found.text {
        let diagnostic = broken.diagnostic(
            codes::NO_SEPARATOR,
            0,
            1,
            format!("declarations are not separated by `{}`", found.text),
        );
        return Some(diagnostic.suggest("delete it", vec![Edit::delete(place)]));
    }
    if found.text == "#" {
        let message = "a comment begins with `//`".to_owned();
        let diagnostic = broken.diagnostic(codes::NO_DECLARATION, 0, 1, message);
        return Some(diagnostic.suggest("write `//`", vec![Edit::replace(place, "//")]));
    }
    if let Some(parent) = holder(found.text) {
        let message = format!("`{}` begins no declaration", found.text);
        let diagnostic = broken.diagnostic(codes::NO_DECLARATION, 0, found.text.len(), message);
        return Some(diagnostic.help(format!("move it between the braces of {parent}")));
    }
    let message = if found.is_word() {
        format!("`{}` begins no declaration", found.text)
    } else {
        format!("expected a declaration, found `{}`", found.text)
    };
    let diagnostic = broken.diagnostic(codes::NO_DECLARATION, 0, found.text.len(), message);
    Some(match nearest_declaration(found.text) {
        Some("grant") => diagnostic
            .note("it reads `grant WHAT to WHOM on WHERE`")
            .suggest("did you mean `grant`?", vec![Edit::replace(place, "grant")]),
        Some(word) => diagnostic.suggest(
            format!("did you mean `{word}`?"),
            vec![Edit::replace(place, word)],
        ),
        None => diagnostic.suggest("delete it", vec![Edit::delete(broken.span)]),
    })
}

/// `churn @dev` reads as `churn` and an annotation that is none.
fn split_reference(broken: Broken<'_>) -> Option<Diagnostic> {
    let kept = broken.before.trim_ascii_end();
    let blanks = broken.before.len() - kept.len();
    let is_split = broken.text.starts_with('@') && blanks > 0 && kept.ends_with(is_word);
    if !is_split {
        return None;
    }
    let blanks = u32::try_from(blanks).unwrap_or(0);
    let start = broken.span.start;
    let gap = Span::new(broken.span.file, start.saturating_sub(blanks), start);
    let message = "a reference holds no blanks".to_owned();
    let diagnostic = Diagnostic::new(codes::SPLIT_REFERENCE, Severity::Error, gap, message);
    Some(diagnostic.suggest("delete the blanks", vec![Edit::delete(gap)]))
}

/// Returns what holds the things that a word declares only there.
fn holder(word: &str) -> Option<&'static str> {
    match word {
        "container" | "file-share" | "queue" => Some("a `storage`"),
        "secret" => Some("a `key-vault`"),
        "override" => Some("what has several environments"),
        _ => None,
    }
}

fn nearest_declaration(word: &str) -> Option<&'static str> {
    let foreign = FOREIGN.iter().find(|(other, _)| *other == word);
    foreign
        .map(|(_, ours)| *ours)
        .or_else(|| nearest(word, DECLARATIONS.iter().copied()))
}

/// Finds the word that was probably meant.
fn nearest<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let small = word.to_ascii_lowercase();
    let rated = words.map(|other| (strsim::damerau_levenshtein(&small, other), other));
    let (distance, best) = rated.min()?;
    let limit = (best.len().min(word.len()) / 3).max(1);
    (distance <= limit).then_some(best)
}

/// Explains a mistake without a mend.
fn unexpected(broken: Broken<'_>, stop: &Stop, found: Token<'_>) -> Diagnostic {
    let wanted = in_words(&stop.expected);
    if found.text.is_empty() {
        let end = broken.text.trim_ascii_end().len();
        let message = format!("expected {wanted}, found the end of the declaration");
        return broken
            .diagnostic(codes::EXPECTED, end, end, message)
            .label("it ends here")
            .help(format!("go on with {wanted}"));
    }
    let shown = shortened(found.text);
    let message = format!("expected {wanted}, found `{shown}`");
    broken
        .diagnostic(codes::EXPECTED, found.start, found.end(), message)
        .help(format!("write {wanted} here"))
}

/// Explains a mistake by the mend that was found.
fn mended(broken: Broken<'_>, stop: &Stop, found: Token<'_>, repair: &Repair) -> Diagnostic {
    let message = match &repair.message {
        Some(message) => message.clone(),
        None if found.text.is_empty() => format!(
            "expected {}, found the end of the declaration",
            in_words(&stop.expected)
        ),
        None => format!(
            "expected {}, found `{}`",
            in_words(&stop.expected),
            shortened(found.text)
        ),
    };
    let (start, end) = repair.place;
    let mut diagnostic = broken.diagnostic(repair.code, start, end, message);
    if let Some(note) = repair.note {
        diagnostic = diagnostic.note(note);
    }
    let edits = repair.edits.iter().map(|edit| {
        let span = broken.place(edit.start, edit.end);
        Edit::replace(span, edit.text.clone())
    });
    diagnostic.suggest(repair.advice.clone(), edits.collect())
}

/// Cuts what would not fit into a message.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
