//! The words that begin declarations, and those that were probably meant to.

use super::token::{Token, is_word};
use crate::source::Span;
use crate::syntax::ast::Name;

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

/// Tells whether a text begins with a word that begins a declaration.
pub(in crate::syntax) fn begins_declaration(text: &str) -> bool {
    DECLARATIONS.contains(&Token::at(text, 0).text)
}

/// Returns the name that a text declares which could not be read, if its first two words say so.
pub(in crate::syntax) fn declares(text: &str, span: Span) -> Option<Name> {
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
pub(in crate::syntax) fn pieces(text: &str, is_cut: bool) -> Vec<&str> {
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

/// Returns what holds the things that a word declares only there.
pub(super) fn holder(word: &str) -> Option<&'static str> {
    match word {
        "container" | "file-share" | "queue" => Some("a `storage`"),
        "secret" => Some("a `key-vault`"),
        "override" => Some("what has several environments"),
        _ => None,
    }
}

pub(super) fn nearest_declaration(word: &str) -> Option<&'static str> {
    let foreign = FOREIGN.iter().find(|(other, _)| *other == word);
    foreign
        .map(|(_, ours)| *ours)
        .or_else(|| nearest(word, DECLARATIONS.iter().copied()))
}

/// Finds the word that was probably meant.
pub(super) fn nearest<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let small = word.to_ascii_lowercase();
    let rated = words.map(|other| (strsim::damerau_levenshtein(&small, other), other));
    let (distance, best) = rated.min()?;
    let limit = (best.len().min(word.len()) / 3).max(1);
    (distance <= limit).then_some(best)
}
