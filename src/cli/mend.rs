//! Applies the remedies that change nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Edit};
use crate::source::{FileId, Origin, Sources, Span};

/// What a round of mending makes of the files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mended {
    /// The files that change, with their new texts.
    pub(super) files: Vec<(PathBuf, String)>,
    /// How many findings the edits mend.
    pub(super) findings: usize,
}

/// Applies the first certain remedy of each finding; one that touches an earlier one's text waits.
pub(super) fn mend<'run>(
    findings: impl Iterator<Item = &'run Diagnostic>,
    sources: &Sources,
) -> Mended {
    let mut taken: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut mended = Mended::default();
    for finding in findings {
        let Some(remedy) = finding.remedies.iter().find(|remedy| remedy.certain) else {
            continue;
        };
        let free = |edit: &Edit| {
            let others = taken.get(&edit.span.file);
            let own = sources
                .get(edit.span.file)
                .is_some_and(|file| file.origin() == Origin::Policy);
            own && others.is_none_or(|edits| edits.iter().all(|other| apart(edit.span, other.span)))
        };
        if !remedy.edits.is_empty() && remedy.edits.iter().all(free) {
            for edit in &remedy.edits {
                taken.entry(edit.span.file).or_default().push(edit);
            }
            mended.findings += 1;
        }
    }
    for (id, edits) in taken {
        if let Some(file) = sources.get(id) {
            mended
                .files
                .push((file.name().to_owned(), applied(file.text(), edits)));
        }
    }
    mended
}

/// Tells whether two edits leave each other's text alone; two insertions at one place do not.
fn apart(one: Span, other: Span) -> bool {
    one.end < other.start || other.end < one.start
}

fn applied(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort();
    let (mut new, mut done) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        new.push_str(text.get(done..edit.span.start as usize).unwrap_or(""));
        new.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    new.push_str(text.get(done..).unwrap_or(""));
    new
}
